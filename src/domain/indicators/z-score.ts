import { rollingMoments } from './rolling-deviation.ts';

/**
 * Distance of each value from the mean of the last `window` values (itself included) in their population standard
 * deviations; for closes this is the position in the Bollinger bands. Within ±sqrt(window - 1).
 * NaN where `rollingMoments` is NaN and where the window has no spread.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function zScore(values: Float64Array, window: number): Float64Array {
  const { mean, deviation } = rollingMoments(values, window);
  return values.map((value, i) => (deviation[i] > 0 ? (value - mean[i]) / deviation[i] : Number.NaN));
}
