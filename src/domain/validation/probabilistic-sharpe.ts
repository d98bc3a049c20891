import { normalCdf, normalQuantile } from './normal.ts';
import { sharpeVarianceFactor } from './sharpe.ts';

/** An estimated Sharpe ratio with what it was estimated from; all per bar. Null: undefined. */
export interface SharpeEstimate {
  readonly sharpe: number | null;
  readonly n: number;
  readonly skew: number | null;
  /** 3 for a normal distribution. */
  readonly kurtosis: number | null;
}

/**
 * Probability that the true Sharpe ratio is above `benchmark`:
 * `Phi((SR - SR*) sqrt(n - 1) / sqrt(1 - g3 SR + (g4 - 1) / 4 SR^2))`.
 *
 * Convention of Bailey & Lopez de Prado 2012 (variance at the estimate, n - 1), all figures per bar.
 * @returns 0 to 1, or null where the estimate is undefined or its variance is zero.
 */
export function probabilisticSharpe(estimate: SharpeEstimate, benchmark: number): number | null {
  const { sharpe, n, skew, kurtosis } = estimate;
  if (sharpe === null || skew === null || kurtosis === null || n < 2) return null;
  const variance = sharpeVarianceFactor(sharpe, skew, kurtosis);
  if (variance === 0) return null;
  return normalCdf(((sharpe - benchmark) * Math.sqrt(n - 1)) / Math.sqrt(variance));
}

/**
 * Bars it takes to be sure, with probability `confidence`, that the Sharpe ratio is above `benchmark`:
 * `1 + (1 - g3 SR + (g4 - 1) / 4 SR^2) (z / (SR - SR*))^2` (Bailey & Lopez de Prado 2012).
 * @returns Bars, not rounded; null where the estimate is undefined or not above the benchmark: no record is long enough.
 */
export function minTrackRecord(
  estimate: Omit<SharpeEstimate, 'n'>,
  benchmark: number,
  confidence: number,
): number | null {
  const { sharpe, skew, kurtosis } = estimate;
  if (sharpe === null || skew === null || kurtosis === null || sharpe <= benchmark) return null;
  const ratio = normalQuantile(confidence) / (sharpe - benchmark);
  return 1 + sharpeVarianceFactor(sharpe, skew, kurtosis) * ratio ** 2;
}
