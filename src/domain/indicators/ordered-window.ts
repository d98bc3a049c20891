const NONE = -1;

/**
 * The values of a moving window in order of size, with the count and the sum of every subtree: a treap (Seidel & Aragon
 * 1996) over the places of a ring. A value replaces the one that is `capacity` pushes older; that, and the question
 * `above`, cost O(log capacity) expected. Sums are added anew along the path of every change and nothing is ever
 * subtracted from them, so nothing drifts. A value that is not finite takes its place in time, but is not in.
 */
export class OrderedWindow {
  /** How many values the last `above` found above its limit, and their sum. */
  aboveCount = 0;
  aboveSum = 0;
  private readonly values: Float64Array;
  private readonly sums: Float64Array;
  private readonly counts: Int32Array;
  private readonly left: Int32Array;
  private readonly right: Int32Array;
  private readonly priorities: Uint32Array;
  private root = NONE;
  private next = 0;

  constructor(capacity: number) {
    this.values = new Float64Array(capacity).fill(Number.NaN);
    this.sums = new Float64Array(capacity);
    this.counts = new Int32Array(capacity);
    this.left = new Int32Array(capacity).fill(NONE);
    this.right = new Int32Array(capacity).fill(NONE);
    this.priorities = Uint32Array.from({ length: capacity }, (_, place) => scramble(place));
  }

  get count(): number {
    return this.root === NONE ? 0 : this.counts[this.root];
  }

  get sum(): number {
    return this.root === NONE ? 0 : this.sums[this.root];
  }

  push(value: number): void {
    const { values, next } = this;
    if (Number.isFinite(values[next])) this.root = this.without(this.root, next);
    values[next] = value;
    if (Number.isFinite(value)) {
      this.left[next] = NONE;
      this.right[next] = NONE;
      this.measure(next);
      this.root = this.withPlace(this.root, next);
    }
    this.next = next + 1 === values.length ? 0 : next + 1;
  }

  /** Counts and adds the values above `limit`; see `aboveCount` and `aboveSum`. */
  above(limit: number): void {
    const { values, sums, counts, left, right } = this;
    let count = 0;
    let sum = 0;
    for (let at = this.root; at !== NONE; ) {
      if (values[at] > limit) {
        const larger = right[at];
        count += 1 + (larger === NONE ? 0 : counts[larger]);
        sum += values[at] + (larger === NONE ? 0 : sums[larger]);
        at = left[at];
      } else {
        at = right[at];
      }
    }
    this.aboveCount = count;
    this.aboveSum = sum;
  }

  private withPlace(tree: number, place: number): number {
    if (tree === NONE) return place;
    const { left, right, priorities } = this;
    if (this.isBefore(place, tree)) {
      const child = this.withPlace(left[tree], place);
      left[tree] = child;
      if (priorities[child] > priorities[tree]) {
        left[tree] = right[child];
        right[child] = tree;
        this.measure(tree);
        this.measure(child);
        return child;
      }
    } else {
      const child = this.withPlace(right[tree], place);
      right[tree] = child;
      if (priorities[child] > priorities[tree]) {
        right[tree] = left[child];
        left[child] = tree;
        this.measure(tree);
        this.measure(child);
        return child;
      }
    }
    this.measure(tree);
    return tree;
  }

  private without(tree: number, place: number): number {
    const { left, right } = this;
    if (tree === place) return this.joined(left[tree], right[tree]);
    if (this.isBefore(place, tree)) left[tree] = this.without(left[tree], place);
    else right[tree] = this.without(right[tree], place);
    this.measure(tree);
    return tree;
  }

  /** One tree of two, all values of the first before those of the second. */
  private joined(first: number, second: number): number {
    if (first === NONE) return second;
    if (second === NONE) return first;
    const { left, right, priorities } = this;
    if (priorities[first] > priorities[second]) {
      right[first] = this.joined(right[first], second);
      this.measure(first);
      return first;
    }
    left[second] = this.joined(first, left[second]);
    this.measure(second);
    return second;
  }

  /** Equal values stand in the order of their places, so each has one position. */
  private isBefore(place: number, other: number): boolean {
    const { values } = this;
    return values[place] === values[other] ? place < other : values[place] < values[other];
  }

  private measure(tree: number): void {
    const { left, right, values, sums, counts } = this;
    const [smaller, larger] = [left[tree], right[tree]];
    counts[tree] = 1 + (smaller === NONE ? 0 : counts[smaller]) + (larger === NONE ? 0 : counts[larger]);
    sums[tree] = (smaller === NONE ? 0 : sums[smaller]) + values[tree] + (larger === NONE ? 0 : sums[larger]);
  }
}

/** A fixed order without a pattern (the finaliser of MurmurHash3), so that no series of values makes the tree a list. */
function scramble(place: number): number {
  let bits = Math.imul(place ^ (place >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
