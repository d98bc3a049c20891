import { AppError } from '../../../kernel/errors.ts';

/** Weights below this are cut off: what they would add is a share of this size of the level. */
export const WEIGHT_THRESHOLD = 1e-4;
/** Longest window; slowly falling weights of small orders end here. */
const MOST_WEIGHTS = 10_000;

/**
 * Weights of (1 - B)^order, newest value first, until they fall below `threshold` (Hosking 1981; fixed width: Lopez de
 * Prado 2018, ch. 5). Order 0 leaves a series as it is, 1 takes its change.
 * @throws AppError `parameter_invalid` for an order outside 0 to 2 or a threshold outside 0 to 1.
 */
export function fractionalWeights(order: number, threshold = WEIGHT_THRESHOLD): Float64Array {
  if (!(order >= 0 && order <= 2 && threshold > 0 && threshold < 1)) {
    throw new AppError(
      'parameter_invalid',
      `order is ${order} and threshold ${threshold}; they must lie in 0 to 2, and between 0 and 1`,
    );
  }
  const weights = [1];
  for (let k = 1; k < MOST_WEIGHTS; k++) {
    const weight = (-weights[k - 1] * (order - k + 1)) / k;
    if (Math.abs(weight) < threshold) break;
    weights.push(weight);
  }
  return Float64Array.from(weights);
}

/**
 * The fractional difference of a series: less memory than the level, more than its change. NaN for the first values, which
 * have no full window, and while the window holds a missing value. Causal. O(n * weights).
 */
export function fractionalDifference(
  values: Float64Array,
  order: number,
  threshold = WEIGHT_THRESHOLD,
): Float64Array {
  const weights = fractionalWeights(order, threshold);
  return values.map((_, i) => {
    if (i < weights.length - 1) return Number.NaN;
    let sum = 0;
    for (let k = 0; k < weights.length; k++) sum += weights[k] * values[i - k];
    return Number.isFinite(sum) ? sum : Number.NaN;
  });
}
