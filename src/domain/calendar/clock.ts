import { summerOf } from '../time/summer-time.ts';

/** From UTC milliseconds to the milliseconds a clock on the wall would show, as if it were UTC. */
export type WallClock = (utcMs: number) => number;

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const WEEK_MS = 7 * DAY_MS;

export const utcClock: WallClock = (utcMs) => utcMs;

/**
 * The clock of New York: UTC-5, and UTC-4 in summer by the law of the year (`summerOf`). The returned function remembers the interval it was last asked about, so that a
 * series in time order costs a comparison a bar.
 */
export function newYorkClock(): WallClock {
  let [from, to, offsetMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  return (utcMs) => {
    if (!(utcMs >= from && utcMs < to)) [from, to, offsetMs] = offsetInterval(utcMs);
    return utcMs + offsetMs;
  };
}

/** The start of New York's trading day (17:00) that a moment lies in, UTC ms. */
export function newYorkCloseBefore(utcMs: number, clock: WallClock): number {
  const local = clock(utcMs);
  const start = Math.floor((local - 17 * HOUR_MS) / DAY_MS) * DAY_MS + 17 * HOUR_MS;
  // The offset at the start itself counts: the clock may have changed in between.
  const guess = start - (local - utcMs);
  return guess - (clock(guess) - start);
}

type Interval = [from: number, to: number, offsetMs: number];

function offsetInterval(utcMs: number): Interval {
  // A date without a year (NaN) has no season: standard time for ever.
  if (!Number.isFinite(utcMs)) return [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -5 * HOUR_MS];
  const year = new Date(utcMs - 5 * HOUR_MS).getUTCFullYear();
  const { from, to } = summerOf('us', year);
  if (utcMs < from) return [summerOf('us', year - 1).to, from, -5 * HOUR_MS];
  if (utcMs < to) return [from, to, -4 * HOUR_MS];
  return [to, summerOf('us', year + 1).from, -5 * HOUR_MS];
}
