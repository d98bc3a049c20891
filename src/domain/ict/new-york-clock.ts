import { newYorkClock as wallClock } from '../calendar/clock.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** From the close of one trading day at 17:00 to midnight. */
const AFTER_CLOSE_MINUTES = 7 * 60;

/** The clock of New York at the open of one bar after another, daylight saving included. */
export class NewYorkClock {
  /** Minute of the day, 0 to 1439. */
  minute = 0;
  /** Days since 1970-01-01 of the trading day, which runs from 17:00 to 17:00: Sunday evening belongs to Monday. */
  tradingDay = Number.NaN;
  private readonly clock = wallClock();

  show(timeMs: number): void {
    const localMinutes = Math.floor(this.clock(timeMs) / MINUTE_MS);
    this.minute = ((localMinutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
    this.tradingDay = Math.floor((localMinutes + AFTER_CLOSE_MINUTES) / DAY_MINUTES);
  }
}
