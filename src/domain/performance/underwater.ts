/** Loss from the running peak of compounded equity, 0 to 1, after each bar; the start counts as a peak. */
export function drawdownSeries(returns: Float64Array): Float64Array {
  let equity = 1;
  let peak = 1;
  return returns.map((value) => {
    equity *= 1 + value;
    if (equity > peak) peak = equity;
    return 1 - equity / peak;
  });
}

/** Longest stretch of bars below an earlier peak of compounded equity, from the first one below it to the last. */
export function longestDrawdown(drawdowns: Float64Array): number {
  let longest = 0;
  let current = 0;
  for (const loss of drawdowns) {
    current = loss > 0 ? current + 1 : 0;
    if (current > longest) longest = current;
  }
  return longest;
}

/** Ulcer index (Martin & McCann 1989): `sqrt(mean(drawdown^2))`, a share of equity; null for an empty series. */
export function ulcerIndex(drawdowns: Float64Array): number | null {
  if (drawdowns.length === 0) return null;
  return Math.sqrt(drawdowns.reduce((sum, loss) => sum + loss * loss, 0) / drawdowns.length);
}
