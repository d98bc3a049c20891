import { DAY_MS, HOUR_MS, newYorkClock, utcClock, type WallClock } from './clock.ts';

/** Where days begin: midnight UTC, or 17:00 in New York, where the currency day ends. */
export type DayStart = 'utc' | 'new_york';

/** A clock whose midnight is the day's start. Fresh for each series: it remembers where it was last asked. */
export function tradingClock(start: DayStart): WallClock {
  if (start === 'utc') return utcClock;
  const clock = newYorkClock();
  return (timeMs) => clock(timeMs) + 7 * HOUR_MS;
}

/**
 * Numbers times by the bucket of `lengthMs` they fall into; rises with time. Buckets are counted on the trading clock, so
 * days begin at the day's start all year; weeks on Monday (the New York week at Sunday 17:00).
 */
export function bucketNumbers(lengthMs: number, start: DayStart): (timeMs: number) => number {
  const clock = tradingClock(start);
  // The first of January 1970 was a Thursday.
  const offset = lengthMs > DAY_MS ? 4 * DAY_MS : 0;
  return (timeMs) => Math.floor((clock(timeMs) - offset) / lengthMs);
}
