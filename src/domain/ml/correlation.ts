/**
 * Average ranks from 1, ties sharing the mean of theirs; NaN keeps NaN. O(n log n).
 * The Pearson correlation of two columns' ranks is Spearman's rho.
 */
export function averageRanks(values: Float64Array): Float64Array {
  const present = Uint32Array.from(values.keys()).filter((i) => !Number.isNaN(values[i]));
  present.sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length).fill(Number.NaN);
  for (let i = 0; i < present.length; ) {
    let end = i + 1;
    while (end < present.length && values[present[end]] === values[present[i]]) end++;
    const rank = (i + 1 + end) / 2;
    for (; i < end; i++) ranks[present[i]] = rank;
  }
  return ranks;
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
