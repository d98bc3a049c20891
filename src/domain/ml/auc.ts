import { averageRanks } from './correlation.ts';
import { requireOutcomes } from './outcomes.ts';

/**
 * Area under the ROC curve: the probability that a random positive is scored above a random negative, ties half.
 * Computed from average ranks (Mann-Whitney U), O(n log n).
 *
 * @param score Any number a row, higher means more likely 1. Not NaN.
 * @param outcome 0 or 1 a row.
 * @returns 0 to 1; null when there is one class only.
 * @throws AppError `parameter_invalid` for unequal lengths, other outcomes, or a score that is NaN.
 */
export function auc(score: Float64Array, outcome: Int8Array): number | null {
  requireOutcomes(score, outcome);
  const ranks = averageRanks(score);
  let positives = 0;
  let rankSum = 0;
  for (let i = 0; i < ranks.length; i++) {
    if (outcome[i] === 0) continue;
    positives++;
    rankSum += ranks[i];
  }
  const negatives = ranks.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
