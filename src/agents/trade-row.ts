import type { Trade } from '../domain/backtest/trade.ts';
import type { Bars } from '../domain/market/bars.ts';
import type { TradeRow } from '../orchestration/trade-row.ts';

/** A trade as reports list it. */
export const tradeRow = (trade: Trade, { timeMs }: Bars): TradeRow => ({
  side: trade.side === 1 ? 'long' : 'short',
  entryAt: new Date(timeMs[trade.entryIndex]).toISOString(),
  exitAt: new Date(timeMs[trade.exitIndex]).toISOString(),
  entryPrice: trade.entryPrice,
  exitPrice: trade.exitPrice,
  ...(trade.scaledOut > 0 && { scaledOut: trade.scaledOut }),
  return: trade.return,
  costs: trade.costs,
  mae: trade.mae,
  mfe: trade.mfe,
  exit: trade.exit,
});
