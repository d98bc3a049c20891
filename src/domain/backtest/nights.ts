import { DAY_MS, HOUR_MS, newYorkClock } from '../calendar/clock.ts';

/**
 * Charged nights before each bar: those between the open of bar i - 1 and the open of bar i. 0 for the first bar.
 * @param tripleDay See `SwapRule`.
 */
export function chargedNights(timeMs: Float64Array, tripleDay: number | null): Float64Array {
  const count = tripleDay === null ? midnights() : rollovers(tripleDay);
  const nights = new Float64Array(timeMs.length);
  let before = timeMs.length > 0 ? count(timeMs[0]) : 0;
  for (let i = 1; i < timeMs.length; i++) {
    const until = count(timeMs[i]);
    nights[i] = until - before;
    before = until;
  }
  return nights;
}

/** Midnights UTC since 1970. */
const midnights = () => (utcMs: number) => Math.floor(utcMs / DAY_MS);

/** Charges since 1970 at New York's 17:00, Monday to Friday, three on one of the days: seven a week. */
function rollovers(tripleDay: number): (utcMs: number) => number {
  const clock = newYorkClock();
  return (utcMs) => {
    const days = Math.floor((clock(utcMs) - 17 * HOUR_MS) / DAY_MS);
    // 1970-01-05 was a Monday: day 4.
    const week = Math.floor((days - 4) / 7);
    const closes = days - 4 - week * 7 + 1;
    return week * 7 + Math.min(closes, 5) + (closes >= tripleDay ? 2 : 0);
  };
}
