/** From UTC milliseconds to the milliseconds a clock on the wall would show, as if it were UTC. */
export type WallClock = (utcMs: number) => number;

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const WEEK_MS = 7 * DAY_MS;

export const utcClock: WallClock = (utcMs) => utcMs;

/**
 * The clock of New York: UTC-5, and UTC-4 in summer by the law of the year (since 2007 from the second Sunday of March
 * to the first of November; 1987 to 2006 first Sunday of April to last of October; before that last Sunday of April).
 * Changes at 02:00 local time. The returned function remembers the interval it was last asked about, so that a
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
  const { start, end } = summerOf(year);
  if (utcMs < start) return [summerOf(year - 1).end, start, -5 * HOUR_MS];
  if (utcMs < end) return [start, end, -4 * HOUR_MS];
  return [end, summerOf(year + 1).start, -5 * HOUR_MS];
}

/** Begin and end of summer time, UTC ms: 02:00 standard time is 07:00 UTC, 02:00 summer time is 06:00 UTC. */
function summerOf(year: number): { readonly start: number; readonly end: number } {
  if (year >= 2007)
    return { start: sunday(year, 2, 2) + 7 * HOUR_MS, end: sunday(year, 10, 1) + 6 * HOUR_MS };
  const start = year >= 1987 ? sunday(year, 3, 1) : sunday(year, 3, 'last');
  return { start: start + 7 * HOUR_MS, end: sunday(year, 9, 'last') + 6 * HOUR_MS };
}

/** Midnight UTC of the nth (or last) Sunday of a month (0 is January). */
function sunday(year: number, month: number, nth: number | 'last'): number {
  const base = nth === 'last' ? Date.UTC(year, month + 1, 0) : Date.UTC(year, month, 1);
  const weekday = new Date(base).getUTCDay();
  if (nth === 'last') return base - weekday * DAY_MS;
  return base + (((7 - weekday) % 7) + (nth - 1) * 7) * DAY_MS;
}
