import { z } from 'zod';
import { TRADE_EXITS } from '../domain/backtest/trade.ts';

/** A closed trade as reports list it. */
export const tradeRowSchema = z.strictObject({
  side: z.enum(['long', 'short']),
  entryAt: z.string(),
  exitAt: z.string(),
  entryPrice: z.number(),
  /** Of a position that was closed in parts: the mean by units. */
  exitPrice: z.number(),
  /** Share that was closed on the way; absent: none. */
  scaledOut: z.number().gt(0).lt(1).optional(),
  /** Net of costs, share of equity. */
  return: z.number(),
  /** All kinds together, share of equity. */
  costs: z.number(),
  /** Largest move against and for the position, share of the entry price. */
  mae: z.number(),
  mfe: z.number(),
  exit: z.enum(TRADE_EXITS),
});
export type TradeRow = z.infer<typeof tradeRowSchema>;
