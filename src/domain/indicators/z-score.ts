import { overSeries, type SeriesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';
import { RollingMoments } from './rolling-deviation.ts';

/**
 * Distance of each value from the mean of the last `window` values (itself included) in their population standard
 * deviations; for closes this is the position in the Bollinger bands. Within ±sqrt(window - 1).
 * NaN where `rollingMoments` is NaN and where the window has no spread.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function zScore(values: Float64Array, window: number): Float64Array {
  requireWindow('window', window);
  return overSeries(values, window - 1, () => new ZScore(window));
}

export class ZScore implements SeriesKernel {
  private readonly moments: RollingMoments;

  constructor(window: number) {
    this.moments = new RollingMoments(window);
  }

  push(value: number): number {
    const deviation = this.moments.push(value);
    return deviation > 0 ? (value - this.moments.mean) / deviation : Number.NaN;
  }
}
