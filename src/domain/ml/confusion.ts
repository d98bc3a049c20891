import { requireOutcomes } from './outcomes.ts';

export interface Confusion {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly trueNegative: number;
  readonly falseNegative: number;
}

/** Counts of predictions against outcomes; a probability at or above `threshold` predicts 1. */
export function confusion(probability: Float64Array, outcome: Int8Array, threshold: number): Confusion {
  requireOutcomes(probability, outcome);
  const counts = { truePositive: 0, falsePositive: 0, trueNegative: 0, falseNegative: 0 };
  for (let i = 0; i < probability.length; i++) {
    if (probability[i] >= threshold) counts[outcome[i] === 1 ? 'truePositive' : 'falsePositive']++;
    else counts[outcome[i] === 1 ? 'falseNegative' : 'trueNegative']++;
  }
  return counts;
}
