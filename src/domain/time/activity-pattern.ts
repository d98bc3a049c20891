import type { Bars } from '../market/bars.ts';
import { isSummerTime } from './summer-time.ts';
import { toUtc } from './to-utc.ts';
import { findZone, offsetAt, type Zone } from './zone.ts';

const HALF_HOURS = 48;
const DAY_MS = 86_400_000;
/** New York's afternoon: what happens from the end of its session to the rollover hangs on its clock, not on Europe's. */
const FROM_HALF_HOUR = 2 * 13;
const TO_HALF_HOUR = 2 * 20;
const FEWEST_DAYS = 10;

/**
 * How well the pattern of the day, seen from New York, agrees between the weeks in which America and Europe are both on
 * summer or winter time and those in which only one is: the correlation of mean ranges by half hour. Bars that are missing
 * count as no activity, so breaks weigh in. On the right clock the pattern stays where it is.
 * @param bars stamps on the clock `zone`, oldest first
 * @returns -1 to 1; null when there are too few days between the changes
 */
export function activityMatch(bars: Pick<Bars, 'timeMs' | 'high' | 'low'>, zone: Zone): number | null {
  const newYork = findZone('America/New_York');
  if (!newYork) throw new Error('New York is a known zone');
  const { timeMs } = toUtc(bars.timeMs, zone);
  const plain = { sums: new Float64Array(HALF_HOURS), days: new Set<number>() };
  const mixed = { sums: new Float64Array(HALF_HOURS), days: new Set<number>() };
  for (let i = 0; i < timeMs.length; i++) {
    const local = timeMs[i] + offsetAt(newYork, timeMs[i]) * 60_000;
    const day = Math.floor(local / DAY_MS);
    // Fridays and weekends are cut short: 1970-01-01 was a Thursday.
    const weekday = (day + 4) % 7;
    if (weekday === 0 || weekday >= 5) continue;
    const isMixed =
      isSummerTime({ summerTime: 'us' }, timeMs[i]) !== isSummerTime({ summerTime: 'eu' }, timeMs[i]);
    const side = isMixed ? mixed : plain;
    const range = bars.high[i] - bars.low[i];
    if (!Number.isFinite(range) || !(bars.low[i] > 0)) continue;
    side.sums[Math.floor(((local % DAY_MS) / DAY_MS) * HALF_HOURS)] += range / bars.low[i];
    side.days.add(day);
  }
  if (mixed.days.size < FEWEST_DAYS || plain.days.size < FEWEST_DAYS) return null;
  const window = (sums: Float64Array): Float64Array => sums.subarray(FROM_HALF_HOUR, TO_HALF_HOUR);
  return correlation(window(plain.sums), window(mixed.sums));
}

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
