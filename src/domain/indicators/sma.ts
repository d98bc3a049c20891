import type { SeriesKernel } from './kernel.ts';
import { RollingSum, rollingSum } from './rolling-sum.ts';

/**
 * Simple moving average, in the unit of `values`; first value at bar window - 1. See `rollingSum` for NaN and precision.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function sma(values: Float64Array, window: number): Float64Array {
  const result = rollingSum(values, window);
  for (let i = 0; i < result.length; i++) result[i] /= window;
  return result;
}

export class Sma implements SeriesKernel {
  private readonly window: number;
  private readonly sum: RollingSum;

  constructor(window: number) {
    this.window = window;
    this.sum = new RollingSum(window);
  }

  push(value: number): number {
    return this.sum.push(value) / this.window;
  }
}
