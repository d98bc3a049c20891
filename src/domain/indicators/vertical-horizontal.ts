import { overSeries, type SeriesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';
import { RollingExtreme } from './rolling-extremes.ts';
import { RollingSum } from './rolling-sum.ts';

/**
 * Vertical horizontal filter (White 1991): highest less lowest of `window` values over the sum of the absolute changes of
 * as many: near 0 in a range, up to 1 in a trend. First value at bar window; NaN where nothing moved.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function verticalHorizontal(values: Float64Array, window: number): Float64Array {
  requireWindow('window', window);
  return overSeries(values, window, () => new VerticalHorizontal(window));
}

export class VerticalHorizontal implements SeriesKernel {
  private readonly top: RollingExtreme;
  private readonly bottom: RollingExtreme;
  private readonly path: RollingSum;
  private before = Number.NaN;

  constructor(window: number) {
    this.top = new RollingExtreme(window, 1);
    this.bottom = new RollingExtreme(window, -1);
    this.path = new RollingSum(window);
  }

  push(value: number): number {
    const height = this.top.push(value) - this.bottom.push(value);
    const path = this.path.push(Math.abs(value - this.before));
    this.before = value;
    return path > 0 ? height / path : Number.NaN;
  }
}
