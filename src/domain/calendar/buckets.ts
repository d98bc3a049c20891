import type { MarketSession } from '../market/instrument-families.ts';
import {
  DAY_MS,
  HOUR_MS,
  newYorkClock,
  newYorkCloseBefore,
  utcClock,
  type WallClock,
  WEEK_MS,
} from './clock.ts';

/** Where days (and the grid inside of them) begin: midnight UTC, or 17:00 in New York, where the currency day ends. */
export const DAY_STARTS = ['utc', 'new-york'] as const;
export type DayStart = (typeof DAY_STARTS)[number];

/** Where the day of a market begins: with that of New York, after which currencies, contracts and US stocks are booked, but for what never closes. */
export const DAY_START_OF_SESSION: Readonly<Record<MarketSession, DayStart>> = {
  fx: 'new-york',
  cfd: 'new-york',
  us_equity: 'new-york',
  always: 'utc',
  weekdays: 'new-york',
};

/** A clock whose midnight is the day's start. Fresh for each series: it remembers where it was last asked. */
export function tradingClock(start: DayStart): WallClock {
  if (start === 'utc') return utcClock;
  const clock = newYorkClock();
  return (timeMs) => clock(timeMs) + 7 * HOUR_MS;
}

/** 1970-01-05 was a Monday: weeks are counted from it. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/**
 * The begin of the bucket of `lengthMs` that a time falls into, UTC ms; rises with time. Days begin at the day's start all
 * year, so one has 23 or 25 hours when the clock changes; shorter buckets are counted from there by elapsed time; weeks
 * begin on Monday UTC, or on Sunday 17:00 New York. Fresh for each series: it remembers the day it was last asked about.
 */
export function bucketStarts(lengthMs: number, start: DayStart): (timeMs: number) => number {
  if (start === 'utc') {
    const offset = lengthMs > DAY_MS ? FIRST_MONDAY_MS : 0;
    return (timeMs) => Math.floor((timeMs - offset) / lengthMs) * lengthMs + offset;
  }
  const clock = newYorkClock();
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return (timeMs) => {
    if (!(timeMs >= from && timeMs < to)) {
      from = newYorkCloseBefore(timeMs, clock);
      to = newYorkCloseBefore(from + 1.25 * DAY_MS, clock);
    }
    if (lengthMs < DAY_MS) return from + Math.floor((timeMs - from) / lengthMs) * lengthMs;
    return lengthMs < WEEK_MS ? from : newYorkWeek(from, clock);
  };
}

/** Where the bucket ends that begins at a time `bucketStarts` gave. */
export function bucketEnd(startMs: number, lengthMs: number, start: DayStart): number {
  if (start === 'utc' || lengthMs < DAY_MS) return startMs + lengthMs;
  return newYorkCloseBefore(startMs + lengthMs + DAY_MS / 4, newYorkClock());
}

/** Sunday 17:00 New York of the week in which a trading day begins. */
function newYorkWeek(dayStartMs: number, clock: WallClock): number {
  const local = clock(dayStartMs);
  const origin = 3 * DAY_MS + 17 * HOUR_MS;
  const sunday = Math.floor((local - origin) / WEEK_MS) * WEEK_MS + origin;
  // Half a day on, for the clock may have changed in between; then back to the 17:00 before.
  return newYorkCloseBefore(dayStartMs - (local - sunday) + DAY_MS / 2, clock);
}
