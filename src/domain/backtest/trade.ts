import type { CostBreakdown } from './costs.ts';

/**
 * Why a position was closed: a barrier, the time limit, the end of the traded range, a bar outside the sessions, or
 * the margin.
 */
export const TRADE_EXITS = ['target', 'stop', 'time', 'end', 'session', 'liquidation'] as const;
export type TradeExit = (typeof TRADE_EXITS)[number];

/** A closed round trip. Shares are shares of the account's equity at entry. */
export interface Trade {
  readonly side: 1 | -1;
  /** Bar whose close decided the trade. */
  readonly signalIndex: number;
  /** Bar it was filled on. */
  readonly entryIndex: number;
  readonly exitIndex: number;
  /** Mid prices; the costs are not in them. Of a position that was closed in parts: the mean exit by units. */
  readonly entryPrice: number;
  readonly exitPrice: number;
  /** Share of the position that was closed before the exit, 0 to 1 exclusive. */
  readonly scaledOut: number;
  /** Value of the position at entry. */
  readonly exposure: number;
  /** Net of costs, never below -1. In an account of the quote currency: `exposure * side * (exit / entry - 1) - costs`. */
  readonly return: number;
  /** All kinds together. */
  readonly costs: number;
  readonly costsByKind: CostBreakdown;
  readonly exit: TradeExit;
  /** Maximum adverse and favourable excursion of the price, >= 0, share of the entry price, before costs. */
  readonly mae: number;
  readonly mfe: number;
}

/** Value traded by the trades, entry and exit, in units of the equity at entry. */
export const turnoverOf = (trades: readonly Trade[]): number =>
  trades.reduce((total, trade) => total + trade.exposure * (1 + trade.exitPrice / trade.entryPrice), 0);

/** Costs of the trades by kind, in units of the equity at entry. */
export function costsOf(trades: readonly Trade[]): CostBreakdown {
  const sums = { spread: 0, commission: 0, slippage: 0, swap: 0, financing: 0 };
  for (const { costsByKind } of trades) {
    sums.spread += costsByKind.spread;
    sums.commission += costsByKind.commission;
    sums.slippage += costsByKind.slippage;
    sums.swap += costsByKind.swap;
    sums.financing += costsByKind.financing;
  }
  return sums;
}
