/**
 * Percentile rank of each value among the last `window`, its own included: the share of the others below it, equal ones
 * by half, 0 (smallest) to 1 (largest). NaN until the window is full of numbers; a NaN inside it makes NaN.
 *
 * O(window) a bar over memory in a row, as the window is kept sorted: two binary searches and a move inside it.
 *
 * @param window Values compared, at least 2.
 */
export function rollingRank(values: Float64Array, window: number): Float64Array {
  const rank = new Float64Array(values.length).fill(Number.NaN);
  const sorted = new SortedWindow(window);
  let known = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) {
      sorted.clear();
      known = 0;
      continue;
    }
    if (known === window) sorted.replace(values[i - window], values[i]);
    else {
      sorted.insert(values[i]);
      known++;
    }
    if (known === window) {
      const below = sorted.firstAtLeast(values[i]);
      const equal = sorted.firstAbove(values[i]) - below - 1;
      rank[i] = (below + equal / 2) / (window - 1);
    }
  }
  return rank;
}

/** The values of a moving window, ascending. */
export class SortedWindow {
  readonly #values: Float64Array;
  #size = 0;

  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
  }

  /** The values, ascending; a view that the next change alters. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.#size);
  }

  clear(): void {
    this.#size = 0;
  }

  /** Adds a value; the window must have room. */
  insert(value: number): void {
    const at = this.firstAtLeast(value);
    this.#values.copyWithin(at + 1, at, this.#size);
    this.#values[at] = value;
    this.#size++;
  }

  /** Takes out one `old`, which must be in, and puts `next` in. */
  replace(old: number, next: number): void {
    const from = this.firstAtLeast(old);
    const to = this.firstAtLeast(next);
    if (to > from) {
      this.#values.copyWithin(from, from + 1, to);
      this.#values[to - 1] = next;
    } else {
      this.#values.copyWithin(to + 1, to, from);
      this.#values[to] = next;
    }
  }

  /** Index of the first value that is at least `value`. */
  firstAtLeast(value: number): number {
    return this.#search((other) => other < value);
  }

  /** Index of the first value above `value`. */
  firstAbove(value: number): number {
    return this.#search((other) => other <= value);
  }

  #search(isBefore: (value: number) => boolean): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(this.#values[middle])) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
