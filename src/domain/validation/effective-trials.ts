import { pearson } from '../ml/correlation.ts';
import { averageLinkage } from '../ml/selection/average-linkage.ts';

/** Trials whose returns correlate by at least this, on average, are one idea. */
export const SAME_IDEA_CORRELATION = 0.5;

/**
 * How many independent trials a search is worth: average-linkage clusters of the correlation matrix of its returns (after
 * Lopez de Prado & Lewis 2019, with a fixed bar of 0.5 instead of a fitted number, so that noise is never merged and the
 * count errs to the strict side). A trial that never traded, whose correlations are not defined, counts by itself.
 * O(k^2 n + k^3) for k trials of n bars.
 * @param trials One column of per-bar returns a trial, of one length.
 */
export function effectiveTrials(trials: readonly Float64Array[]): number {
  const similarity = trials.map(() => new Float64Array(trials.length));
  for (let a = 0; a < trials.length; a++) {
    for (let b = a + 1; b < trials.length; b++) {
      const correlation = pearson(trials[a], trials[b]) ?? 0;
      similarity[a][b] = correlation;
      similarity[b][a] = correlation;
    }
  }
  return averageLinkage(similarity, SAME_IDEA_CORRELATION).length;
}
