/** A line needs three points before its residuals say anything. */
export const MIN_TREND_BARS = 3;

/**
 * Trend scanning (Lopez de Prado 2020, ch. 5.4): for each bar the straight line through the closes of the bar and the
 * `bars` after it, for every length from `MIN_TREND_BARS` points to `horizonBars + 1`, and of them the slope whose
 * t-statistic is largest in absolute value.
 *
 * @returns t-statistics by bar: the sign is the trend, the size how clear it is, infinite for an exact line, 0 for a
 *   flat one; NaN where the series ends within the horizon. O(n * horizon).
 */
export function trendStatistics(close: Float64Array, horizonBars: number): Float64Array {
  return close.map((_, event) =>
    event + horizonBars < close.length ? clearestTrend(close, event, horizonBars) : Number.NaN,
  );
}

function clearestTrend(close: Float64Array, event: number, horizonBars: number): number {
  // Closes are taken relative to the first, so that large prices lose no digits.
  let [sum, sumSquares, sumProducts, best] = [0, 0, 0, 0];
  for (let x = 0; x <= horizonBars; x++) {
    const y = close[event + x] - close[event];
    sum += y;
    sumSquares += y * y;
    sumProducts += x * y;
    const count = x + 1;
    if (count < MIN_TREND_BARS) continue;
    const spreadX = (count * (count * count - 1)) / 12;
    const product = sumProducts - (sum * x) / 2;
    const spreadY = sumSquares - (sum * sum) / count;
    const statistic = slopeStatistic(product, spreadX, spreadY, count);
    if (Math.abs(statistic) > Math.abs(best)) best = statistic;
  }
  return best;
}

/** Slope over its standard error, from the centred sums of products and squares. */
function slopeStatistic(product: number, spreadX: number, spreadY: number, count: number): number {
  if (product === 0) return 0;
  const slope = product / spreadX;
  const residual = spreadY - slope * product;
  // What rounding leaves of an exact line is no noise to divide by.
  if (residual <= spreadY * 1e-12) return Math.sign(slope) * Number.POSITIVE_INFINITY;
  return slope / Math.sqrt(residual / (count - 2) / spreadX);
}
