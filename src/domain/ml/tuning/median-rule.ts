/** Trials that must have got as far before one is judged by them. */
const MIN_EARLIER = 4;

/**
 * The median stopping rule (Golovin et al. 2017, section 3.2.2) over folds: a trial is given up when its mean over
 * the folds so far is below the median of the means that earlier trials had over the same folds.
 *
 * @param soFar Fold values of the trial, higher is better, in the order of the folds.
 * @param earlier Fold values of earlier trials, of pruned ones as far as they got.
 */
export function isBelowMedian(soFar: readonly number[], earlier: readonly (readonly number[])[]): boolean {
  const count = soFar.length;
  const means = earlier
    .filter((values) => values.length >= count)
    .map((values) => mean(values.slice(0, count)))
    .sort((a, b) => a - b);
  if (count === 0 || means.length < MIN_EARLIER) return false;
  const half = means.length >> 1;
  const median = means.length % 2 === 1 ? means[half] : (means[half - 1] + means[half]) / 2;
  return mean(soFar) < median;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
