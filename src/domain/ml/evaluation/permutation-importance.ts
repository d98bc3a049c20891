import type { Rng } from '../../../kernel/rng.ts';
import { negativeLogLikelihood } from '../probability-scores.ts';
import { blockLength, blockResample, type Interval, percentileInterval } from './block-resample.ts';

export interface PermutationImportance {
  readonly feature: string;
  /** How much the log loss of a row grows on average when the feature's values are shuffled; below 0: it misleads. */
  readonly lossIncrease: number;
  /** 95 % interval of the circular block bootstrap over the rows. */
  readonly interval: Interval | null;
}

/**
 * Permutation importance by log loss (Breiman 2001; the mean decrease accuracy of Lopez de Prado 2018, ch. 8) on rows
 * the model did not learn from. A feature that shares its meaning with another one looks less important than it is.
 *
 * @param shuffled Raw probabilities of the rows with the feature's values shuffled, one list a repetition, at least one.
 */
export function permutationImportance(
  feature: string,
  base: Float64Array,
  shuffled: readonly Float64Array[],
  outcome: Int8Array,
  options: { readonly horizonBars: number; readonly resamples: number; readonly rng: Rng },
): PermutationImportance {
  const increase = Float64Array.from(outcome, (y, row) => {
    const lost = shuffled.reduce((sum, of) => sum + negativeLogLikelihood(of[row], y), 0) / shuffled.length;
    return lost - negativeLogLikelihood(base[row], y);
  });
  const rows = increase.length;
  const length = blockLength(rows, options.horizonBars);
  const draws = Array.from({ length: rows === 0 ? 0 : options.resamples }, () => {
    const count = blockResample(rows, length, options.rng);
    return increase.reduce((sum, value, row) => sum + count[row] * value, 0) / rows;
  });
  return {
    feature,
    lossIncrease: rows === 0 ? 0 : increase.reduce((sum, value) => sum + value, 0) / rows,
    interval: percentileInterval(draws),
  };
}
