import { newYorkClock as wallClock } from '../calendar/clock.ts';

/** The clock of New York at each bar's open, daylight saving included. */
export interface NewYorkClock {
  /** Minute of the day, 0 to 1439. */
  readonly minute: Int16Array;
  /** Days since 1970-01-01 of the trading day, which runs from 17:00 to 17:00: Sunday evening belongs to Monday. */
  readonly tradingDay: Int32Array;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** From the close of one trading day at 17:00 to midnight. */
const AFTER_CLOSE_MINUTES = 7 * 60;

/** Converts bar times to New York's clock. O(n). */
export function newYorkClock(timeMs: Float64Array): NewYorkClock {
  const minute = new Int16Array(timeMs.length);
  const tradingDay = new Int32Array(timeMs.length);
  const clock = wallClock();
  for (let i = 0; i < timeMs.length; i++) {
    const localMinutes = Math.floor(clock(timeMs[i]) / MINUTE_MS);
    minute[i] = ((localMinutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
    tradingDay[i] = Math.floor((localMinutes + AFTER_CLOSE_MINUTES) / DAY_MINUTES);
  }
  return { minute, tradingDay };
}
