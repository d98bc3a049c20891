/** The lowest value since any earlier one. */
export interface RunningLow {
  push(value: number): void;
  /** Lowest of the values from `index` on; Infinity when none has come since. */
  since(index: number): number;
}

/**
 * Suffix minima on a stack: indices and values both ascend, so the first entry at or after an index holds the lowest
 * value since. O(1) a value on average, O(log n) a question.
 */
export const createRunningLow = (): RunningLow => new SuffixMinima();

class SuffixMinima implements RunningLow {
  private readonly indices: number[] = [];
  private readonly values: number[] = [];
  private count = 0;

  push(value: number): void {
    const { indices, values } = this;
    while (values.length > 0 && values[values.length - 1] >= value) {
      values.pop();
      indices.pop();
    }
    values.push(value);
    indices.push(this.count);
    this.count += 1;
  }

  since(index: number): number {
    const { indices, values } = this;
    let from = 0;
    let to = indices.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (indices[middle] < index) from = middle + 1;
      else to = middle;
    }
    return from < values.length ? values[from] : Number.POSITIVE_INFINITY;
  }
}
