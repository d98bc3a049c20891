import type { Convention } from './convention.ts';
import type { SeriesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';

/**
 * Exponential moving average with factor 2 / (period + 1).
 * @returns In the unit of `values`; first value at bar period - 1 (`talib`) or 0 (`tulip`).
 * @throws AppError `parameter_invalid` for an impossible period.
 */
export const ema = (values: Float64Array, period: number, convention: Convention = 'talib'): Float64Array =>
  smoothed(values, createEma(period, convention));

/**
 * Wilder's average: factor 1 / period, seeded with the mean of the first window; first value at bar period - 1.
 * @throws AppError `parameter_invalid` for an impossible period.
 */
export const wilder = (values: Float64Array, period: number): Float64Array =>
  smoothed(values, createWilder(period));

function smoothed(values: Float64Array, kernel: Smoother): Float64Array {
  const result = new Float64Array(values.length);
  for (let i = 0; i < result.length; i++) result[i] = kernel.push(values[i]);
  return result;
}

export function createEma(period: number, convention: Convention = 'talib'): Smoother {
  requireWindow('period', period);
  return new Smoother(2 / (period + 1), convention === 'talib' ? period : 1);
}

export function createWilder(period: number): Smoother {
  requireWindow('period', period);
  return new Smoother(1 / period, period);
}

/**
 * y = y before + factor (x - y before), with the mean of the first `seedBars` finite values as the first y.
 * A value that is not finite ends the run; the next run is seeded anew.
 */
export class Smoother implements SeriesKernel {
  private readonly factor: number;
  private readonly seedBars: number;
  private seen = 0;
  private level = 0;

  constructor(factor: number, seedBars: number) {
    this.factor = factor;
    this.seedBars = seedBars;
  }

  push(value: number): number {
    if (!Number.isFinite(value)) {
      this.seen = 0;
      this.level = 0;
      return Number.NaN;
    }
    if (this.seen >= this.seedBars) {
      this.level += this.factor * (value - this.level);
      return this.level;
    }
    this.seen += 1;
    this.level += value;
    if (this.seen < this.seedBars) return Number.NaN;
    this.level /= this.seedBars;
    return this.level;
  }
}
