import { AppError } from '../../kernel/errors.ts';
import { SortedWindow } from '../indicators/rolling-rank.ts';
import { quantileOfSorted } from './quantile.ts';

/**
 * Value at risk of each period as it could be known before it: the type-7 quantile at `tail` of the `window` returns
 * before the period. NaN for the first `window` periods.
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
    forecast[i] = quantileOfSorted(sorted.values, tail);
    sorted.replace(returns[i - window], returns[i]);
  }
  return forecast;
}

/** 1 where the return fell below its forecast; periods without a forecast are left out. */
export function exceedancesOf(returns: Float64Array, forecast: Float64Array): Uint8Array {
  const flags: number[] = [];
  for (let i = 0; i < returns.length; i++) {
    if (!Number.isNaN(forecast[i])) flags.push(returns[i] < forecast[i] ? 1 : 0);
  }
  return Uint8Array.from(flags);
}
