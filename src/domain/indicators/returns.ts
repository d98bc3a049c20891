import { requireWindow } from './parameters.ts';

/**
 * Simple return over `bars` bars: x[i] / x[i - bars] - 1. NaN for the first `bars` values and where either price is
 * not finite or not above 0 (a ratio of such prices means nothing).
 * @throws AppError `parameter_invalid` for an impossible number of bars.
 */
export const simpleReturns = (prices: Float64Array, bars: number): Float64Array =>
  overBars(prices, bars, (before, now) => now / before - 1);

/** Log return over `bars` bars: ln(x[i] / x[i - bars]). NaN as in `simpleReturns`. */
export const logReturns = (prices: Float64Array, bars: number): Float64Array =>
  overBars(prices, bars, (before, now) => Math.log(now / before));

function overBars(
  prices: Float64Array,
  bars: number,
  change: (before: number, now: number) => number,
): Float64Array {
  requireWindow('bars', bars);
  return prices.map((now, i) => {
    const before = prices[i - bars];
    return isPrice(before) && isPrice(now) ? change(before, now) : Number.NaN;
  });
}

const isPrice = (value: number | undefined): boolean => Number.isFinite(value) && (value as number) > 0;
