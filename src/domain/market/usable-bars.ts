import { AppError } from '../../kernel/errors.ts';
import { type Bars, barCount } from './bars.ts';

const PRICES = ['open', 'high', 'low', 'close'] as const;

/**
 * Refuses bars no feature or label may be computed on: columns of different length, times that do not rise,
 * prices that are not finite, a high below the low. Cleaning is the data engineer's work, so this is a defect upstream.
 * Volume is free: zeros and NaN give NaN in the columns that need it. No bars at all are fine.
 * @throws AppError `parameter_invalid` naming the column and the first bar at fault.
 */
export function requireUsableBars(bars: Bars): void {
  const n = barCount(bars);
  for (const name of [...PRICES, 'volume'] as const) {
    if (bars[name].length !== n) {
      throw invalid(`the column "${name}" has ${bars[name].length} values for ${n} bars`, name, n);
    }
  }
  for (const name of ['companionHigh', 'companionLow'] as const) {
    const values = bars[name];
    if (values && values.length !== n) {
      throw invalid(`the column "${name}" has ${values.length} values for ${n} bars`, name, n);
    }
  }
  for (const name of PRICES) {
    const bad = firstNotFinite(bars[name]);
    if (bad >= 0) throw invalid(`bar ${bad} has the ${name} ${bars[name][bad]}`, name, bad);
  }
  const { timeMs, high, low } = bars;
  for (let i = 0; i < n; i++) {
    if (!(i === 0 || timeMs[i] > timeMs[i - 1]) || Number.isNaN(timeMs[i])) {
      throw invalid(`bar ${i} does not open after the bar before it`, 'timeMs', i);
    }
    if (high[i] < low[i]) throw invalid(`bar ${i} has a high below its low`, 'high', i);
  }
}

/** A plain loop: a callback a value would cost more than the columns of a family. */
function firstNotFinite(values: Float64Array): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

const invalid = (what: string, column: string, index: number): AppError =>
  new AppError('parameter_invalid', `Bars must be clean, ascending and of equal length: ${what}`, {
    details: { column, index },
  });
