/**
 * Rules by which clocks go ahead.
 * - `us`: at 2:00 local time; since 2007 from the second Sunday of March to the first of November, 1987-2006 from the
 *   first of April to the last of October, before that from the last of April (Energy Policy Act of 2005); in the oil crisis
 *   from 1974-01-06 and 1975-02-23 on.
 * - `eu`: at 1:00 UTC; from the last Sunday of March to the last of October, before 1996 to the last of September
 *   (Directive 2000/84/EC).
 */
export type SummerTime = 'none' | 'us' | 'eu';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Standard offset of New York: a clock on American dates changes with the zone its market is in. */
const NEW_YORK_MINUTES = -300;

/** True when clocks on this rule are ahead at an instant (ms since 1970 UTC). */
export function isSummerTime({ summerTime }: { readonly summerTime: SummerTime }, utcMs: number): boolean {
  if (summerTime === 'none') return false;
  const { from, to } = summerOf(summerTime, yearOf(utcMs));
  return utcMs >= from && utcMs < to;
}

/** The year asked for last, for stamps come in order and by the million. */
let last = { year: 1970, from: 0, to: Date.UTC(1971, 0) };

function yearOf(utcMs: number): number {
  if (utcMs < last.from || utcMs >= last.to) {
    const year = new Date(utcMs).getUTCFullYear();
    last = { year, from: Date.UTC(year, 0), to: Date.UTC(year + 1, 0) };
  }
  return last.year;
}

export interface Summer {
  /** First instant of summer time, and the first after it. */
  readonly from: number;
  readonly to: number;
}

/** Summer time of a year under a rule. Remembered: stamps come by the million, years do not. */
export function summerOf(rule: 'us' | 'eu', year: number): Summer {
  const found = known[rule].get(year);
  if (found) return found;
  const summer = rule === 'us' ? americanSummer(year) : europeanSummer(year);
  known[rule].set(year, summer);
  return summer;
}

const known = { us: new Map<number, Summer>(), eu: new Map<number, Summer>() };

function americanSummer(year: number): Summer {
  const at2 = (dayMs: number, offsetMinutes: number) => dayMs + 2 * HOUR_MS - offsetMinutes * 60_000;
  const last = year >= 2007 ? sunday(year, 11, 1) : lastSunday(year, 10);
  return { from: at2(americanStart(year), NEW_YORK_MINUTES), to: at2(last, NEW_YORK_MINUTES + 60) };
}

function americanStart(year: number): number {
  if (year >= 2007) return sunday(year, 3, 2);
  if (year >= 1987) return sunday(year, 4, 1);
  if (year === 1974) return Date.UTC(1974, 0, 6);
  if (year === 1975) return Date.UTC(1975, 1, 23);
  return lastSunday(year, 4);
}

function europeanSummer(year: number): Summer {
  return {
    from: lastSunday(year, 3) + HOUR_MS,
    to: lastSunday(year, year >= 1996 ? 10 : 9) + HOUR_MS,
  };
}

/** Midnight UTC of the n-th Sunday of a month (1-12). */
function sunday(year: number, month: number, n: number): number {
  const firstOfMonth = Date.UTC(year, month - 1, 1);
  const untilSunday = (7 - new Date(firstOfMonth).getUTCDay()) % 7;
  return firstOfMonth + (untilSunday + (n - 1) * 7) * DAY_MS;
}

function lastSunday(year: number, month: number): number {
  const lastOfMonth = Date.UTC(year, month, 0);
  return lastOfMonth - new Date(lastOfMonth).getUTCDay() * DAY_MS;
}
