import { AppError } from '../../kernel/errors.ts';
import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import type { BarKernel } from './kernel.ts';
import { requirePositive } from './parameters.ts';

/**
 * Parabolic stop and reverse (Wilder 1978), in price units; first value at bar 1. The first side follows the midpoints
 * of the first two bars, as in Tulip (TA-Lib looks at the directional movement there; both agree from the first
 * reversal on). A bar that is not finite starts it anew.
 * @param step Acceleration at a reversal and with every new extreme, up to `limit`; for stocks 0.02 and 0.2.
 * @throws AppError `parameter_invalid` unless 0 < step < limit.
 */
export function parabolicSar({ high, low }: Bars, step: number, limit: number): Float64Array {
  const result = new Float64Array(high.length);
  const kernel = new ParabolicSar(step, limit);
  for (let i = 0; i < result.length; i++) result[i] = kernel.step(high[i], low[i]);
  return result;
}

export class ParabolicSar implements BarKernel {
  private readonly increment: number;
  private readonly limit: number;
  private seen = 0;
  private isLong = true;
  private stop = 0;
  private extreme = 0;
  private acceleration = 0;
  private high1 = Number.NaN;
  private low1 = Number.NaN;
  private high2 = Number.NaN;
  private low2 = Number.NaN;

  constructor(step: number, limit: number) {
    requirePositive('step', step);
    requirePositive('limit', limit);
    if (step >= limit) {
      throw new AppError('parameter_invalid', `step is ${step}; it must be below the limit ${limit}`, {
        details: { step, limit },
      });
    }
    this.increment = step;
    this.limit = limit;
  }

  push({ high, low }: Bar): number {
    return this.step(high, low);
  }

  step(high: number, low: number): number {
    if (!Number.isFinite(high + low)) {
      this.seen = 0;
      this.high1 = this.low1 = this.high2 = this.low2 = Number.NaN;
      return Number.NaN;
    }
    this.seen += 1;
    if (this.seen === 2) this.start(high, low);
    const stop = this.seen > 1 ? this.advance(high, low) : Number.NaN;
    this.high2 = this.high1;
    this.low2 = this.low1;
    this.high1 = high;
    this.low1 = low;
    return stop;
  }

  private start(high: number, low: number): void {
    this.isLong = this.high1 + this.low1 <= high + low;
    this.extreme = this.isLong ? this.high1 : this.low1;
    this.stop = this.isLong ? this.low1 : this.high1;
    this.acceleration = this.increment;
  }

  private advance(high: number, low: number): number {
    let stop = this.stop + this.acceleration * (this.extreme - this.stop);
    // The stop may not enter the range of the two bars before. NaN, where there are none, never wins a comparison.
    if (this.isLong) {
      if (this.low1 < stop) stop = this.low1;
      if (this.low2 < stop) stop = this.low2;
    } else {
      if (this.high1 > stop) stop = this.high1;
      if (this.high2 > stop) stop = this.high2;
    }
    const reached = this.isLong ? high : low;
    if (this.isLong ? reached > this.extreme : reached < this.extreme) {
      this.extreme = reached;
      this.acceleration = Math.min(this.limit, this.acceleration + this.increment);
    }
    if (this.isLong ? low < stop : high > stop) {
      stop = this.extreme;
      this.extreme = this.isLong ? low : high;
      this.isLong = !this.isLong;
      this.acceleration = this.increment;
    }
    this.stop = stop;
    return stop;
  }
}
