/** Middle value, the mean of the middle two for an even count; NaN of nothing. O(n), the values stay as they are. */
export const median = (values: Float64Array): number => medianInPlace(values.slice());

/** The same of values that may be reordered. */
export function medianInPlace(scratch: Float64Array): number {
  const n = scratch.length;
  if (n === 0) return Number.NaN;
  const upper = selectInPlace(scratch, n >> 1);
  if (n % 2 === 1) return upper;
  // Everything before the place is no larger: its largest is the other middle value.
  let lower = scratch[0];
  for (let i = 1; i < n >> 1; i++) if (scratch[i] > lower) lower = scratch[i];
  return (lower + upper) / 2;
}

/**
 * The value that would stand at index `k` if the values were sorted (Hoare 1961, median of three). Reorders: smaller
 * ones end up before it, larger ones behind. O(n) on average; falls back on sorting when the partitions are unlucky.
 */
export function selectInPlace(values: Float64Array, k: number): number {
  let [left, right] = [0, values.length - 1];
  for (let rounds = 0; left < right; rounds++) {
    if (rounds > 64) {
      values.subarray(left, right + 1).sort();
      return values[k];
    }
    if (right - left < 16) {
      insertionSort(values, left, right);
      return values[k];
    }
    const pivot = medianOfThree(values[left], values[(left + right) >> 1], values[right]);
    let [i, j] = [left, right];
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const kept = values[i];
      values[i++] = values[j];
      values[j--] = kept;
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else return values[k];
  }
  return values[k];
}

/** Few values are in order sooner this way than by a view and a call of the sort. */
function insertionSort(values: Float64Array, left: number, right: number): void {
  for (let i = left + 1; i <= right; i++) {
    const value = values[i];
    let at = i;
    for (; at > left && values[at - 1] > value; at--) values[at] = values[at - 1];
    values[at] = value;
  }
}

const medianOfThree = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
