/**
 * Average ranks from 1, ties sharing the mean of theirs; NaN keeps NaN. O(n log n).
 * The Pearson correlation of two columns' ranks is Spearman's rho.
 */
export function averageRanks(values: Float64Array): Float64Array {
  // Numbers are sorted by themselves and looked up again: far faster than sorting places by a comparing function.
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const rankAt = new Float64Array(sorted.length);
  for (let i = 0; i < sorted.length; ) {
    let end = i + 1;
    while (end < sorted.length && sorted[end] === sorted[i]) end++;
    rankAt.fill((i + 1 + end) / 2, i, end);
    i = end;
  }
  const ranks = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    ranks[i] = Number.isNaN(value) ? Number.NaN : rankAt[lowerBound(sorted, value)];
  }
  return ranks;
}

/** Place of the first number that is not below `value`. */
function lowerBound(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Pearson's correlation over the rows where both are present, in two passes.
 * @returns -1 to 1; null when fewer than two rows are shared or one side is constant on them.
 */
export function pearson(a: Float64Array, b: Float64Array): number | null {
  let n = 0;
  let sumA = 0;
  let sumB = 0;
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]) || Number.isNaN(b[i])) continue;
    n++;
    sumA += a[i];
    sumB += b[i];
  }
  if (n < 2) return null;
  const meanA = sumA / n;
  const meanB = sumB / n;
  let squareA = 0;
  let squareB = 0;
  let product = 0;
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]) || Number.isNaN(b[i])) continue;
    const deviationA = a[i] - meanA;
    const deviationB = b[i] - meanB;
    squareA += deviationA * deviationA;
    squareB += deviationB * deviationB;
    product += deviationA * deviationB;
  }
  if (squareA === 0 || squareB === 0) return null;
  const correlation = product / (Math.sqrt(squareA) * Math.sqrt(squareB));
  return Number.isFinite(correlation) ? Math.min(1, Math.max(-1, correlation)) : null;
}
