import cdf from '@stdlib/stats-base-dists-normal-cdf';
import quantile from '@stdlib/stats-base-dists-normal-quantile';

/** Probability that a standard normal variable is at most `z`. */
export const normalCdf = (z: number): number => cdf(z, 0, 1);

/** The `z` below which a standard normal variable lies with probability `p`; infinite at 0 and 1. */
export const normalQuantile = (p: number): number => quantile(p, 0, 1);
