import { requireWindow } from './parameters.ts';

/** Values of the shortest run; fewer are added up one by one, which is as fast. */
export const SHORTEST_RUN = 64;

/**
 * Sum of the absolute distances of the last `window` values from a point that may be anywhere, in O(log² window) a value for
 * any window: what the mean absolute deviation needs.
 *
 * No running sum gives it, and nothing that compares and adds can do it in O(1): a window could be filled with n values and
 * its mean then steered over n points by the values that follow, so that the n answers tell whether any point is among the
 * values, and that takes n log n steps (Ben-Or 1983). So the values are kept in order of size: whenever 64, 128, 256, …
 * values are complete, counted from the first, they are a sorted run, merged from the two runs of half its length, with the
 * sum from each of its values to its end. A window is a chain of such runs, at most two of each length, and less than 64
 * values at either end. A binary search in a run finds the values above the point, and its sums the distances of both sides.
 *
 * Runs are made of nothing but their own values, by adding: a value that has left the window has left no trace, and
 * neither a large offset (sums count from the smallest value of a run) nor millions of bars cost digits.
 */
export class DistanceSums {
  private readonly window: number;
  private readonly ring: Float64Array;
  private readonly mask: number;
  private readonly runs: readonly SortedRuns[];
  private next = 0;

  constructor(window: number) {
    requireWindow('window', window);
    this.window = window;
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(window, SHORTEST_RUN)));
    this.mask = capacity - 1;
    this.ring = new Float64Array(capacity);
    const runs: SortedRuns[] = [];
    for (let length = SHORTEST_RUN; length <= window; length *= 2)
      runs.push(new SortedRuns(length, capacity));
    this.runs = runs;
  }

  push(value: number): void {
    const { runs } = this;
    this.ring[this.next] = value;
    const end = this.next + 1;
    this.next = end & this.mask;
    for (let k = 0; k < runs.length && (end & (runs[k].length - 1)) === 0; k++) {
      const start = end - runs[k].length;
      if (k === 0) runs[k].sort(this.ring, start);
      else runs[k].merge(runs[k - 1], start);
    }
  }

  /** Meaningless before the window is full, and while it holds a value that is not finite. */
  sumFrom(point: number): number {
    const { ring, runs, mask } = this;
    let sum = 0;
    let at = (this.next - this.window) & mask;
    for (let left = this.window; left > 0; ) {
      let taken = Math.min(left, SHORTEST_RUN - (at & (SHORTEST_RUN - 1)));
      if (taken < SHORTEST_RUN) {
        for (let k = at; k < at + taken; k++) sum += Math.abs(ring[k] - point);
      } else {
        let longest = 0;
        while (longest + 1 < runs.length && (at & (2 * taken - 1)) === 0 && 2 * taken <= left) {
          longest += 1;
          taken *= 2;
        }
        sum += runs[longest].sumFrom(point, at);
      }
      at = (at + taken) & mask;
      left -= taken;
    }
    return sum;
  }
}

/** The sorted runs of one length: each begins at a multiple of it, in the places of the ring its values had. */
class SortedRuns {
  readonly length: number;
  private readonly values: Float64Array;
  /** From each value to the end of its run: the sum of what they are above the first. */
  private readonly sums: Float64Array;

  constructor(length: number, capacity: number) {
    this.length = length;
    this.values = new Float64Array(capacity);
    this.sums = new Float64Array(capacity);
  }

  /** The run at `start` from the values of the ring there. */
  sort(ring: Float64Array, start: number): void {
    const { values } = this;
    for (let i = start; i < start + this.length; i++) {
      const value = ring[i];
      let k = i;
      for (; k > start && values[k - 1] > value; k--) values[k] = values[k - 1];
      values[k] = value;
    }
    this.addUp(start);
  }

  /** The run at `start` from the two of half its length. */
  merge({ values: halves, length: half }: SortedRuns, start: number): void {
    const { values } = this;
    const [middle, end] = [start + half, start + 2 * half];
    let [first, second] = [start, middle];
    for (let i = start; i < end; i++) {
      const isFirst = second === end || (first < middle && halves[first] <= halves[second]);
      values[i] = isFirst ? halves[first++] : halves[second++];
    }
    this.addUp(start);
  }

  sumFrom(point: number, start: number): number {
    const { values, sums, length } = this;
    const end = start + length;
    const base = values[start] - point;
    if (base > 0) return sums[start] + length * base;
    if (values[end - 1] <= point) return -sums[start] - length * base;
    // The last value that is not above: the first is one, the last of all is not.
    let at = start;
    for (let step = length >> 1; step > 0; step >>= 1) if (values[at + step] <= point) at += step;
    const above = end - at - 1;
    return 2 * sums[at + 1] - sums[start] + (2 * above - length) * base;
  }

  private addUp(start: number): void {
    const { values, sums } = this;
    const base = values[start];
    for (let i = start + this.length - 1, sum = 0; i >= start; i--) {
      sum += values[i] - base;
      sums[i] = sum;
    }
  }
}
