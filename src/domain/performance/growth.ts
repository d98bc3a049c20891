import { maxDrawdown } from '../risk/drawdown.ts';
import { moments } from '../validation/moments.ts';

/** Compounded return of the whole series; 0 for an empty one. */
export function totalReturn(returns: Float64Array): number {
  let equity = 1;
  for (let i = 0; i < returns.length; i++) equity *= 1 + returns[i];
  return equity - 1;
}

/** Compound annual growth rate: `(1 + total)^(bars per year / bars) - 1`; null for an empty series. */
export function cagr(returns: Float64Array, barsPerYear: number): number | null {
  if (returns.length === 0) return null;
  return (1 + totalReturn(returns)) ** (barsPerYear / returns.length) - 1;
}

/** Sample standard deviation of the returns, per year. */
export function annualVolatility(returns: Float64Array, barsPerYear: number): number | null {
  const { sd } = moments(returns);
  return sd === null ? null : sd * Math.sqrt(barsPerYear);
}

/**
 * Downside deviation per bar about 0: `sqrt(mean(min(r, 0)^2))`, dividing by all bars, not by the losing ones
 * (Sortino & Price 1994).
 */
export function downsideDeviation(returns: Float64Array): number | null {
  if (returns.length === 0) return null;
  return Math.sqrt(returns.reduce((total, value) => total + Math.min(value, 0) ** 2, 0) / returns.length);
}

/** Annualised Sortino ratio about 0; null without a losing bar. */
export function sortino(returns: Float64Array, barsPerYear: number): number | null {
  const { mean } = moments(returns);
  const downside = downsideDeviation(returns);
  return mean === null || !downside ? null : (mean / downside) * Math.sqrt(barsPerYear);
}

/** Calmar ratio: growth rate over maximum drawdown, of the whole series; null without a drawdown. */
export function calmar(returns: Float64Array, barsPerYear: number): number | null {
  const growth = cagr(returns, barsPerYear);
  const drawdown = maxDrawdown(returns);
  return growth === null || drawdown === 0 ? null : growth / drawdown;
}

/** Recovery factor: total return over maximum drawdown; null without a drawdown. */
export function recoveryFactor(returns: Float64Array): number | null {
  const drawdown = maxDrawdown(returns);
  return drawdown === 0 ? null : totalReturn(returns) / drawdown;
}

/** Student's t of the mean return against 0: `mean / (sd / sqrt(n))`, for independent bars. */
export function tStatistic(returns: Float64Array): number | null {
  const { n, mean, sd } = moments(returns);
  return mean === null || !sd ? null : mean / (sd / Math.sqrt(n));
}
