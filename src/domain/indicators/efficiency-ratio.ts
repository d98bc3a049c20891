import { overSeries, type SeriesKernel } from './kernel.ts';
import { Lag } from './lag.ts';
import { requireWindow } from './parameters.ts';
import { RollingSum } from './rolling-sum.ts';

/**
 * Kaufman's efficiency ratio: |x[i] - x[i - window]| over the sum of the absolute bar-to-bar changes on the way.
 * @returns 0 (all noise) to 1 (a straight line), first value at bar window. NaN where nothing moved.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function efficiencyRatio(values: Float64Array, window: number): Float64Array {
  requireWindow('window', window);
  return overSeries(values, window, () => new EfficiencyRatio(window));
}

export class EfficiencyRatio implements SeriesKernel {
  private readonly path: RollingSum;
  private readonly lag: Lag;
  private before = Number.NaN;

  constructor(window: number) {
    this.path = new RollingSum(window);
    this.lag = new Lag(window);
  }

  push(value: number): number {
    const length = this.path.push(Math.abs(value - this.before));
    this.before = value;
    const distance = Math.abs(value - this.lag.push(value));
    return length > 0 ? distance / length : Number.NaN;
  }
}
