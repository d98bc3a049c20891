import { AppError } from '../../kernel/errors.ts';
import type { Confusion } from './confusion.ts';
import { requireOutcomes } from './outcomes.ts';

/**
 * Area under the precision-recall curve as average precision: the sum over the distinct scores, descending, of the gain
 * in recall times the precision there (scikit-learn's `average_precision_score`, no interpolation). O(n log n).
 *
 * @returns 0 to 1, the share of ones for scores that say nothing; null without a one.
 * @throws AppError `parameter_invalid` for unequal lengths, other outcomes, or a score that is NaN.
 */
export function averagePrecision(score: Float64Array, outcome: Int8Array): number | null {
  requireOutcomes(score, outcome);
  const order = Uint32Array.from(score.keys()).sort((a, b) => score[b] - score[a]);
  const ones = outcome.reduce((sum, value) => sum + value, 0);
  if (ones === 0) return null;
  let found = 0;
  let area = 0;
  for (let i = 0; i < order.length; ) {
    const before = found;
    const value = score[order[i]];
    for (; i < order.length && score[order[i]] === value; i++) found += outcome[order[i]];
    area += ((found - before) / ones) * (found / i);
  }
  return area;
}

/**
 * F-beta of counts at a threshold: (1 + b²) P R / (b² P + R), precision P and recall R; above 1 recall counts more.
 * @returns 0 to 1; null when there is neither a one nor a predicted one.
 * @throws AppError `parameter_invalid` for a beta that is not above 0.
 */
export function fBeta(counts: Confusion, beta: number): number | null {
  if (!(beta > 0)) throw new AppError('parameter_invalid', `beta is ${beta}; it must be above 0`);
  const { truePositive, falsePositive, falseNegative } = counts;
  const weight = beta * beta;
  const total = (1 + weight) * truePositive + weight * falseNegative + falsePositive;
  return total === 0 ? null : ((1 + weight) * truePositive) / total;
}
