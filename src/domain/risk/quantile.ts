/**
 * Quantile by linear interpolation between order statistics: type 7 of Hyndman & Fan (1996), the default of
 * R, NumPy and Excel's PERCENTILE.INC.
 *
 * @param sorted Finite values, ascending, at least one.
 * @param level From 0 (smallest value) to 1 (largest).
 */
export function quantileOfSorted(sorted: Float64Array, level: number): number {
  const position = (sorted.length - 1) * level;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/** The finite values, ascending, in a new array. */
export const sortedFinite = (values: Float64Array): Float64Array => values.filter(Number.isFinite).sort();

/** Type-7 median of the finite values; null when there are none. */
export function median(values: Float64Array): number | null {
  const sorted = sortedFinite(values);
  return sorted.length === 0 ? null : quantileOfSorted(sorted, 0.5);
}
