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
  const other = Float64Array.from(target, finiteOrMissing);
  return coefficientOfRanks(averageRanks(column.map(finiteOrMissing)), rankedTarget(other), horizonBars);
}

/** A target whose ranks are asked for again and again, by columns that are missing on the same rows as others. */
export interface RankedTarget {
  readonly values: Float64Array;
  /** Standardised ranks among the rows a column is present on; undefined where they do not vary. */
  among(rows: Int32Array): Float64Array | undefined;
}

/** @param values NaN where there is none. */
export function rankedTarget(values: Float64Array): RankedTarget {
  const known: { rows: Int32Array; ranks: Float64Array | undefined }[] = [];
  return {
    values,
    among: (rows) => {
      const found = known.find((one) => isSame(one.rows, rows));
      if (found) return found.ranks;
      const ranks = standardised(averageRanks(Float64Array.from(rows, (row) => values[row])));
      known.push({ rows, ranks });
      return ranks;
    },
  };
}

/** As `informationCoefficient`, of the average ranks of a column; NaN where it is missing. */
export function coefficientOfRanks(
  columnRanks: Float64Array,
  target: RankedTarget,
  horizonBars: number,
): InformationCoefficient {
  const rows = presentRows(columnRanks, target.values);
  const own = Float64Array.from(rows, (row) => columnRanks[row]);
  // Where the target is missing ranks have gaps, which have to be closed.
  const isWhole = rows.length === presentRows(columnRanks, columnRanks).length;
  const x = standardised(isWhole ? own : averageRanks(own));
  const y = target.among(rows);
  if (!x || !y) return { value: null, tStatistic: 0, rows: rows.length };
  const lags = Math.max(horizonBars, automaticLags(rows.length));
  const { mean, tStatistic } = neweyWestMean(
    x.map((value, i) => value * y[i]),
    lags,
  );
  return { value: Math.max(-1, Math.min(1, mean)), tStatistic, rows: rows.length };
}

/** Rows on which both are there. */
function presentRows(a: Float64Array, b: Float64Array): Int32Array {
  const rows = new Int32Array(a.length);
  let count = 0;
  for (let i = 0; i < a.length; i++) {
    if (!Number.isNaN(a[i]) && !Number.isNaN(b[i])) rows[count++] = i;
  }
  return rows.slice(0, count);
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const finiteOrMissing = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);

/** Mean 0 and mean square 1; undefined for a constant or too short a list. */
function standardised(values: Float64Array): Float64Array | undefined {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  if (values.length < 3 || !(square > 0)) return undefined;
  const deviation = Math.sqrt(square);
  return values.map((value) => (value - mean) / deviation);
}
