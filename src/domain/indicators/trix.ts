import type { Convention } from './convention.ts';
import { overSeries, type SeriesKernel } from './kernel.ts';
import { FullEma } from './moving-averages.ts';
import { requireWindow } from './parameters.ts';

/**
 * TRIX (Hutson 1983), in percent a bar: change of a triple exponential average of period `period`, over the average before
 * (`talib`) or over the new one (`tulip`). First value at bar 3 (period - 1) + 1; NaN where the average is not above 0.
 * @throws AppError `parameter_invalid` for an impossible period.
 */
export function trix(values: Float64Array, period: number, convention: Convention = 'talib'): Float64Array {
  requireWindow('period', period);
  return overSeries(values, 3 * (period - 1) + 1, () => new Trix(period, convention));
}

export class Trix implements SeriesKernel {
  private readonly first: FullEma;
  private readonly second: FullEma;
  private readonly third: FullEma;
  private readonly isOfNew: boolean;
  private before = Number.NaN;

  constructor(period: number, convention: Convention = 'talib') {
    this.first = new FullEma(period, convention);
    this.second = new FullEma(period, convention);
    this.third = new FullEma(period, convention);
    this.isOfNew = convention === 'tulip';
  }

  push(value: number): number {
    const average = this.third.push(this.second.push(this.first.push(value)));
    const change = average - this.before;
    const base = this.isOfNew ? average : this.before;
    this.before = average;
    return base > 0 ? (100 * change) / base : Number.NaN;
  }
}
