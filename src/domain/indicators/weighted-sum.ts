import type { SeriesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';

/**
 * 1 x oldest + 2 x next + … + window x newest of the last `window` values, without a subtraction: see `RollingSum` for
 * the blocks. Raising every weight of a tail by one adds the plain sum of the tail, so tails are built backwards.
 */
export class WeightedSum implements SeriesKernel {
  private readonly window: number;
  private readonly block: Float64Array;
  /** tails[k]: block[k] + 2 block[k + 1] + … to the end of the block before. */
  private readonly tails: Float64Array;
  private filled = 0;
  private isFull = false;
  private headSum = 0;
  private headWeighted = 0;

  constructor(window: number) {
    requireWindow('window', window);
    this.window = window;
    this.block = new Float64Array(window);
    this.tails = new Float64Array(window + 1);
  }

  push(value: number): number {
    this.block[this.filled++] = value;
    this.headSum += value;
    this.headWeighted += this.filled * value;
    const isLast = this.filled === this.window;
    const sum =
      this.isFull || isLast
        ? this.tails[this.filled] + (this.window - this.filled) * this.headSum + this.headWeighted
        : Number.NaN;
    if (isLast) this.closeBlock();
    return Number.isFinite(sum) ? sum : Number.NaN;
  }

  private closeBlock(): void {
    const { block, tails } = this;
    let plain = 0;
    for (let k = this.window - 1; k >= 0; k--) {
      plain += block[k];
      tails[k] = tails[k + 1] + plain;
    }
    this.filled = this.headSum = this.headWeighted = 0;
    this.isFull = true;
  }
}
