import { AppError } from '../../kernel/errors.ts';
import { requireOutcomes } from './outcomes.ts';
import { poolAdjacentViolators } from './pool-adjacent-violators.ts';

/** A non-decreasing, piecewise linear map from a raw to a calibrated probability, by its knots. `raw` ascends. */
export interface CalibrationMap {
  readonly raw: readonly number[];
  readonly calibrated: readonly number[];
}

/**
 * Isotonic calibration (Zadrozny & Elkan 2002), as scikit-learn's `IsotonicRegression` with clipping: rows of equal
 * score count as one, violators are pooled, and only the ends of each flat stretch stay as knots. To be fitted on
 * predictions of rows the model did not learn from.
 *
 * @throws AppError `data_insufficient` for no rows, `parameter_invalid` for unequal lengths.
 */
export function fitIsotonic(raw: Float64Array, outcome: Int8Array): CalibrationMap {
  requireOutcomes(raw, outcome);
  if (raw.length === 0) throw new AppError('data_insufficient', 'There is no prediction to calibrate on');
  const { scores, shares, counts } = groupByScore(raw, outcome);
  const fitted = poolAdjacentViolators(shares, counts);
  const isKnot = (i: number): boolean =>
    i === 0 || i === scores.length - 1 || fitted[i] !== fitted[i - 1] || fitted[i] !== fitted[i + 1];
  const knots = [...scores.keys()].filter(isKnot);
  return { raw: knots.map((i) => scores[i]), calibrated: knots.map((i) => fitted[i]) };
}

/**
 * Calibrated probabilities: linear between two knots, the outermost knot's beyond it. NaN stays NaN.
 * @throws AppError `parameter_invalid` for a map without knots or with unequal lists.
 */
export function applyCalibration(map: CalibrationMap, raw: Float64Array): Float64Array {
  const { raw: x, calibrated: y } = map;
  if (x.length === 0 || x.length !== y.length) {
    throw new AppError(
      'parameter_invalid',
      `A calibration map of ${x.length} raw and ${y.length} calibrated knots; both must have the same, at least 1`,
    );
  }
  return raw.map((value) => {
    if (Number.isNaN(value)) return Number.NaN;
    const above = firstAtLeast(x, value);
    if (above === 0) return y[0];
    if (above === x.length) return y[x.length - 1];
    const share = (value - x[above - 1]) / (x[above] - x[above - 1]);
    return y[above - 1] + share * (y[above] - y[above - 1]);
  });
}

function groupByScore(raw: Float64Array, outcome: Int8Array) {
  const order = Uint32Array.from(raw.keys()).sort((a, b) => raw[a] - raw[b]);
  const scores = new Float64Array(order.length);
  const shares = new Float64Array(order.length);
  const counts = new Float64Array(order.length);
  let groups = 0;
  for (let i = 0; i < order.length; groups++) {
    const score = raw[order[i]];
    let ones = 0;
    let count = 0;
    for (; i < order.length && raw[order[i]] === score; i++, count++) ones += outcome[order[i]];
    scores[groups] = score;
    shares[groups] = ones / count;
    counts[groups] = count;
  }
  return {
    scores: scores.subarray(0, groups),
    shares: shares.subarray(0, groups),
    counts: counts.subarray(0, groups),
  };
}

/** Index of the first knot at or above `value`, by bisection; the length when there is none. */
function firstAtLeast(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
