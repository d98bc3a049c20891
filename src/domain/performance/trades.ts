import type { Trade } from '../backtest/trade.ts';
import type { TradeStatistics } from '../risk/trade-statistics.ts';

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

/** Average win / average loss; null without both. */
export const payoffRatio = ({ averageWin, averageLoss }: TradeStatistics): number | null =>
  averageWin === null || !averageLoss ? null : averageWin / averageLoss;

/**
 * 1 for each of `length` bars from `from` on in which a position was held, the bars of entry and exit counted; else 0.
 * Trades that overlap count once.
 */
export function heldBars(trades: readonly Trade[], from: number, length: number): Uint8Array {
  const held = new Uint8Array(length);
  for (const { entryIndex, exitIndex } of trades) held.fill(1, entryIndex - from, exitIndex - from + 1);
  return held;
}

/** Mean number of bars a position was held on, the bars of entry and exit counted; null without trades. */
export const barsPerTrade = (trades: readonly Trade[]): number | null =>
  trades.length === 0
    ? null
    : trades.reduce((sum, { entryIndex, exitIndex }) => sum + (exitIndex - entryIndex + 1), 0) /
      trades.length;
