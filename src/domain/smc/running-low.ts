import type { PriceBar } from './price-bar.ts';

const FIRST_CAPACITY = 64;

/**
 * The lowest low since any earlier bar. Suffix minima on a stack: indices and values both ascend, so the first entry
 * at or after an index holds the lowest low since. O(1) a bar on average, O(log n) a question.
 */
export class RunningLow {
  private indices = new Int32Array(FIRST_CAPACITY);
  private values = new Float64Array(FIRST_CAPACITY);
  private size = 0;
  private count = 0;

  push({ low: value }: Pick<PriceBar, 'low'>): void {
    const { values } = this;
    let size = this.size;
    while (size > 0 && values[size - 1] >= value) size -= 1;
    if (size === values.length) this.grow();
    this.values[size] = value;
    this.indices[size] = this.count;
    this.size = size + 1;
    this.count += 1;
  }

  /** Lowest low of the bars from `index` on; Infinity when none has come since. */
  since(index: number): number {
    const { indices } = this;
    let from = 0;
    let to = this.size;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (indices[middle] < index) from = middle + 1;
      else to = middle;
    }
    return from < this.size ? this.values[from] : Number.POSITIVE_INFINITY;
  }

  private grow(): void {
    const { indices, values } = this;
    this.indices = new Int32Array(2 * indices.length);
    this.indices.set(indices);
    this.values = new Float64Array(2 * values.length);
    this.values.set(values);
  }
}
