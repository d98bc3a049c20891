/** What the closed trades of a strategy say about it. Returns are net of costs, as shares of equity. */
export interface TradeStatistics {
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  /** Trades with a profit, as a share of all; null without trades. A trade at exactly zero is not a win. */
  readonly winRate: number | null;
  /** Mean net return of a trade; null without trades. */
  readonly expectancy: number | null;
  /** Sample variance (n - 1) of the trade returns; null below two trades. */
  readonly variance: number | null;
  /** Mean return of the winning trades, and mean size of the losing ones (positive); null when there are none. */
  readonly averageWin: number | null;
  readonly averageLoss: number | null;
  /** Sum of profits over sum of losses; null without a loss. */
  readonly profitFactor: number | null;
}

export function tradeStatistics(returns: Float64Array): TradeStatistics {
  const wins = returns.filter((value) => value > 0);
  const losses = returns.filter((value) => value < 0);
  const expectancy = mean(returns);
  const lost = -sum(losses);
  return {
    trades: returns.length,
    wins: wins.length,
    losses: losses.length,
    winRate: returns.length === 0 ? null : wins.length / returns.length,
    expectancy,
    variance: expectancy === null ? null : sampleVariance(returns, expectancy),
    averageWin: mean(wins),
    averageLoss: losses.length === 0 ? null : lost / losses.length,
    profitFactor: lost > 0 ? sum(wins) / lost : null,
  };
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

const mean = (values: Float64Array): number | null =>
  values.length === 0 ? null : sum(values) / values.length;

function sampleVariance(values: Float64Array, center: number): number | null {
  if (values.length < 2) return null;
  return values.reduce((total, value) => total + (value - center) ** 2, 0) / (values.length - 1);
}
