import type { Convention } from './convention.ts';
import { requireWindow } from './parameters.ts';

/**
 * Exponential moving average with factor 2 / (period + 1).
 * @returns In the unit of `values`; first value at bar period - 1 (`talib`) or 0 (`tulip`).
 * @throws AppError `parameter_invalid` for an impossible period.
 */
export function ema(values: Float64Array, period: number, convention: Convention = 'talib'): Float64Array {
  requireWindow('period', period);
  return smoothExponentially(values, 2 / (period + 1), convention === 'talib' ? period : 1);
}

/**
 * Wilder's average: factor 1 / period, seeded with the mean of the first window; first value at bar period - 1.
 * @throws AppError `parameter_invalid` for an impossible period.
 */
export function wilder(values: Float64Array, period: number): Float64Array {
  requireWindow('period', period);
  return smoothExponentially(values, 1 / period, period);
}

/**
 * y[i] = y[i-1] + factor (x[i] - y[i-1]), with the mean of the first `seedBars` finite values as the first y.
 * A value that is not finite ends the run; the next run is seeded anew. O(n).
 */
export function smoothExponentially(values: Float64Array, factor: number, seedBars: number): Float64Array {
  const smoothed = new Float64Array(values.length).fill(Number.NaN);
  let seen = 0;
  let level = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) {
      seen = 0;
      level = 0;
      continue;
    }
    seen += 1;
    if (seen <= seedBars) {
      level += value;
      if (seen < seedBars) continue;
      level /= seedBars;
    } else {
      level += factor * (value - level);
    }
    smoothed[i] = level;
  }
  return smoothed;
}
