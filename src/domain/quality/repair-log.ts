import { type Bars, barCount, pickBars } from '../market/bars.ts';
import type { RepairStep } from './repair-step.ts';

/** What a step changed, with enough to take it back. Indices are rows, ascending; `rows` are the bars at them. */
export type RepairChange =
  /** Row i of the result was row `order[i]` before. */
  | { readonly kind: 'reorder'; readonly order: Int32Array }
  /** Rows `at` of the bars before are gone. */
  | { readonly kind: 'remove'; readonly at: Int32Array; readonly rows: Bars }
  /** Rows `at` of the result are new. */
  | { readonly kind: 'insert'; readonly at: Int32Array; readonly rows: Bars }
  /** Rows `at` had the values of `rows` before. */
  | { readonly kind: 'replace'; readonly at: Int32Array; readonly rows: Bars };

/** One step from the bars as they were read to the ones that are used. */
export interface Repair {
  readonly step: RepairStep;
  /** Bars that were moved, dropped, added or changed. */
  readonly count: number;
  /** Open times of the first of them, ms since 1970 UTC. */
  readonly firstAtMs: readonly number[];
  /** What was done, in words. */
  readonly message: string;
  readonly change: RepairChange;
}

const FIRST_KEPT = 20;

/** @param touched open times of the bars concerned */
export function repairOf(
  step: RepairStep,
  change: RepairChange,
  touched: Float64Array,
  what: string,
): Repair {
  return {
    step,
    count: touched.length,
    firstAtMs: [...touched.subarray(0, FIRST_KEPT)],
    message: `${touched.length} ${what}`,
    change,
  };
}

/** Takes repairs back, last first: the bars as they were read, to the last bit. */
export function undoRepairs(bars: Bars, repairs: readonly Pick<Repair, 'change'>[]): Bars {
  return repairs.reduceRight((current, { change }) => undo(current, change), bars);
}

/** Whether two series hold the same values, to the last bit. */
export function areSameBars(a: Bars, b: Bars): boolean {
  const columns: readonly (keyof Bars)[] = ['timeMs', 'open', 'high', 'low', 'close', 'volume', 'spread'];
  return columns.every((name) => {
    const [one, other] = [a[name], b[name]];
    if (one === undefined || other === undefined) return one === other;
    return one.length === other.length && one.every((value, i) => Object.is(value, other[i]));
  });
}

function undo(bars: Bars, change: RepairChange): Bars {
  switch (change.kind) {
    case 'reorder': {
      const back = new Int32Array(change.order.length);
      change.order.forEach((from, to) => {
        back[from] = to;
      });
      return pickBars(bars, back);
    }
    case 'remove':
      return mergeRows(bars, change.at, change.rows);
    case 'insert':
      return dropRows(bars, change.at).bars;
    case 'replace':
      return replaceRows(bars, change.at, change.rows);
  }
}

/** Bars without the rows `at` (ascending), and the rows taken out. */
export function dropRows(bars: Bars, at: ArrayLike<number>): { readonly bars: Bars; readonly rows: Bars } {
  const kept = new Int32Array(barCount(bars) - at.length);
  for (let i = 0, k = 0, gone = 0; i < barCount(bars); i++) {
    if (gone < at.length && at[gone] === i) gone++;
    else kept[k++] = i;
  }
  return { bars: pickBars(bars, kept), rows: pickBars(bars, at) };
}

/** Puts `rows` at the places `at` of the result; the other bars keep their order. */
export function mergeRows(bars: Bars, at: Int32Array, rows: Bars): Bars {
  const merge = (own: Float64Array, added: Float64Array): Float64Array => {
    const merged = new Float64Array(own.length + added.length);
    for (let i = 0, a = 0, o = 0; i < merged.length; i++) {
      merged[i] = a < at.length && at[a] === i ? added[a++] : own[o++];
    }
    return merged;
  };
  return zipColumns(bars, rows, merge);
}

export function replaceRows(bars: Bars, at: Int32Array, rows: Bars): Bars {
  return zipColumns(bars, rows, (own, put) => {
    const changed = own.slice();
    at.forEach((index, k) => {
      changed[index] = put[k];
    });
    return changed;
  });
}

function zipColumns(a: Bars, b: Bars, zip: (a: Float64Array, b: Float64Array) => Float64Array): Bars {
  return {
    timeMs: zip(a.timeMs, b.timeMs),
    open: zip(a.open, b.open),
    high: zip(a.high, b.high),
    low: zip(a.low, b.low),
    close: zip(a.close, b.close),
    volume: zip(a.volume, b.volume),
    ...(a.spread && b.spread && { spread: zip(a.spread, b.spread) }),
  };
}
