import { AppError } from '../../../kernel/errors.ts';
import { fractionalDifference } from './fractional-differencing.ts';

/** Levels critical values are known for. */
export type TestLevel = 0.01 | 0.05 | 0.1;

export interface StationarityTest {
  /** t statistic of the level; the more negative, the less like a random walk. 0 for a series that does not vary. */
  readonly statistic: number;
  readonly critical: number;
  /** The random walk is rejected. A constant is stationary. */
  readonly isStationary: boolean;
  readonly lags: number;
}

/**
 * Augmented Dickey-Fuller test with a constant: change = a + b level before + c1 change before + … ; a unit root is
 * rejected when the t statistic of b is below MacKinnon's critical value (2010, table 2, sample-size corrected).
 * Missing values at the start are left out; lags default to Schwert's 12 (n / 100)^(1/4), at most a tenth of the values.
 * @throws AppError `data_insufficient` below 30 values, `parameter_invalid` for a hole in the series or impossible lags.
 */
export function dickeyFuller(series: Float64Array, level: TestLevel = 0.05, lags?: number): StationarityTest {
  const values = series.subarray(Math.max(0, series.findIndex(Number.isFinite)));
  requireSeries(values, lags);
  const n = values.length;
  const used = lags ?? Math.min(Math.floor(12 * (n / 100) ** 0.25), Math.floor(n / 10));
  const rows = n - 1 - used;
  const critical = criticalValue(level, rows);
  if (values.every((value) => value === values[0])) {
    return { statistic: 0, critical, isStationary: true, lags: used };
  }
  // Shifted and scaled, which changes no t statistic: the normal equations keep their digits.
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value - values[0])), 0);
  const level0 = values.map((value) => (value - values[0]) / scale);
  const width = 2 + used;
  const design = Array.from({ length: rows }, (_, r) => {
    const t = r + used + 1;
    return Float64Array.from({ length: width }, (_, c) => {
      if (c === 0) return 1;
      return c === 1 ? level0[t - 1] : level0[t - c + 1] - level0[t - c];
    });
  });
  const change = Float64Array.from({ length: rows }, (_, r) => level0[r + used + 1] - level0[r + used]);
  const statistic = tStatisticOf(design, change, 1);
  return { statistic, critical, isStationary: statistic < critical, lags: used };
}

/**
 * Smallest order of a grid at which the fractional difference of a series is stationary: the memory that can be kept.
 * @returns null when none is, order 1 included.
 */
export function smallestStationaryOrder(
  series: Float64Array,
  { step = 0.1, level = 0.05 as TestLevel, threshold = 1e-3 } = {},
): number | null {
  for (let k = 0; k <= Math.round(1 / step); k++) {
    const order = Math.min(1, k * step);
    const differenced = fractionalDifference(series, order, threshold);
    if (dickeyFuller(differenced, level).isStationary) return order;
  }
  return null;
}

/** Coefficients of MacKinnon (2010) for a constant and one variable: b0 + b1 / n + b2 / n^2 + b3 / n^3. */
const MACKINNON: Readonly<Record<TestLevel, readonly [number, number, number, number]>> = {
  0.01: [-3.43035, -6.5393, -16.786, -79.433],
  0.05: [-2.86154, -2.8903, -4.234, -40.04],
  0.1: [-2.56677, -1.5384, -2.809, 0],
};

function criticalValue(level: TestLevel, n: number): number {
  const [b0, b1, b2, b3] = MACKINNON[level];
  return b0 + b1 / n + b2 / n ** 2 + b3 / n ** 3;
}

/** t statistic of one coefficient of an ordinary least-squares fit, by Householder's QR: no squared condition number. */
function tStatisticOf(design: readonly Float64Array[], target: Float64Array, column: number): number {
  const rows = design.length;
  const width = design[0].length;
  // The wanted column last: then its coefficient and error need the last row of R alone.
  const order = [...Array(width).keys()].filter((c) => c !== column).concat(column);
  const columns = order.map((c) => Float64Array.from(design, (row) => row[c]));
  const y = target.slice();
  let last = 0;
  for (let c = 0; c < width; c++) {
    const v = columns[c].slice(c);
    const norm = Math.sqrt(v.reduce((sum, value) => sum + value * value, 0)) * (v[0] > 0 ? -1 : 1);
    v[0] -= norm;
    const square = v.reduce((sum, value) => sum + value * value, 0);
    last = norm;
    if (square === 0) continue;
    for (const other of [...columns.slice(c), y]) {
      let product = 0;
      for (let r = c; r < rows; r++) product += v[r - c] * other[r];
      const factor = (2 * product) / square;
      for (let r = c; r < rows; r++) other[r] -= factor * v[r - c];
    }
  }
  const residual = y.subarray(width).reduce((sum, value) => sum + value * value, 0);
  const error = Math.sqrt(residual / (rows - width));
  // coefficient = y[last] / R, its error = residual error / |R|.
  return (y[width - 1] * Math.sign(last)) / error;
}

function requireSeries(values: Float64Array, lags: number | undefined): void {
  if (values.length < 30) {
    throw new AppError(
      'data_insufficient',
      `A test for a unit root needs 30 values; there are ${values.length}`,
    );
  }
  const hole = values.findIndex((value) => !Number.isFinite(value));
  if (hole >= 0) throw new AppError('parameter_invalid', `Value ${hole} of the series is ${values[hole]}`);
  if (lags === undefined || (Number.isSafeInteger(lags) && lags >= 0 && lags < values.length / 3)) return;
  throw new AppError(
    'parameter_invalid',
    `lags is ${lags}; it must be a whole number from 0 to a third of the ${values.length} values`,
  );
}
