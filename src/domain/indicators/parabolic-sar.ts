import { AppError } from '../../kernel/errors.ts';
import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import type { Convention } from './convention.ts';
import type { BarKernel } from './kernel.ts';
import { requirePositive } from './parameters.ts';

/**
 * Parabolic stop and reverse (Wilder 1978), in price units; first value at bar 1. A bar that is not finite starts it anew.
 *
 * The conventions begin differently, and go on differently until both have turned to the same side from the same extreme:
 * - `tulip`, the default here: the first side follows the midpoints of the first two bars; the stop begins at the far end of
 *   bar 0, with its near end as the extreme, and moves at once; only passing the stop turns it.
 * - `talib`: short if bar 1 falls further than it rises, else long; the stop of bar 1 is the far end of bar 0, the extreme that
 *   of bar 1, and bar 0 bounds no later stop; touching the stop turns it.
 * @param step Acceleration at a reversal and with every new extreme, up to `limit`; for stocks 0.02 and 0.2.
 * @throws AppError `parameter_invalid` unless 0 < step < limit.
 */
export function parabolicSar(
  { high, low }: Bars,
  step: number,
  limit: number,
  convention: Convention = 'tulip',
): Float64Array {
  const result = new Float64Array(high.length);
  const kernel = new ParabolicSar(step, limit, convention);
  for (let i = 0; i < result.length; i++) result[i] = kernel.step(high[i], low[i]);
  return result;
}

export class ParabolicSar implements BarKernel {
  private readonly increment: number;
  private readonly limit: number;
  private readonly isTalib: boolean;
  private seen = 0;
  private isLong = true;
  private stop = 0;
  private extreme = 0;
  private acceleration = 0;
  private high1 = Number.NaN;
  private low1 = Number.NaN;
  private high2 = Number.NaN;
  private low2 = Number.NaN;

  constructor(step: number, limit: number, convention: Convention = 'tulip') {
    requirePositive('step', step);
    requirePositive('limit', limit);
    if (step >= limit) {
      throw new AppError('parameter_invalid', `step is ${step}; it must be below the limit ${limit}`, {
        details: { step, limit },
      });
    }
    this.increment = step;
    this.limit = limit;
    this.isTalib = convention === 'talib';
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
    const { high1, low1, isTalib } = this;
    const fall = low1 - low;
    this.isLong = isTalib ? fall <= 0 || fall <= high - high1 : high1 + low1 <= high + low;
    this.stop = this.isLong ? low1 : high1;
    this.acceleration = this.increment;
    if (isTalib) {
      // From here on as if bar 1 had been there twice.
      this.high1 = high;
      this.low1 = low;
    }
    this.extreme = this.isLong ? this.high1 : this.low1;
  }

  private advance(high: number, low: number): number {
    let stop = this.isTalib && this.seen === 2 ? this.stop : this.nextStop();
    const reached = this.isLong ? high : low;
    if (this.isLong ? reached > this.extreme : reached < this.extreme) {
      this.extreme = reached;
      this.acceleration = Math.min(this.limit, this.acceleration + this.increment);
    }
    const beyond = this.isLong ? stop - low : high - stop;
    if (beyond > 0 || (beyond === 0 && this.isTalib)) {
      stop = this.extreme;
      this.extreme = this.isLong ? low : high;
      this.isLong = !this.isLong;
      this.acceleration = this.increment;
    }
    this.stop = stop;
    return stop;
  }

  /** The stop may not enter the range of the two bars before. NaN, where there are none, never wins a comparison. */
  private nextStop(): number {
    let stop = this.stop + this.acceleration * (this.extreme - this.stop);
    if (this.isLong) {
      if (this.low1 < stop) stop = this.low1;
      if (this.low2 < stop) stop = this.low2;
    } else {
      if (this.high1 > stop) stop = this.high1;
      if (this.high2 > stop) stop = this.high2;
    }
    return stop;
  }
}
