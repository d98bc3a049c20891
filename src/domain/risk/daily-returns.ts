import { bucketStarts, type DayStart } from '../calendar/buckets.ts';
import { DAY_MS } from '../calendar/clock.ts';

/**
 * Net returns of trading days: those of the bars that open in it, compounded. A day without a bar is none. Where bars are
 * days or longer, the days are the bars.
 * @param timeMs When each bar opens, UTC ms, ascending; as long as `returns`.
 */
export function dailyReturns(timeMs: Float64Array, returns: Float64Array, start: DayStart): Float64Array {
  const dayOf = bucketStarts(DAY_MS, start);
  const days: number[] = [];
  let last = Number.NaN;
  for (let i = 0; i < returns.length; i++) {
    const day = dayOf(timeMs[i]);
    if (day === last) days[days.length - 1] = (1 + days[days.length - 1]) * (1 + returns[i]) - 1;
    else days.push(returns[i]);
    last = day;
  }
  return Float64Array.from(days);
}
