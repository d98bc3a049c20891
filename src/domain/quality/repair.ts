import { type Bars, barCount } from '../market/bars.ts';
import { indicesWhere, isUnusable } from './prices.ts';
import { duplicates } from './times.ts';

/** One step from the bars as they were read to the ones that are used. */
export interface Repair {
  readonly step:
    | 'sort_by_time'
    | 'drop_identical_duplicates'
    | 'drop_conflicting_duplicates'
    | 'drop_unusable_bars';
  /** Bars that were moved or dropped. */
  readonly count: number;
  /** Open times of the first of them, ms since 1970 UTC. */
  readonly firstAtMs: readonly number[];
  /** What was done, in words. */
  readonly message: string;
}

const FIRST_KEPT = 20;

/** Bars in time order; bars of one time keep the order of the file. The same object when they are in order already. */
export function sortByTime(bars: Bars): Bars {
  const { timeMs } = bars;
  if (!timeMs.some((time, i) => i > 0 && time < timeMs[i - 1])) return bars;
  const order = Int32Array.from({ length: timeMs.length }, (_, i) => i);
  order.sort((a, b) => timeMs[a] - timeMs[b] || a - b);
  return pick(bars, order);
}

/**
 * Makes a usable series of sorted bars, and says how. Dropping a copy is always right; what else is dropped goes with a
 * blocking finding, so it only comes to count when a person accepts the data as they are.
 */
export function repairBars(
  raw: Bars,
  sorted: Bars,
): { readonly bars: Bars; readonly repairs: readonly Repair[] } {
  const { identical, conflicting } = duplicates(sorted);
  const repeated = new Set([...identical, ...conflicting]);
  const unusable = indicesWhere(barCount(sorted), (i) => !repeated.has(i) && isUnusable(sorted, i));
  const moved = raw === sorted ? [] : movedBars(raw, sorted);
  const repairs = [
    repair('sort_by_time', moved, sorted, 'sorted by open time'),
    repair('drop_identical_duplicates', identical, sorted, 'exact copies dropped'),
    repair(
      'drop_conflicting_duplicates',
      conflicting,
      sorted,
      'later bars of the same time dropped, the first kept',
    ),
    repair(
      'drop_unusable_bars',
      unusable,
      sorted,
      'bars with missing, impossible or inconsistent prices dropped',
    ),
  ].filter((step) => step.count > 0);
  if (repeated.size + unusable.length === 0) return { bars: sorted, repairs };
  const dropped = new Set([...repeated, ...unusable]);
  return {
    bars: pick(
      sorted,
      indicesWhere(barCount(sorted), (i) => !dropped.has(i)),
    ),
    repairs,
  };
}

function movedBars(raw: Bars, sorted: Bars): number[] {
  return indicesWhere(barCount(sorted), (i) => raw.timeMs[i] !== sorted.timeMs[i]);
}

function repair(step: Repair['step'], indices: readonly number[], { timeMs }: Bars, what: string): Repair {
  return {
    step,
    count: indices.length,
    firstAtMs: indices.slice(0, FIRST_KEPT).map((i) => timeMs[i]),
    message: `${indices.length} ${what}`,
  };
}

function pick(bars: Bars, order: ArrayLike<number>): Bars {
  const column = (values: Float64Array): Float64Array =>
    Float64Array.from({ length: order.length }, (_, i) => values[order[i]]);
  return {
    timeMs: column(bars.timeMs),
    open: column(bars.open),
    high: column(bars.high),
    low: column(bars.low),
    close: column(bars.close),
    volume: column(bars.volume),
  };
}
