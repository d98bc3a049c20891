import type { SeriesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';

/**
 * Largest of the last `window` values. NaN before the window is full and while it holds a value that is not finite. O(n) for any window.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export const rollingMax = (values: Float64Array, window: number): Float64Array =>
  rollingExtreme(values, window, 1);

/** Smallest of the last `window` values, as `rollingMax`. */
export const rollingMin = (values: Float64Array, window: number): Float64Array =>
  rollingExtreme(values, window, -1);

/** `RollingExtreme` in a loop over blocks, to the last bit. */
function rollingExtreme(values: Float64Array, window: number, side: 1 | -1): Float64Array {
  requireWindow('window', window);
  const n = values.length;
  const result = new Float64Array(n).fill(Number.NEGATIVE_INFINITY);
  if (window > n) return result.fill(Number.NaN);
  let fullFrom = window - 1;
  for (let start = 0; start < n; start += window) {
    const end = Math.min(start + window, n);
    let head = Number.NEGATIVE_INFINITY;
    for (let i = start; i < end; i++) {
      const entered = side * values[i];
      if (!Number.isFinite(entered)) fullFrom = i + window;
      else if (entered > head) head = entered;
      result[i] = i < fullFrom ? Number.NaN : side * Math.max(result[i], head);
    }
    // What is left of this block waits in the places of the next, until its heads are known.
    let tail = Number.NEGATIVE_INFINITY;
    for (let i = end - 1; i > start; i--) {
      const entered = side * values[i];
      if (entered > tail && entered < Number.POSITIVE_INFINITY) tail = entered;
      if (i + window - 1 < n) result[i + window - 1] = tail;
    }
  }
  return result;
}

/**
 * Largest (side 1) or smallest (side -1) of the last values. Blocks as in `RollingSum` (van Herk 1992): the window's extreme is
 * that of the tail of one block or that of the head of the next. O(1) a value, amortised, for any window.
 */
export class RollingExtreme implements SeriesKernel {
  private readonly window: number;
  private readonly side: 1 | -1;
  /** Values times the side, so that the largest is looked for on both; a missing one is never it. */
  private readonly block: Float64Array;
  /** From place k to the end of the block before. */
  private readonly tails: Float64Array;
  private head = Number.NEGATIVE_INFINITY;
  private filled = 0;
  /** How many of the latest values are not missing. */
  private present = 0;

  constructor(window: number, side: 1 | -1) {
    requireWindow('window', window);
    this.window = window;
    this.side = side;
    this.block = new Float64Array(window);
    this.tails = new Float64Array(window + 1).fill(Number.NEGATIVE_INFINITY);
  }

  push(value: number): number {
    const isPresent = Number.isFinite(value);
    const entered = isPresent ? this.side * value : Number.NEGATIVE_INFINITY;
    this.block[this.filled++] = entered;
    if (entered > this.head) this.head = entered;
    this.present = isPresent ? this.present + 1 : 0;
    const { head, filled } = this;
    const tail = this.tails[filled];
    if (filled === this.window) this.closeBlock();
    return this.present < this.window ? Number.NaN : this.side * Math.max(tail, head);
  }

  private closeBlock(): void {
    const { block, tails } = this;
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = this.window - 1; k >= 0; k--) {
      if (block[k] > largest) largest = block[k];
      tails[k] = largest;
    }
    this.filled = 0;
    this.head = Number.NEGATIVE_INFINITY;
  }
}
