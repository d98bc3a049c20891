/** How a sample lies against another. */
export interface Dominance {
  /** Whether at every level at most as much of the first lies below it: first order. */
  readonly firstOrder: boolean;
  /** Whether the areas under the distribution functions stay ordered: what every risk-averse investor prefers. */
  readonly secondOrder: boolean;
}

/**
 * Stochastic dominance of one sample over another, by their empirical distribution functions (Bailey, Borwein,
 * Lopez de Prado & Zhu 2015, section 5: out-of-sample results of the chosen trials against those of all trials).
 * Equal samples dominate each other weakly: both are then true.
 * @param of Finite values, at least one, in any order.
 * @param over The same.
 */
export function dominance(of: Float64Array, over: Float64Array): Dominance {
  const better = Float64Array.from(of).sort();
  const worse = Float64Array.from(over).sort();
  // What differs by rounding alone is equal.
  const tolerance = 1e-12;
  let [i, j] = [0, 0];
  let area = 0;
  let firstOrder = true;
  let secondOrder = true;
  let level = Math.min(better[0], worse[0]);
  while (i < better.length || j < worse.length) {
    const next = Math.min(better[i] ?? Number.POSITIVE_INFINITY, worse[j] ?? Number.POSITIVE_INFINITY);
    area += (j / worse.length - i / better.length) * (next - level);
    if (area < -tolerance * Math.max(1, Math.abs(next))) secondOrder = false;
    while (better[i] === next) i++;
    while (worse[j] === next) j++;
    if (i / better.length > j / worse.length + tolerance) firstOrder = false;
    level = next;
  }
  return { firstOrder, secondOrder };
}
