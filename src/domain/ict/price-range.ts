import type { Bar } from '../market/bar.ts';
import { type DayWindow, isWithin } from './windows.ts';

/** High and low of a stretch of time, as known at the bar just taken; NaN: not known. */
export interface PriceRange {
  readonly high: number;
  readonly low: number;
}

/** Range of a window of the trading day, from the first bar after it to the end of the day. */
export class WindowRange implements PriceRange {
  high = Number.NaN;
  low = Number.NaN;
  private readonly window: DayWindow;
  private readonly running = new RunningRange();

  constructor(window: DayWindow) {
    this.window = window;
  }

  step(bar: Bar, minute: number, isNewDay: boolean): void {
    if (isNewDay) this.running.reset();
    const isInside = isWithin(this.window, minute);
    if (isInside) this.running.add(bar);
    this.high = isInside ? Number.NaN : this.running.high;
    this.low = isInside ? Number.NaN : this.running.low;
  }
}

/** Range of the last period that is complete: once a bar of a later one has opened. Periods without bars do not exist. */
export class PreviousRange implements PriceRange {
  high = Number.NaN;
  low = Number.NaN;
  private readonly running = new RunningRange();
  private period = Number.NaN;

  /** @param period Number of the bar's period; rises. */
  step(bar: Bar, period: number): void {
    if (period !== this.period) {
      this.high = this.running.high;
      this.low = this.running.low;
      this.running.reset();
      this.period = period;
    }
    this.running.add(bar);
  }
}

class RunningRange implements PriceRange {
  high = Number.NaN;
  low = Number.NaN;

  reset(): void {
    this.high = this.low = Number.NaN;
  }

  add(bar: Bar): void {
    // A comparison with NaN is false: the first bar sets both.
    if (!(bar.high <= this.high)) this.high = bar.high;
    if (!(bar.low >= this.low)) this.low = bar.low;
  }
}
