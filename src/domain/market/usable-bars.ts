import { AppError } from '../../kernel/errors.ts';
import { type Bar, forEachBar } from './bar.ts';
import { type Bars, barCount } from './bars.ts';

const PRICES = ['open', 'high', 'low', 'close'] as const;

/** What is wrong with a bar: in which column, and in words that follow "the bar". */
export interface BarFault {
  readonly column: keyof Bars;
  readonly problem: string;
}

/**
 * Why no feature or label may be computed on a bar, or on what a second market did over it; undefined for a good one.
 * Volume is free: what is missing, negative or not finite is missing (see `InputStream`).
 * @param lastMs Open of the bar before; -Infinity at the first.
 * @param companionHigh Of the second market; NaN when it has not traded or there is none, and so for its low.
 */
export function barFault(
  bar: Omit<Bar, 'volume'>,
  lastMs: number,
  companionHigh: number,
  companionLow: number,
): BarFault | undefined {
  const { timeMs, open, high, low, close } = bar;
  if (!Number.isFinite(open + high + low + close)) {
    // Or the sum of four finite prices is not, and then no price is its fault alone.
    const column = PRICES.find((name) => !Number.isFinite(bar[name])) ?? 'high';
    return { column, problem: `has the ${column} ${bar[column]}` };
  }
  if (!(timeMs > lastMs)) return { column: 'timeMs', problem: 'does not open after the bar before it' };
  if (timeMs === Number.POSITIVE_INFINITY) return { column: 'timeMs', problem: 'opens at no finite time' };
  if (high < low) return { column: 'high', problem: 'has a high below its low' };
  if (high < Math.max(open, close)) {
    return { column: 'high', problem: 'has a high below its open or close' };
  }
  if (low > Math.min(open, close)) return { column: 'low', problem: 'has a low above its open or close' };
  if (Math.abs(companionHigh) === Number.POSITIVE_INFINITY) {
    return { column: 'companionHigh', problem: `has the companionHigh ${companionHigh}` };
  }
  if (Math.abs(companionLow) === Number.POSITIVE_INFINITY) {
    return { column: 'companionLow', problem: `has the companionLow ${companionLow}` };
  }
  // A comparison with NaN is false: where the second market has not traded there is nothing to compare.
  if (companionHigh < companionLow) {
    return { column: 'companionHigh', problem: "has a second market's high below its low" };
  }
  return undefined;
}

/**
 * Refuses bars no feature or label may be computed on: columns of different length, and bars with a fault (`barFault`).
 * Cleaning is the data engineer's work, so this is a defect upstream. No bars at all are fine.
 * @throws AppError `parameter_invalid` naming the column and the first bar at fault.
 */
export function requireUsableBars(bars: Bars): void {
  const n = barCount(bars);
  for (const name of [...PRICES, 'volume', 'companionHigh', 'companionLow'] as const) {
    const values = bars[name];
    if (values && values.length !== n) {
      throw invalid(`the column "${name}" has ${values.length} values for ${n} bars`, name, n);
    }
  }
  const { companionHigh, companionLow } = bars;
  let lastMs = Number.NEGATIVE_INFINITY;
  forEachBar(bars, (bar, i) => {
    const fault = barFault(bar, lastMs, companionHigh?.[i] ?? Number.NaN, companionLow?.[i] ?? Number.NaN);
    if (fault) throw invalid(`bar ${i} ${fault.problem}`, fault.column, i);
    lastMs = bar.timeMs;
  });
}

const invalid = (what: string, column: string, index: number): AppError =>
  new AppError('parameter_invalid', `Bars must be clean, ascending and of equal length: ${what}`, {
    details: { column, index },
  });
