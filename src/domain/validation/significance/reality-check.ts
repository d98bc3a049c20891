import { resamplingPValue } from './p-value.ts';
import type { ResampledMeans } from './resampled-means.ts';

/** What is assumed of strategies that look worse than the benchmark; the p-values ascend from first to last. */
export const RECENTRINGS = ['lower', 'consistent', 'upper'] as const;
export type Recentring = (typeof RECENTRINGS)[number];

/**
 * White's reality check (2000): probability that the best of all strategies has a mean this far above the benchmark's
 * when none is better. Statistic: `max_k mean_k`, not studentised, every strategy recentred.
 */
export function realityCheck(resampled: ResampledMeans): number {
  return pValueOfMaximum(
    resampled,
    resampled.means,
    resampled.means.map(() => 1),
    'upper',
  );
}

/**
 * Hansen's test of superior predictive ability (2005), studentised: `max(0, max_k sqrt(n) mean_k / w_k)` with w_k the
 * long-run standard deviation. A strategy without variation takes no part.
 * @param recentring `consistent` is Hansen's own: strategies worse than `-w sqrt(2 ln ln n / n)` are not recentred.
 */
export function superiorAbility(resampled: ResampledMeans, recentring: Recentring): number {
  return pValueOfMaximum(resampled, resampled.means, resampled.deviations, recentring);
}

/** The same test as the Python package arch computes it: maxima are compared without studentising, and without a floor. */
export function superiorAbilityArch(resampled: ResampledMeans, recentring: Recentring): number {
  const floor = Number.NEGATIVE_INFINITY;
  return pValueOfMaximum(
    resampled,
    resampled.means,
    resampled.means.map(() => 1),
    recentring,
    floor,
  );
}

function pValueOfMaximum(
  resampled: ResampledMeans,
  means: Float64Array,
  scales: Float64Array,
  recentring: Recentring,
  floor = recentring === 'upper' ? Number.NEGATIVE_INFINITY : 0,
): number {
  const { draws } = resampled;
  const used = [...means.keys()].filter((k) => scales[k] > 0);
  const offsets = offsetsOf(resampled, recentring);
  const observed = used.reduce((best, k) => Math.max(best, means[k] / scales[k]), floor);
  let asExtreme = 0;
  for (let draw = 0; draw < draws; draw++) {
    let best = floor;
    for (const k of used) best = Math.max(best, (resampled.of(draw, k) + offsets[k]) / scales[k]);
    if (best >= observed) asExtreme++;
  }
  return resamplingPValue(asExtreme, draws);
}

/** Mean of a strategy's draws after recentring: 0, or what keeps a bad strategy from raising the bar. */
function offsetsOf({ n, means, deviations }: ResampledMeans, recentring: Recentring): Float64Array {
  const bound = Math.sqrt((2 * Math.log(Math.log(Math.max(n, 3)))) / n);
  return means.map((mean, k) => {
    if (recentring === 'upper') return 0;
    if (recentring === 'lower') return Math.min(mean, 0);
    return mean >= -deviations[k] * bound ? 0 : mean;
  });
}
