import { requireProbabilities } from './outcomes.ts';

/** Keeps the log loss of a certain mistake finite, as scikit-learn before 1.5 did for float64. */
const LOG_FLOOR = 1e-15;

/** Log loss of one row. @param probability 0 to 1. @param outcome 0 or 1. */
export function negativeLogLikelihood(probability: number, outcome: number): number {
  const likelihood = outcome === 1 ? probability : 1 - probability;
  return -Math.log(Math.min(Math.max(likelihood, LOG_FLOOR), 1 - LOG_FLOOR));
}

/**
 * Mean negative log likelihood of the outcomes, natural logarithm; ln 2 for a constant 0.5.
 * Probabilities are clipped to [1e-15, 1 - 1e-15]. Null for no rows.
 * @throws AppError `parameter_invalid` for values outside 0 to 1 or unequal lengths.
 */
export function logLoss(probability: Float64Array, outcome: Int8Array): number | null {
  requireProbabilities(probability, outcome);
  let total = 0;
  for (let i = 0; i < probability.length; i++) total += negativeLogLikelihood(probability[i], outcome[i]);
  return probability.length === 0 ? null : total / probability.length;
}

/** Mean squared distance of probability and outcome (Brier 1950, one class): 0 best, 0.25 for a constant 0.5. */
export function brierScore(probability: Float64Array, outcome: Int8Array): number | null {
  requireProbabilities(probability, outcome);
  let total = 0;
  for (let i = 0; i < probability.length; i++) total += (probability[i] - outcome[i]) ** 2;
  return probability.length === 0 ? null : total / probability.length;
}
