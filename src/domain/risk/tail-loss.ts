import { AppError } from '../../kernel/errors.ts';
import { quantileOfSorted, sortedFinite } from './quantile.ts';

/*
 * Value at risk and expected shortfall of a sample of returns. Every figure is a RETURN, so a loss is negative.
 * `tail` is the share of the worst periods, 1 - confidence: 0.05 for "95 %". Values that are not finite are left
 * out; without any value left the figure is undefined and null.
 */

/** Historical VaR: the type-7 quantile of the returns at `tail` (PerformanceAnalytics, empyrical). */
export const historicalVar = (returns: Float64Array, tail: number): number | null =>
  varOfSorted(sortedFinite(returns), tail);

/** As `historicalVar`, of finite returns in ascending order. */
export function varOfSorted(sorted: Float64Array, tail: number): number | null {
  requireTail(tail);
  return sorted.length === 0 ? null : quantileOfSorted(sorted, tail);
}

/**
 * Historical CVaR: the mean of the returns that are at or below the historical VaR
 * (PerformanceAnalytics "ES historical", empyrical `conditional_value_at_risk`).
 */
export const historicalCvar = (returns: Float64Array, tail: number): number | null =>
  cvarOfSorted(sortedFinite(returns), tail);

/** As `historicalCvar`, of finite returns in ascending order. */
export function cvarOfSorted(sorted: Float64Array, tail: number): number | null {
  requireTail(tail);
  if (sorted.length === 0) return null;
  const bar = quantileOfSorted(sorted, tail);
  let sum = 0;
  let count = 0;
  while (count < sorted.length && sorted[count] <= bar) sum += sorted[count++];
  return sum / count;
}

/**
 * The exact CVaR of the sample (Rockafellar & Uryasev 2000, skfolio): the mean of the worst `tail * n`
 * observations, where the last of them counts with the fraction that is left. Unlike `historicalCvar` it is
 * coherent and continuous in `tail`.
 */
export const rockafellarUryasevCvar = (returns: Float64Array, tail: number): number | null =>
  exactCvarOfSorted(sortedFinite(returns), tail);

/** As `rockafellarUryasevCvar`, of finite returns in ascending order. */
export function exactCvarOfSorted(sorted: Float64Array, tail: number): number | null {
  requireTail(tail);
  if (sorted.length === 0) return null;
  const mass = tail * sorted.length;
  const whole = Math.ceil(mass) - 1;
  let sum = 0;
  for (let i = 0; i < whole; i++) sum += sorted[i];
  return (sum + (mass - whole) * sorted[whole]) / mass;
}

function requireTail(tail: number): void {
  if (tail > 0 && tail < 1) return;
  throw new AppError('parameter_invalid', `tail is ${tail}; it must lie between 0 and 1, 0.05 for 95 %`, {
    details: { tail },
  });
}
