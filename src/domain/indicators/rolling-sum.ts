import type { SeriesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';

/**
 * Sum of the last `window` values. NaN before the window is full and while it holds a value that is not finite.
 * See `RollingSum` for its precision; this is the same in a loop over blocks, to the last bit.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function rollingSum(values: Float64Array, window: number): Float64Array {
  requireWindow('window', window);
  const n = values.length;
  const result = new Float64Array(n);
  if (window > n) return result.fill(Number.NaN);
  result.fill(Number.NaN, 0, window - 1);
  for (let start = 0; start < n; start += window) {
    const end = Math.min(start + window, n);
    let head = 0;
    for (let i = start; i < end; i++) {
      head += values[i];
      const sum = result[i] + head;
      result[i] = Number.isFinite(sum) ? sum : Number.NaN;
    }
    // What is left of this block waits in the places of the next, until its heads are added.
    let tail = 0;
    for (let i = end - 1; i > start; i--) {
      tail += values[i];
      if (i + window - 1 < n) result[i + window - 1] = tail;
    }
  }
  return result;
}

/**
 * Adds, never subtracts (van Herk 1992): the series is cut into blocks of one window; each window is the tail of one
 * block plus the head of the next. So nothing drifts over millions of bars, and an outlier leaves no trace once it has
 * left the window: the error is that of adding `window` numbers. O(1) a value, amortised, for any window.
 */
export class RollingSum implements SeriesKernel {
  private readonly window: number;
  private readonly block: Float64Array;
  /** tails[k] = block[k] + … up to the end of the block before, NaN until there is one; the entry after the last stays 0. */
  private readonly tails: Float64Array;
  private filled = 0;
  private head = 0;

  constructor(window: number) {
    requireWindow('window', window);
    this.window = window;
    this.block = new Float64Array(window);
    this.tails = new Float64Array(window + 1).fill(Number.NaN, 0, window);
  }

  push(value: number): number {
    this.block[this.filled++] = value;
    this.head += value;
    const sum = this.tails[this.filled] + this.head;
    if (this.filled === this.window) this.closeBlock();
    return Number.isFinite(sum) ? sum : Number.NaN;
  }

  private closeBlock(): void {
    const { block, tails } = this;
    for (let k = this.window - 1; k >= 0; k--) tails[k] = tails[k + 1] + block[k];
    this.filled = 0;
    this.head = 0;
  }
}
