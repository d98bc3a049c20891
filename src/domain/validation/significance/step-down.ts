import { resamplingPValue } from './p-value.ts';
import type { ResampledMeans } from './resampled-means.ts';

/**
 * Romano & Wolf's step-down procedure (2005, p-values as in 2016): for every strategy the probability that it, or one
 * that looks better, is called superior although it is not. Controls the chance of a single false discovery among all.
 * Studentised by the long-run standard deviation; from the largest statistic down, each is held against the maximum over
 * those not yet passed. Strategies without variation get 1.
 * @returns Adjusted p-values, one a strategy, not below those of better strategies.
 */
export function stepDown(resampled: ResampledMeans): Float64Array {
  const { draws, means, deviations } = resampled;
  const adjusted = new Float64Array(means.length).fill(1);
  const order = [...means.keys()]
    .filter((k) => deviations[k] > 0)
    .sort((a, b) => means[b] / deviations[b] - means[a] / deviations[a] || a - b);
  const asExtreme = new Float64Array(order.length);
  for (let draw = 0; draw < draws; draw++) {
    // From the worst up: the maximum over a strategy and all below it.
    let best = Number.NEGATIVE_INFINITY;
    for (let place = order.length - 1; place >= 0; place--) {
      const k = order[place];
      best = Math.max(best, resampled.of(draw, k) / deviations[k]);
      if (best >= means[k] / deviations[k]) asExtreme[place]++;
    }
  }
  let largest = 0;
  order.forEach((k, place) => {
    largest = Math.max(largest, resamplingPValue(asExtreme[place], draws));
    adjusted[k] = largest;
  });
  return adjusted;
}
