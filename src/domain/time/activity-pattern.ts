import type { Bars } from '../market/bars.ts';
import { isSummerTime } from './summer-time.ts';
import { toUtc } from './to-utc.ts';
import { findZone, offsetAt, type Zone } from './zone.ts';

const HALF_HOUR_MS = 1_800_000;
const DAY_MS = 86_400_000;
/**
 * Hours that hang on the clock of one side of the Atlantic alone: Europe's morning before America is up, and what follows
 * the close of New York's session up to the rollover.
 */
const WINDOWS = [
  { zone: 'Europe/London', fromHour: 4, toHour: 11 },
  { zone: 'America/New_York', fromHour: 13, toHour: 19 },
] as const;
const FEWEST_DAYS = 10;

/** How the days between the American and the European changes of the clock fit the two rules. */
export interface RuleVotes {
  /** Days that tell the rules apart, and those of them that fit European dates better. */
  readonly days: number;
  readonly european: number;
}

type RangedBars = Pick<Bars, 'timeMs' | 'high' | 'low'>;

/**
 * Whether a clock changes on American or on European dates. Where both rules say the same, the days have a pattern: mean
 * ranges by half hour of London's morning and of New York's afternoon. A day between the changes keeps both of them on the
 * right clock, and has each an hour beside on the other; it votes for the rule on which it correlates better with the rest
 * of the year, the two windows added. Bars that are missing count as no activity, so breaks weigh in. O(bars).
 * @param bars stamps on the clock in question, oldest first
 * @returns null when there are too few days between the changes, or beside them
 */
export function votesOfDays(
  bars: RangedBars,
  { american, european }: { readonly american: Zone; readonly european: Zone },
): RuleVotes | null {
  const byAmerican = dayProfiles(bars, american);
  const byEuropean = dayProfiles(bars, european);
  if (byAmerican.mixed.size < FEWEST_DAYS || byAmerican.plainDays < FEWEST_DAYS) return null;
  let days = 0;
  let forEuropean = 0;
  for (const [day, windows] of byAmerican.mixed) {
    const others = byEuropean.mixed.get(day);
    if (!others) continue;
    const lead = agreement(byEuropean.plain, others) - agreement(byAmerican.plain, windows);
    if (lead === 0) continue;
    days++;
    if (lead > 0) forEuropean++;
  }
  return { days, european: forEuropean };
}

/** Summed relative ranges by half hour, one array a window. */
type Profile = readonly Float64Array[];

interface DayProfiles {
  /** Over the days on which both rules say the same. */
  readonly plain: Profile;
  readonly plainDays: number;
  /** Of each day between the changes (UTC, days since 1970). */
  readonly mixed: ReadonlyMap<number, Profile>;
}

function dayProfiles({ timeMs, high, low }: RangedBars, zone: Zone): DayProfiles {
  const windows = WINDOWS.map(({ zone: name, fromHour, toHour }) => ({
    clock: findZone(name) as Zone,
    fromMs: fromHour * 2 * HALF_HOUR_MS,
    toMs: toHour * 2 * HALF_HOUR_MS,
  }));
  const empty = (): Profile =>
    windows.map(({ fromMs, toMs }) => new Float64Array((toMs - fromMs) / HALF_HOUR_MS));
  const utc = toUtc(timeMs, zone).timeMs;
  const plain = empty();
  const plainDays = new Set<number>();
  const mixed = new Map<number, Profile>();
  for (let i = 0; i < utc.length; i++) {
    const range = high[i] - low[i];
    if (!Number.isFinite(range) || !(low[i] > 0)) continue;
    // Both windows lie inside of a day of UTC, whatever the season.
    const day = Math.floor(utc[i] / DAY_MS);
    // Fridays and weekends are cut short: 1970-01-01 was a Thursday.
    const weekday = (day + 4) % 7;
    if (weekday === 0 || weekday >= 5) continue;
    const isMixed = isSummerTime({ summerTime: 'us' }, utc[i]) !== isSummerTime({ summerTime: 'eu' }, utc[i]);
    for (const [k, { clock, fromMs, toMs }] of windows.entries()) {
      const ofDay = utc[i] - day * DAY_MS + offsetAt(clock, utc[i]) * 60_000;
      if (ofDay < fromMs || ofDay >= toMs) continue;
      if (!isMixed) plainDays.add(day);
      else if (!mixed.has(day)) mixed.set(day, empty());
      const profile = mixed.get(day) ?? plain;
      profile[k][Math.floor((ofDay - fromMs) / HALF_HOUR_MS)] += range / low[i];
    }
  }
  return { plain, plainDays: plainDays.size, mixed };
}

const agreement = (plain: Profile, day: Profile): number =>
  plain.reduce((sum, window, k) => sum + correlation(window, day[k]), 0);

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;
  const meanA = mean(a);
  const meanB = mean(b);
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - meanA) * (b[i] - meanB);
    aa += (a[i] - meanA) ** 2;
    bb += (b[i] - meanB) ** 2;
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}
