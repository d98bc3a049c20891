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
 * Sliding-window maximum by a monotone queue: constant memory, O(1) a bar on average.
 */
export class PivotDetector {
  private readonly barsBefore: number;
  private readonly barsAfter: number;
  private readonly width: number;
  private readonly indices: Int32Array;
  private readonly values: Float64Array;
  private front = 0;
  private size = 0;
  private next = 0;

  constructor({ barsBefore, barsAfter }: PivotWindow) {
    this.barsBefore = barsBefore;
    this.barsAfter = barsAfter;
    this.width = barsBefore + barsAfter + 1;
    this.indices = new Int32Array(this.width);
    this.values = new Float64Array(this.width);
  }

  push({ high: value }: Pick<PriceBar, 'high'>): number {
    const { indices, values, width } = this;
    const index = this.next++;
    if (this.size > 0 && indices[this.front] <= index - width) {
      this.front = this.slot(1);
      this.size -= 1;
    }
    while (this.size > 0 && values[this.slot(this.size - 1)] < value) this.size -= 1;
    const last = this.slot(this.size);
    indices[last] = index;
    values[last] = value;
    this.size += 1;
    const candidate = index - this.barsAfter;
    return candidate >= this.barsBefore && indices[this.front] === candidate ? candidate : -1;
  }

  private slot(position: number): number {
    const place = this.front + position;
    return place < this.width ? place : place - this.width;
  }
}
