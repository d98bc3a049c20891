import { overSeries, type SeriesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';

/**
 * Relative strength index (Wilder 1978): 100 * up / (up + down), where up and down are Wilder's averages of the rises
 * and falls, seeded with the mean of the first `period` changes. TA-Lib and Tulip agree on it.
 *
 * @returns 0 to 100, first value at bar period. NaN while no price has moved (0 / 0; as Tulip, where TA-Lib says 0),
 *   and after a price that is not finite until `period` changes have been seen again.
 * @throws AppError `parameter_invalid` for an impossible period.
 */
export function rsi(values: Float64Array, period: number): Float64Array {
  requireWindow('period', period);
  return overSeries(values, period, () => new Rsi(period));
}

export class Rsi implements SeriesKernel {
  private readonly period: number;
  private before = Number.NaN;
  private seen = 0;
  private up = 0;
  private down = 0;

  constructor(period: number) {
    requireWindow('period', period);
    this.period = period;
  }

  push(value: number): number {
    const change = value - this.before;
    this.before = value;
    if (!Number.isFinite(change)) {
      this.seen = this.up = this.down = 0;
      return Number.NaN;
    }
    const rise = Math.max(change, 0);
    const fall = Math.max(-change, 0);
    if (this.seen >= this.period) {
      this.up += (rise - this.up) / this.period;
      this.down += (fall - this.down) / this.period;
    } else {
      this.up += rise / this.period;
      this.down += fall / this.period;
      this.seen += 1;
      if (this.seen < this.period) return Number.NaN;
    }
    const total = this.up + this.down;
    // The share first: without falls it is exactly 1, where (100 up) / up is 100 but for its last digit, which would move.
    return total > 0 ? 100 * (this.up / total) : Number.NaN;
  }
}
