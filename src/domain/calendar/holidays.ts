import { DAY_MS, HOUR_MS } from './clock.ts';

/** What keeps a market closed on a day that would be open: from when on, by New York's clock. */
export interface Closure {
  readonly name: string;
  /** Hour of the day, New York, from which on it is closed: 0 the whole day, 13 a half day. */
  readonly fromHour: number;
}

/**
 * Closures of the New York Stock Exchange by day (midnight of the New York date as UTC ms), 1980 on: the rules of NYSE
 * rule 7.2 with the years they hold from, and the unscheduled closings. Half days end at 13:00.
 */
export function usClosures(year: number): ReadonlyMap<number, Closure> {
  const closures = new Map<number, Closure>();
  const full = (day: number, name: string) => closures.set(day, { name, fromHour: 0 });
  const half = (day: number, name: string) => {
    if (isWeekday(day) && !closures.has(day)) closures.set(day, { name, fromHour: 13 });
  };
  const newYear = Date.UTC(year, 0, 1);
  // A New Year's Day on a Saturday is not made up for: the year before would lose its last day.
  if (weekdayOf(newYear) !== 6) full(observed(newYear), 'New Year');
  if (year >= 1998) full(nthWeekday(year, 0, 1, 3), 'Martin Luther King Day');
  full(nthWeekday(year, 1, 1, 3), "Presidents' Day");
  full(easterSunday(year) - 2 * DAY_MS, 'Good Friday');
  full(lastMonday(year, 4), 'Memorial Day');
  if (year >= 2022) full(observed(Date.UTC(year, 5, 19)), 'Juneteenth');
  full(observed(Date.UTC(year, 6, 4)), 'Independence Day');
  full(nthWeekday(year, 8, 1, 1), 'Labor Day');
  const thanksgiving = nthWeekday(year, 10, 4, 4);
  full(thanksgiving, 'Thanksgiving');
  full(observed(Date.UTC(year, 11, 25)), 'Christmas');
  for (const [day, name] of UNSCHEDULED) if (new Date(day).getUTCFullYear() === year) full(day, name);
  half(thanksgiving + DAY_MS, 'day after Thanksgiving');
  half(Date.UTC(year, 11, 24), 'Christmas Eve');
  half(Date.UTC(year, 6, 3), 'eve of Independence Day');
  return closures;
}

const UNSCHEDULED: readonly (readonly [number, string])[] = [
  ...[11, 12, 13, 14].map((day) => [Date.UTC(2001, 8, day), 'attacks of 2001'] as const),
  [Date.UTC(1994, 3, 27), 'mourning of Nixon'],
  [Date.UTC(2004, 5, 11), 'mourning of Reagan'],
  [Date.UTC(2007, 0, 2), 'mourning of Ford'],
  [Date.UTC(2012, 9, 29), 'hurricane Sandy'],
  [Date.UTC(2012, 9, 30), 'hurricane Sandy'],
  [Date.UTC(2018, 11, 5), 'mourning of Bush'],
  [Date.UTC(2025, 0, 9), 'mourning of Carter'],
];

/**
 * Christmas and New Year of markets that trade around the clock: they close in the afternoon of the eve and open within
 * the second day, at hours that differ from broker to broker and year to year.
 * @param local New York's wall clock, ms
 */
export function isYearEndBreak(local: number): boolean {
  const date = new Date(local);
  const day = (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
  const hour = date.getUTCHours();
  if (day === 1_225 || day === 101) return true;
  if (day === 1_224 || day === 1_231) return hour >= 12;
  return (day === 1_226 || day === 102) && hour < 4;
}

const weekdayOf = (day: number): number => new Date(day).getUTCDay();
const isWeekday = (day: number): boolean => weekdayOf(day) % 6 !== 0;

/** A holiday on a Saturday is kept on the Friday, one on a Sunday on the Monday. */
function observed(day: number): number {
  const weekday = weekdayOf(day);
  return weekday === 6 ? day - DAY_MS : weekday === 0 ? day + DAY_MS : day;
}

function nthWeekday(year: number, month: number, weekday: number, nth: number): number {
  const first = Date.UTC(year, month, 1);
  return first + (((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7) * DAY_MS;
}

function lastMonday(year: number, month: number): number {
  const last = Date.UTC(year, month + 1, 0);
  return last - ((weekdayOf(last) + 6) % 7) * DAY_MS;
}

/** Gregorian Easter (Meeus, Jones, Butcher). */
export function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(sum / 31) - 1, (sum % 31) + 1);
}

/** Midnight of the day a wall clock shows. */
export const dayOf = (local: number): number => Math.floor(local / DAY_MS) * DAY_MS;
export const hourOf = (local: number): number => Math.floor((local - dayOf(local)) / HOUR_MS);
