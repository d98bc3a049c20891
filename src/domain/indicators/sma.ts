import { rollingSum } from './rolling-sum.ts';

/**
 * Simple moving average, in the unit of `values`; first value at bar window - 1. See `rollingSum` for NaN and precision.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function sma(values: Float64Array, window: number): Float64Array {
  const averages = rollingSum(values, window);
  for (let i = 0; i < averages.length; i++) averages[i] /= window;
  return averages;
}
