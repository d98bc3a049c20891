/**
 * Largest loss from a peak of compounded equity to a later trough, as a positive share of the peak; the start
 * counts as a peak. 0 for a series that never falls or is empty. Equity that reaches zero is lost: 1.
 *
 * @param returns Simple returns, one a period.
 * @param exposure Multiplies every return: 1 is the series itself.
 */
export function maxDrawdown(returns: Float64Array, exposure = 1): number {
  let equity = 1;
  let peak = 1;
  let deepest = 0;
  for (const value of returns) {
    equity *= 1 + exposure * value;
    if (equity <= 0) return 1;
    if (equity > peak) peak = equity;
    else deepest = Math.max(deepest, 1 - equity / peak);
  }
  return deepest;
}

/** Equity after each period, compounded from 1. */
export function equityCurve(returns: Float64Array): Float64Array {
  let equity = 1;
  return returns.map((value) => {
    equity *= 1 + value;
    return equity;
  });
}

/**
 * The largest exposure at which the drawdown stays within `limit` (below 1). The log of every peak-to-trough
 * product is concave in the exposure and 0 at 0, so the exposures that hold the limit form one interval from 0,
 * and halving finds its end. A series that never loses sets no bound: `Number.MAX_VALUE`.
 */
export function exposureForDrawdown(returns: Float64Array, limit: number): number {
  const worst = returns.reduce((least, value) => Math.min(least, value), 0);
  if (worst === 0) return Number.MAX_VALUE;
  let holds = 0;
  // The exposure at which the worst period alone takes everything.
  let breaks = -1 / worst;
  // 60 halvings leave less of it than a double can tell apart.
  for (let i = 0; i < 60; i++) {
    const middle = (holds + breaks) / 2;
    if (maxDrawdown(returns, middle) <= limit) holds = middle;
    else breaks = middle;
  }
  return holds;
}
