import { bucketStarts, type DayStart } from '../calendar/buckets.ts';
import { DAY_MS } from '../calendar/clock.ts';
import type { Bar } from '../market/bar.ts';
import type { BarKernel } from './kernel.ts';

/**
 * Volume-weighted average of the typical price since the session began, in price units: anchored anew at the first bar
 * of each day, and after a bar with a missing value, which has none. NaN until something is traded since.
 */
export class SessionVwap implements BarKernel {
  private readonly dayOf: (timeMs: number) => number;
  private day = Number.NaN;
  private turnover = 0;
  private volume = 0;

  constructor(start: DayStart) {
    this.dayOf = bucketStarts(DAY_MS, start);
  }

  push({ timeMs, high, low, close, volume }: Bar): number {
    const day = this.dayOf(timeMs);
    if (day !== this.day) {
      this.day = day;
      this.turnover = this.volume = 0;
    }
    const turnover = ((high + low + close) / 3) * volume;
    if (!Number.isFinite(turnover)) {
      this.turnover = this.volume = 0;
      return Number.NaN;
    }
    this.turnover += turnover;
    this.volume += volume;
    return this.volume > 0 ? this.turnover / this.volume : Number.NaN;
  }
}
