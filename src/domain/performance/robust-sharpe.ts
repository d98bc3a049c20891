import { automaticLags } from '../ml/selection/newey-west.ts';
import { moments } from '../validation/moments.ts';

/**
 * Standard error of a per-bar Sharpe ratio that holds when the returns remember themselves: the delta method on mean and
 * second moment with their long-run covariance by the Bartlett kernel (Lo 2002, Newey & West 1987). Without lags it is
 * the formula of Mertens 2002.
 * @param lags Autocovariances taken in; unless told otherwise `floor(4 (n / 100)^(2/9))` (Newey & West 1994).
 * @returns null below two bars and without variation.
 */
export function robustSharpeError(
  returns: Float64Array,
  lags = automaticLags(returns.length),
): number | null {
  const { n, mean, sd } = moments(returns);
  if (mean === null || !sd) return null;
  const variance = (sd * sd * (n - 1)) / n;
  const deviation = Math.sqrt(variance);
  // Influence of each bar on mean / deviation: its long-run variance over n is the squared error.
  const influence = returns.map((value) => {
    const z = (value - mean) / deviation;
    return z - ((mean / deviation) * (z * z - 1)) / 2;
  });
  let longRun = autocovariance(influence, 0);
  for (let k = 1; k <= Math.min(lags, n - 1); k++) {
    longRun += 2 * (1 - k / (lags + 1)) * autocovariance(influence, k);
  }
  return Math.sqrt(Math.max(longRun, 0) / n);
}

/** Of values whose mean is zero. */
function autocovariance(values: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < values.length; i++) sum += values[i] * values[i - lag];
  return sum / values.length;
}
