import { normalCdf, normalQuantile } from './normal.ts';
import { sharpeVarianceFactor } from './sharpe.ts';

/** An estimated Sharpe ratio with what it was estimated from; all per bar. Null: undefined. */
export interface SharpeEstimate {
  readonly sharpe: number | null;
  readonly n: number;
  readonly skew: number | null;
  /** 3 for a normal distribution. */
  readonly kurtosis: number | null;
  /** First-order autocorrelation of the returns; 0 when absent. Only the convention of 2025 reads it. */
  readonly autocorrelation?: number;
}

/**
 * Where the variance of the estimate is taken and what it is divided by.
 * `2014`: at the estimate, n - 1, independent returns (Bailey & Lopez de Prado 2012, 2014).
 * `2025`: at the benchmark, n, AR(1) returns (Lopez de Prado, Lipton & Zoonekynd 2025).
 */
export const SHARPE_CONVENTIONS = ['2014', '2025'] as const;
export type SharpeConvention = (typeof SHARPE_CONVENTIONS)[number];

/**
 * Probability that the true Sharpe ratio is above `benchmark`:
 * `Phi((SR - SR*) sqrt(n - 1) / sqrt(1 - g3 SR + (g4 - 1) / 4 SR^2))` in the convention of 2014, and
 * `Phi((SR - SR*) sqrt(n) / sqrt(v(SR*)))` in that of 2025 (see `benchmarkVarianceFactor`); all figures per bar.
 * @returns 0 to 1, or null where the estimate is undefined or its variance is zero.
 */
export function probabilisticSharpe(
  estimate: SharpeEstimate,
  benchmark: number,
  convention: SharpeConvention = '2014',
): number | null {
  const { sharpe, n, skew, kurtosis } = estimate;
  if (sharpe === null || skew === null || kurtosis === null || n < 2) return null;
  const [variance, rows] =
    convention === '2014'
      ? [sharpeVarianceFactor(sharpe, skew, kurtosis), n - 1]
      : [benchmarkVarianceFactor(benchmark, skew, kurtosis, estimate.autocorrelation), n];
  if (variance === 0) return null;
  return normalCdf(((sharpe - benchmark) * Math.sqrt(rows)) / Math.sqrt(variance));
}

/**
 * Variance of an estimated Sharpe ratio, times n, where the true one is `benchmark` and returns follow an AR(1) with
 * `rho`: `a - b g3 SR* + c (g4 - 1) / 4 SR*^2`, a = (1 + rho) / (1 - rho), b = 1 + rho / (1 - rho) + rho^2 / (1 - rho^2),
 * c = (1 + rho^2) / (1 - rho^2) (Lopez de Prado, Lipton & Zoonekynd 2025). `rho` strictly between -1 and 1.
 */
export function benchmarkVarianceFactor(benchmark: number, skew: number, kurtosis: number, rho = 0): number {
  const a = (1 + rho) / (1 - rho);
  const b = 1 + rho / (1 - rho) + rho ** 2 / (1 - rho ** 2);
  const c = (1 + rho ** 2) / (1 - rho ** 2);
  return Math.max(0, a - b * skew * benchmark + ((c * (kurtosis - 1)) / 4) * benchmark ** 2);
}

/**
 * Bars it takes to be sure, with probability `confidence`, that the Sharpe ratio is above `benchmark`:
 * `1 + (1 - g3 SR + (g4 - 1) / 4 SR^2) (z / (SR - SR*))^2` (2014), `v(SR*) (z / (SR - SR*))^2` (2025).
 * @returns Bars, not rounded; null where the estimate is undefined or not above the benchmark: no record is long enough.
 */
export function minTrackRecord(
  estimate: Omit<SharpeEstimate, 'n'>,
  benchmark: number,
  confidence: number,
  convention: SharpeConvention = '2014',
): number | null {
  const { sharpe, skew, kurtosis } = estimate;
  if (sharpe === null || skew === null || kurtosis === null || sharpe <= benchmark) return null;
  const ratio = normalQuantile(confidence) / (sharpe - benchmark);
  return convention === '2014'
    ? 1 + sharpeVarianceFactor(sharpe, skew, kurtosis) * ratio ** 2
    : benchmarkVarianceFactor(benchmark, skew, kurtosis, estimate.autocorrelation) * ratio ** 2;
}
