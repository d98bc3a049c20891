import { requireProbabilities } from './outcomes.ts';

/** Keeps the log loss of a certain mistake finite, as scikit-learn before 1.5 did for float64. */
const LOG_FLOOR = 1e-15;

/**
 * Mean negative log likelihood of the outcomes, natural logarithm; ln 2 for a constant 0.5.
 * Probabilities are clipped to [1e-15, 1 - 1e-15]. Null for no rows.
 * @throws AppError `parameter_invalid` for values outside 0 to 1 or unequal lengths.
 */
export function logLoss(probability: Float64Array, outcome: Int8Array): number | null {
  requireProbabilities(probability, outcome);
  let total = 0;
  for (let i = 0; i < probability.length; i++) {
    const likelihood = outcome[i] === 1 ? probability[i] : 1 - probability[i];
    total -= Math.log(Math.min(Math.max(likelihood, LOG_FLOOR), 1 - LOG_FLOOR));
  }
  return probability.length === 0 ? null : total / probability.length;
}

/** Mean squared distance of probability and outcome (Brier 1950, one class): 0 best, 0.25 for a constant 0.5. */
export function brierScore(probability: Float64Array, outcome: Int8Array): number | null {
  requireProbabilities(probability, outcome);
  let total = 0;
  for (let i = 0; i < probability.length; i++) total += (probability[i] - outcome[i]) ** 2;
  return probability.length === 0 ? null : total / probability.length;
}
