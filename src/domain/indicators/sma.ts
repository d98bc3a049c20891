import { overSeries, type SeriesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';
import { RollingSum } from './rolling-sum.ts';

/**
 * Simple moving average, in the unit of `values`; first value at bar window - 1. See `rollingSum` for NaN and precision.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function sma(values: Float64Array, window: number): Float64Array {
  requireWindow('window', window);
  return overSeries(values, window - 1, () => new Sma(window));
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
