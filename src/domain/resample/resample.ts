import { AppError } from '../../kernel/errors.ts';
import { bucketEnd, bucketStarts, type DayStart } from '../calendar/buckets.ts';
import type { TradingCalendar } from '../calendar/calendar.ts';
import { type Bars, barCount } from '../market/bars.ts';

export interface ResampleOptions {
  /** Bar lengths, minutes; the target is a multiple of the source's. */
  readonly fromMinutes: number;
  readonly toMinutes: number;
  readonly dayBoundary: DayStart;
  /** Tells whether a market that stands still has closed for the day; without it every bar must be filled to its end. */
  readonly calendar?: Pick<TradingCalendar, 'isOpen' | 'holidayAt'>;
}

export interface Resampled {
  readonly bars: Bars;
  /** The last bar was left out: its time was not over. */
  readonly droppedIncomplete: boolean;
}

/**
 * Longer bars from shorter ones: first open, highest high, lowest low, last close, summed volume, the spread of the last
 * bar. A bar is stamped with the begin of its own time, whether anything traded at that minute or not; times without any
 * bar make none. Weeks begin on Monday (UTC) or Sunday 17:00 (New York). O(n).
 * @param bars ascending, clean
 * @throws AppError `parameter_invalid` when the target is no multiple of the source.
 */
export function resample(bars: Bars, options: ResampleOptions): Resampled {
  const { fromMinutes, toMinutes } = options;
  if (!(toMinutes > 0 && fromMinutes > 0 && toMinutes % fromMinutes === 0)) {
    throw new AppError(
      'parameter_invalid',
      `Bars of ${fromMinutes} minutes cannot be made into bars of ${toMinutes} minutes: the longer must be a multiple of the shorter.`,
      { details: { fromMinutes, toMinutes } },
    );
  }
  const startOf = bucketStarts(toMinutes * 60_000, options.dayBoundary);
  const starts = Array.from(bars.timeMs, startOf);
  const firstRows = starts.flatMap((start, i) => (i === 0 || start !== starts[i - 1] ? [i] : []));
  const isOpenEnded = barCount(bars) > 0 && !isComplete(bars, starts[starts.length - 1], options);
  const rows = isOpenEnded ? firstRows.slice(0, -1) : firstRows;
  const ends = rows.map((_, k) => firstRows[k + 1] ?? barCount(bars));
  return { bars: aggregate(bars, { starts, rows, ends }), droppedIncomplete: isOpenEnded };
}

/** True when nothing more can come into the last bucket: it is filled to its end, or the market is closed until then. */
function isComplete(
  { timeMs }: Bars,
  start: number,
  { fromMinutes, toMinutes, calendar, dayBoundary }: ResampleOptions,
): boolean {
  const stepMs = fromMinutes * 60_000;
  const end = bucketEnd(start, toMinutes * 60_000, dayBoundary);
  for (let time = timeMs[timeMs.length - 1] + stepMs; time < end; time += stepMs) {
    if (!calendar || (calendar.isOpen(time) && calendar.holidayAt(time) === null)) return false;
  }
  return true;
}

interface Buckets {
  readonly starts: readonly number[];
  /** First row of each bucket, and the row behind its last one. */
  readonly rows: readonly number[];
  readonly ends: readonly number[];
}

function aggregate(bars: Bars, { starts, rows, ends }: Buckets): Bars {
  const column = (value: (from: number, to: number) => number): Float64Array =>
    Float64Array.from(rows, (from, k) => value(from, ends[k]));
  const fold = (values: Float64Array, pick: (a: number, b: number) => number) =>
    column((from, to) => {
      let result = values[from];
      for (let i = from + 1; i < to; i++) result = pick(result, values[i]);
      return result;
    });
  const { spread } = bars;
  return {
    timeMs: column((from) => starts[from]),
    open: column((from) => bars.open[from]),
    high: fold(bars.high, Math.max),
    low: fold(bars.low, Math.min),
    close: column((_, to) => bars.close[to - 1]),
    volume: fold(bars.volume, (a, b) => a + b),
    ...(spread && { spread: column((_, to) => spread[to - 1]) }),
  };
}
