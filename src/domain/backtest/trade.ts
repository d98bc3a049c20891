/** Why a position was closed: a barrier, the time limit, or the end of the traded range. */
export type TradeExit = 'target' | 'stop' | 'time' | 'end';

/** A closed round trip. Shares are shares of the equity at entry, at unit leverage. */
export interface Trade {
  readonly side: 1 | -1;
  /** Bar whose close decided the trade. */
  readonly signalIndex: number;
  /** Bar at whose open it was filled. */
  readonly entryIndex: number;
  readonly exitIndex: number;
  /** Mid prices; the costs are not in them. */
  readonly entryPrice: number;
  readonly exitPrice: number;
  /** Net of costs: `side * (exitPrice / entryPrice - 1) - costs`, never below -1. */
  readonly return: number;
  /** Spread, commission, slippage and financing together. */
  readonly costs: number;
  readonly exit: TradeExit;
  /** Maximum adverse and favourable excursion of the price, >= 0, share of the entry price, before costs. */
  readonly mae: number;
  readonly mfe: number;
}
