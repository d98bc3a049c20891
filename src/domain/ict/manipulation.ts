import type { Bar } from '../market/bar.ts';
import type { PriceRange } from './price-range.ts';
import { isWithin, type SessionTable } from './windows.ts';

/** Feints out of the Asian range and what follows them, over one trading day after another. */
export class ManipulationTracker {
  /**
   * Judas swing of the trading day: in the London or New York kill zone a wick takes out one side of the Asian range and
   * a close comes back inside. 1 when the lows were taken (a feint down), -1 the highs, 0 none yet; the latest counts.
   */
  judas = 0;
  /**
   * Power of three: Asia accumulates, the Judas swing manipulates, a close beyond the other side of Asia's range
   * distributes: 1 up, -1 down, for the rest of the trading day.
   */
  powerOfThree = 0;
  /** Whether the day's kill zones have traded beyond the lows or highs without a close back inside since. */
  private isBelow = false;
  private isAbove = false;
  private readonly killZones: SessionTable['killZones'];

  constructor(killZones: SessionTable['killZones']) {
    this.killZones = killZones;
  }

  step(bar: Bar, asia: PriceRange, minute: number, isNewDay: boolean): void {
    if (isNewDay) {
      this.judas = this.powerOfThree = 0;
      this.isBelow = this.isAbove = false;
    }
    const { london, new_york } = this.killZones;
    if (isWithin(london, minute) || isWithin(new_york, minute)) this.watch(bar, asia);
    if (this.judas === 1 && bar.close > asia.high) this.powerOfThree = 1;
    else if (this.judas === -1 && bar.close < asia.low) this.powerOfThree = -1;
  }

  private watch({ high, low, close }: Bar, asia: PriceRange): void {
    this.isBelow ||= low < asia.low;
    this.isAbove ||= high > asia.high;
    if (!(close > asia.low && close < asia.high)) return;
    // One bar that takes both sides and closes between them shows no direction.
    if (this.isBelow !== this.isAbove) this.judas = this.isBelow ? 1 : -1;
    this.isBelow = this.isAbove = false;
  }
}
