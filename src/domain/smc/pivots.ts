import type { PriceBar } from './price-bar.ts';

/** Bars that must close on each side of a pivot before it counts as one. */
export interface PivotWindow {
  readonly barsBefore: number;
  readonly barsAfter: number;
}

/**
 * Finds local maxima in a stream of highs; lows are the highs of mirrored bars. Each call takes the next bar and returns
 * the index of the pivot that this bar confirms, or -1. High i is a pivot when it is above the `barsBefore` highs before it and not below the
 * `barsAfter` highs after it (the first of equals), so it is confirmed with bar i + barsAfter.
 *
 * Each window is the tail of one block of highs plus the head of the next (van Herk 1992), and so is its maximum: constant
 * memory, O(1) a bar for any window, hardly a branch the processor cannot foresee.
 */
export class PivotDetector {
  /** Price of the pivot the last call returned. */
  price = Number.NaN;
  private readonly barsBefore: number;
  private readonly barsAfter: number;
  private readonly width: number;
  private readonly block: Float64Array;
  /** From place k to the end of the block before: the highest of its highs, and where the first of these came. */
  private readonly tailHighest: Float64Array;
  private readonly tailAt: Int32Array;
  private headHighest = Number.NEGATIVE_INFINITY;
  private headAt = -1;
  private filled = 0;
  private index = -1;

  constructor({ barsBefore, barsAfter }: PivotWindow) {
    this.barsBefore = barsBefore;
    this.barsAfter = barsAfter;
    this.width = barsBefore + barsAfter + 1;
    this.block = new Float64Array(this.width);
    this.tailHighest = new Float64Array(this.width + 1).fill(Number.NEGATIVE_INFINITY);
    this.tailAt = new Int32Array(this.width + 1).fill(-1);
  }

  push({ high }: Pick<PriceBar, 'high'>): number {
    const index = ++this.index;
    this.block[this.filled++] = high;
    if (high > this.headHighest) {
      this.headHighest = high;
      this.headAt = index;
    }
    const { filled, headHighest } = this;
    const tailHighest = this.tailHighest[filled];
    const isInTail = tailHighest >= headHighest;
    const highestAt = isInTail ? this.tailAt[filled] : this.headAt;
    if (filled === this.width) this.closeBlock();
    const candidate = index - this.barsAfter;
    if (highestAt !== candidate || candidate < this.barsBefore) return -1;
    this.price = isInTail ? tailHighest : headHighest;
    return candidate;
  }

  private closeBlock(): void {
    const { block, width, tailHighest, tailAt } = this;
    const first = this.index - width + 1;
    let highest = Number.NEGATIVE_INFINITY;
    let at = -1;
    for (let k = width - 1; k >= 0; k--) {
      if (block[k] >= highest) {
        highest = block[k];
        at = first + k;
      }
      tailHighest[k] = highest;
      tailAt[k] = at;
    }
    this.filled = 0;
    this.headHighest = Number.NEGATIVE_INFINITY;
    this.headAt = -1;
  }
}
