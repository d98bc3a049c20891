import { overSeries, type SeriesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';

/**
 * Largest of the last `window` values. NaN before the window is full and while it holds a value that is not finite. O(n) for any window.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function rollingMax(values: Float64Array, window: number): Float64Array {
  requireWindow('window', window);
  return overSeries(values, window - 1, () => new RollingExtreme(window, 1));
}

/** Smallest of the last `window` values, as `rollingMax`. */
export function rollingMin(values: Float64Array, window: number): Float64Array {
  requireWindow('window', window);
  return overSeries(values, window - 1, () => new RollingExtreme(window, -1));
}

/**
 * Largest (side 1) or smallest (side -1) of the last values, and how many bars ago it was; the latest one on a tie.
 * Blocks as in `RollingSum` (van Herk 1992): the window's extreme is that of the tail of one block or that of the head of
 * the next. O(1) a value, amortised, for any window.
 */
export class RollingExtreme implements SeriesKernel {
  /** Bars since the extreme; NaN where there is none. */
  age = Number.NaN;
  private readonly window: number;
  private readonly side: 1 | -1;
  /** Values times the side, so that the largest is looked for on both; a missing one is never it. */
  private readonly block: Float64Array;
  /** From place k to the end of the block before: the largest, and the bar it came with. */
  private readonly tails: Float64Array;
  private readonly tailAt: Float64Array;
  private head = Number.NEGATIVE_INFINITY;
  private headAt = -1;
  private filled = 0;
  private index = -1;
  private lastMissing = -1;

  constructor(window: number, side: 1 | -1) {
    requireWindow('window', window);
    this.window = window;
    this.side = side;
    this.block = new Float64Array(window);
    this.tails = new Float64Array(window + 1).fill(Number.NEGATIVE_INFINITY);
    this.tailAt = new Float64Array(window + 1);
  }

  push(value: number): number {
    const index = ++this.index;
    let entered = this.side * value;
    if (!Number.isFinite(entered)) {
      this.lastMissing = index;
      entered = Number.NEGATIVE_INFINITY;
    }
    this.block[this.filled++] = entered;
    if (entered >= this.head) {
      this.head = entered;
      this.headAt = index;
    }
    const { filled, head } = this;
    const tail = this.tails[filled];
    const isInTail = tail > head;
    const extremeAt = isInTail ? this.tailAt[filled] : this.headAt;
    if (filled === this.window) this.closeBlock();
    if (index - this.lastMissing < this.window) {
      this.age = Number.NaN;
      return Number.NaN;
    }
    this.age = index - extremeAt;
    return this.side * (isInTail ? tail : head);
  }

  private closeBlock(): void {
    const { block, window, tails, tailAt } = this;
    const first = this.index - window + 1;
    let largest = Number.NEGATIVE_INFINITY;
    let at = -1;
    for (let k = window - 1; k >= 0; k--) {
      if (block[k] > largest) {
        largest = block[k];
        at = first + k;
      }
      tails[k] = largest;
      tailAt[k] = at;
    }
    this.filled = 0;
    this.head = Number.NEGATIVE_INFINITY;
  }
}
