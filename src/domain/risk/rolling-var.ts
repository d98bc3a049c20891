import { AppError } from '../../kernel/errors.ts';
import { SortedWindow } from '../indicators/rolling-rank.ts';

/**
 * Value at risk of each period as it could be known before it: the type-6 quantile (Hyndman & Fan 1996) at `tail` of the
 * `window` returns before the period. NaN for the first `window` periods.
 *
 * Type 6, because the next of n + 1 exchangeable returns falls below the k-th smallest of the others with probability
 * k / (n + 1): at position `tail (n + 1)` the promise is kept on average. Type 7 would be passed in 5.4 % of the periods
 * for 5 % of 250 returns, in 9.3 % for 5 % of 20. A window of less than 1 / tail - 1 returns has no such position: its
 * smallest return stands in.
 *
 * The window is kept sorted; one period costs two binary searches and a move inside the window.
 *
 * @param returns Finite net returns, oldest first.
 * @param window Returns a forecast is made of, at least 2.
 * @param tail Share of the worst periods, between 0 and 1.
 * @throws AppError `parameter_invalid` for a window below 2 or a tail outside (0, 1).
 */
export function rollingHistoricalVar(returns: Float64Array, window: number, tail: number): Float64Array {
  if (!(Number.isInteger(window) && window >= 2) || !(tail > 0 && tail < 1)) {
    throw new AppError(
      'parameter_invalid',
      `A rolling value at risk needs a window of at least 2 and a tail between 0 and 1; given ${window} and ${tail}`,
      { details: { window, tail } },
    );
  }
  const forecast = new Float64Array(returns.length).fill(Number.NaN);
  if (returns.length <= window) return forecast;
  const sorted = new SortedWindow(window);
  for (let i = 0; i < window; i++) sorted.insert(returns[i]);
  for (let i = window; i < returns.length; i++) {
    forecast[i] = predictiveQuantile(sorted.values, tail);
    sorted.replace(returns[i - window], returns[i]);
  }
  return forecast;
}

/** Between the order statistics around position `level (n + 1)`, counted from 1. */
function predictiveQuantile(sorted: Float64Array, level: number): number {
  const last = sorted.length - 1;
  const position = Math.min(last, Math.max(0, level * (sorted.length + 1) - 1));
  const below = Math.floor(position);
  return sorted[below] + (position - below) * (sorted[Math.min(below + 1, last)] - sorted[below]);
}

/** 1 where the return fell below its forecast; periods without a forecast are left out. */
export function exceedancesOf(returns: Float64Array, forecast: Float64Array): Uint8Array {
  const flags: number[] = [];
  for (let i = 0; i < returns.length; i++) {
    if (!Number.isNaN(forecast[i])) flags.push(returns[i] < forecast[i] ? 1 : 0);
  }
  return Uint8Array.from(flags);
}
