/**
 * Distinct values at evenly spaced quantiles of a feature, ascending: where a partial dependence is asked.
 * Missing and infinite values are left out.
 * @param count Quantiles, from 2; fewer values come back where they coincide.
 */
export function quantileGrid(values: Float64Array, count: number): number[] {
  const present = values.filter(Number.isFinite).sort();
  if (present.length === 0) return [];
  const at = Array.from(
    { length: count },
    (_, k) => present[Math.round((k * (present.length - 1)) / (count - 1))],
  );
  return at.filter((value, k) => k === 0 || value > at[k - 1]);
}
