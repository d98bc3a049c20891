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
 * @param minRows Neighbouring scores are first joined, at their mean, into groups of at least this many rows. With 1,
 *   the plain method, the outermost knots rest on a handful of rows and are 0 or 1 sooner or later; no share of fewer
 *   than `minRows` outcomes becomes a probability.
 * @throws AppError `data_insufficient` for no rows, `parameter_invalid` for unequal lengths or an impossible `minRows`.
 */
export function fitIsotonic(raw: Float64Array, outcome: Int8Array, minRows = 1): CalibrationMap {
  requireOutcomes(raw, outcome);
  if (!Number.isInteger(minRows) || minRows < 1) {
    throw new AppError('parameter_invalid', `minRows is ${minRows}; it must be an integer from 1`);
  }
  if (raw.length === 0) throw new AppError('data_insufficient', 'There is no prediction to calibrate on');
  const groups = groupByScore(raw, outcome, minRows);
  const scores = groups.map((group) => group.score);
  const fitted = poolAdjacentViolators(
    Float64Array.from(groups, (group) => group.ones / group.rows),
    Float64Array.from(groups, (group) => group.rows),
  );
  const isKnot = (i: number): boolean =>
    i === 0 || i === scores.length - 1 || fitted[i] !== fitted[i - 1] || fitted[i] !== fitted[i + 1];
  const knots = [...scores.keys()].filter(isKnot);
  return { raw: knots.map((i) => scores[i]), calibrated: knots.map((i) => fitted[i]) };
}

/**
 * Calibrated probabilities: linear between two knots, the outermost knot's beyond it. NaN stays NaN.
 * @throws AppError `parameter_invalid` for a map without knots or with unequal lists.
 */
export function applyIsotonic(map: CalibrationMap, raw: Float64Array): Float64Array {
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

interface ScoreGroup {
  readonly rows: number;
  readonly ones: number;
  /** Mean of the rows' scores; the score itself, to the last digit, where they are equal. */
  readonly score: number;
}

/** Ascending groups; rows of one score stay together, and a last group that is too small joins the one before. */
function groupByScore(raw: Float64Array, outcome: Int8Array, minRows: number): ScoreGroup[] {
  const order = Uint32Array.from(raw.keys()).sort((a, b) => raw[a] - raw[b]);
  const groups: ScoreGroup[] = [];
  for (let i = 0; i < order.length; ) {
    const from = i;
    let ones = 0;
    let scoreSum = 0;
    while (i < order.length && (i - from < minRows || raw[order[i]] === raw[order[i - 1]])) {
      ones += outcome[order[i]];
      scoreSum += raw[order[i]];
      i++;
    }
    const [lowest, rows] = [raw[order[from]], i - from];
    const group = { rows, ones, score: lowest === raw[order[i - 1]] ? lowest : scoreSum / rows };
    const last = group.rows < minRows ? groups.pop() : undefined;
    groups.push(last ? join(last, group) : group);
  }
  return groups;
}

const join = (a: ScoreGroup, b: ScoreGroup): ScoreGroup => ({
  rows: a.rows + b.rows,
  ones: a.ones + b.ones,
  score: (a.score * a.rows + b.score * b.rows) / (a.rows + b.rows),
});

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
