/** Longest run of trades that won (`+1`) or lost (`-1`), in their order; a trade at exactly zero ends either. */
export function longestRun(returns: Float64Array, sign: 1 | -1): number {
  let longest = 0;
  let current = 0;
  for (const value of returns) {
    current = value * sign > 0 ? current + 1 : 0;
    if (current > longest) longest = current;
  }
  return longest;
}

/**
 * System quality number (Tharp 2008): `sqrt(n) * mean / standard deviation (n - 1)` of the trades' returns.
 * @returns null below two trades and for trades that are all alike.
 */
export function systemQuality(
  trades: number,
  expectancy: number | null,
  variance: number | null,
): number | null {
  return expectancy === null || !variance ? null : (Math.sqrt(trades) * expectancy) / Math.sqrt(variance);
}
