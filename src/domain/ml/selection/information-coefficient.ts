import { averageRanks } from '../correlation.ts';
import { automaticLags, neweyWestMean } from './newey-west.ts';

/** How well the order of a column foretells the order of a target. */
export interface InformationCoefficient {
  /** Spearman's rank correlation, -1 to 1; null where it is not defined. */
  readonly value: number | null;
  /** t statistic that holds under overlapping labels (Newey-West); 0 where there is no coefficient. */
  readonly tStatistic: number;
  /** Rows both are present on. */
  readonly rows: number;
}

/**
 * Information coefficient of two lists of one length; rows where either is missing are left out. Standardised ranks are
 * multiplied row by row: their mean is Spearman's rho, and labels that overlap make the products remember each other, so
 * its error is taken with `lags` autocovariances (at least those of the label's horizon).
 */
export function informationCoefficient(
  column: Float64Array,
  target: ArrayLike<number>,
  horizonBars: number,
): InformationCoefficient {
  const rows = Int32Array.from(column.keys()).filter(
    (i) => Number.isFinite(column[i]) && Number.isFinite(target[i]),
  );
  const x = standardised(averageRanks(Float64Array.from(rows, (row) => column[row])));
  const y = standardised(averageRanks(Float64Array.from(rows, (row) => target[row])));
  if (!x || !y) return { value: null, tStatistic: 0, rows: rows.length };
  const lags = Math.max(horizonBars, automaticLags(rows.length));
  const { mean, tStatistic } = neweyWestMean(
    x.map((value, i) => value * y[i]),
    lags,
  );
  return { value: Math.max(-1, Math.min(1, mean)), tStatistic, rows: rows.length };
}

/** Mean 0 and mean square 1; undefined for a constant or too short a list. */
function standardised(values: Float64Array): Float64Array | undefined {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  if (values.length < 3 || !(square > 0)) return undefined;
  return values.map((value) => (value - mean) / Math.sqrt(square));
}
