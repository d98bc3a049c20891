import type { SeriesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';

/**
 * How many bars ago the largest (side 1) or smallest (side -1) of the last `window` values was; the latest one on a tie. NaN
 * before the window is full and while it holds a value that is not finite. Blocks as in `RollingExtreme`, which is faster
 * where only the value counts: O(1) a value, amortised, for any window.
 */
export class BarsSinceExtreme implements SeriesKernel {
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
    return index - this.lastMissing < this.window ? Number.NaN : index - extremeAt;
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
