import { quantileOfSorted } from '../risk/quantile.ts';

/**
 * Omega ratio (Keating & Shadwick 2002): gains above a threshold over losses below it.
 * @param threshold Return of one bar. @returns null without a bar below it.
 */
export function omega(returns: Float64Array, threshold = 0): number | null {
  let gains = 0;
  let losses = 0;
  for (const value of returns) {
    if (value > threshold) gains += value - threshold;
    else losses += threshold - value;
  }
  return losses > 0 ? gains / losses : null;
}

/** |95 % quantile| / |5 % quantile| of the returns, type 7; null for an empty series or a quantile of zero. */
export function tailRatio(sorted: Float64Array): number | null {
  if (sorted.length === 0) return null;
  const low = Math.abs(quantileOfSorted(sorted, 0.05));
  return low > 0 ? Math.abs(quantileOfSorted(sorted, 0.95)) / low : null;
}

/**
 * How straight equity grows: R squared of the regression of its logarithm on time (empyrical's
 * `stability_of_timeseries`), 0 to 1. Null below two bars, for equity that does not move, and once it is lost.
 */
export function equityStability(returns: Float64Array): number | null {
  const n = returns.length;
  if (n < 2) return null;
  const centre = (n - 1) / 2;
  let log = 0;
  let [sum, product] = [0, 0];
  const path = returns.map((value, i) => {
    log += Math.log1p(value);
    sum += log;
    product += (i - centre) * log;
    return log;
  });
  if (!Number.isFinite(log)) return null;
  const mean = sum / n;
  const squares = path.reduce((total, value) => total + (value - mean) ** 2, 0);
  const times = (n * (n * n - 1)) / 12;
  return squares > 0 ? Math.min(1, (product * product) / (times * squares)) : null;
}
