import type { Moments } from './moments.ts';
import { normalQuantile } from './normal.ts';

/** Sharpe ratio of one bar: mean / sample standard deviation, no risk-free rate; null where that is undefined. */
export function sharpePerBar({ mean, sd }: Moments): number | null {
  return mean === null || sd === null || sd === 0 ? null : mean / sd;
}

/** From per bar to per year, for returns without autocorrelation. */
export const annualised = (perBar: number | null, barsPerYear: number): number | null =>
  perBar === null ? null : perBar * Math.sqrt(barsPerYear);

/**
 * What the shape of the returns makes of the variance of an estimated Sharpe ratio, times n:
 * `1 - skew * SR + (kurtosis - 1) / 4 * SR^2` (Mertens 2002; Lo 2002 for skew 0 and kurtosis 3).
 * Never negative, because kurtosis >= 1 + skew^2. `SR` per bar.
 */
export const sharpeVarianceFactor = (sharpe: number, skew: number, kurtosis: number): number =>
  Math.max(0, 1 - skew * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2);

/** Standard error of a per-bar Sharpe ratio over `n` bars (Mertens 2002: not normal, but independent). */
export const sharpeStandardError = (sharpe: number, n: number, skew: number, kurtosis: number): number =>
  Math.sqrt(sharpeVarianceFactor(sharpe, skew, kurtosis) / n);

/** Two-sided confidence interval of the per-bar Sharpe ratio, `SR ± z * SE` with the Mertens standard error. */
export function sharpeInterval(of: Moments, confidence: number): { low: number; high: number } | null {
  const sharpe = sharpePerBar(of);
  if (sharpe === null || of.skew === null || of.kurtosis === null) return null;
  const half = normalQuantile((1 + confidence) / 2) * sharpeStandardError(sharpe, of.n, of.skew, of.kurtosis);
  return { low: sharpe - half, high: sharpe + half };
}
