import { rollingSum } from './rolling-sum.ts';

/**
 * Kaufman's efficiency ratio: |x[i] - x[i - window]| over the sum of the absolute bar-to-bar changes on the way.
 * @returns 0 (all noise) to 1 (a straight line), first value at bar window. NaN where nothing moved.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function efficiencyRatio(values: Float64Array, window: number): Float64Array {
  const steps = values.map((value, i) => (i === 0 ? Number.NaN : Math.abs(value - values[i - 1])));
  const path = rollingSum(steps, window);
  return path.map((length, i) =>
    length > 0 ? Math.abs(values[i] - values[i - window]) / length : Number.NaN,
  );
}
