import { overSeries, type SeriesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';

/**
 * Sum of the last `window` values. NaN before the window is full and while it holds a value that is not finite.
 * See `RollingSum` for its precision.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function rollingSum(values: Float64Array, window: number): Float64Array {
  requireWindow('window', window);
  return overSeries(values, window - 1, () => new RollingSum(window));
}

/**
 * Adds, never subtracts (van Herk 1992): the series is cut into blocks of one window; each window is the tail of one
 * block plus the head of the next. So nothing drifts over millions of bars, and an outlier leaves no trace once it has
 * left the window: the error is that of adding `window` numbers. O(1) a value, amortised, for any window.
 */
export class RollingSum implements SeriesKernel {
  private readonly window: number;
  private readonly block: Float64Array;
  /** tails[k] = block[k] + … up to the end of the block before; the entry after the last stays 0. */
  private readonly tails: Float64Array;
  private filled = 0;
  private isFull = false;
  private head = 0;

  constructor(window: number) {
    requireWindow('window', window);
    this.window = window;
    this.block = new Float64Array(window);
    this.tails = new Float64Array(window + 1);
  }

  push(value: number): number {
    this.block[this.filled++] = value;
    this.head += value;
    const isLast = this.filled === this.window;
    const sum = this.isFull || isLast ? this.tails[this.filled] + this.head : Number.NaN;
    if (isLast) this.closeBlock();
    return Number.isFinite(sum) ? sum : Number.NaN;
  }

  private closeBlock(): void {
    const { block, tails } = this;
    for (let k = this.window - 1; k >= 0; k--) tails[k] = tails[k + 1] + block[k];
    this.filled = 0;
    this.head = 0;
    this.isFull = true;
  }
}
