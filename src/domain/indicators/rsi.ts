import type { Convention } from './convention.ts';
import type { SeriesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';

/**
 * Relative strength index (Wilder 1978): 100 * up / (up + down), where up and down are Wilder's averages of the rises
 * and falls, seeded with the mean of the first `period` changes.
 *
 * @returns 0 to 100, first value at bar period. While no price has moved (0 / 0): NaN (`tulip`, the default here) or 0
 *   (`talib`). NaN after a price that is not finite until `period` changes have been seen again.
 * @throws AppError `parameter_invalid` for an impossible period.
 */
export function rsi(values: Float64Array, period: number, convention: Convention = 'tulip'): Float64Array {
  const kernel = new Rsi(period, convention);
  const result = new Float64Array(values.length);
  for (let i = 0; i < result.length; i++) result[i] = kernel.push(values[i]);
  return result;
}

export class Rsi implements SeriesKernel {
  private readonly changes: WilderChanges;
  private readonly whileFlat: number;

  constructor(period: number, convention: Convention = 'tulip') {
    this.changes = new WilderChanges(period);
    this.whileFlat = convention === 'talib' ? 0 : Number.NaN;
  }

  push(value: number): number {
    const { changes } = this;
    if (!changes.push(value)) return Number.NaN;
    const total = changes.up + changes.down;
    // The share first: without falls it is exactly 1, where (100 up) / up is 100 but for its last digit, which would move.
    return total > 0 ? 100 * (changes.up / total) : this.whileFlat;
  }
}

/** Wilder's averages of the rises and of the falls, both from 0 up, seeded with the mean of the first `period` changes. */
export class WilderChanges {
  up = 0;
  down = 0;
  private readonly period: number;
  private readonly factor: number;
  private before = Number.NaN;
  private seen = 0;

  constructor(period: number) {
    requireWindow('period', period);
    this.period = period;
    this.factor = 1 / period;
  }

  /** Whether the averages are complete; a value that is not finite begins them anew. */
  push(value: number): boolean {
    const change = value - this.before;
    this.before = value;
    if (!Number.isFinite(change)) {
      this.seen = this.up = this.down = 0;
      return false;
    }
    const rise = Math.max(change, 0);
    const fall = Math.max(-change, 0);
    if (this.seen >= this.period) {
      this.up += this.factor * (rise - this.up);
      this.down += this.factor * (fall - this.down);
      return true;
    }
    this.up += rise / this.period;
    this.down += fall / this.period;
    this.seen += 1;
    return this.seen === this.period;
  }
}
