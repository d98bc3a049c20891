import type { Bars } from '../market/bars.ts';
import type { Costs } from './costs.ts';
import type { Trade } from './trade.ts';

export interface BacktestInput {
  readonly bars: Bars;
  /** +1 long, -1 short, 0 nothing: decided at the close of bar i, filled at the open of bar i + 1. */
  readonly side: Int8Array;
  /** Distance of the stop from the entry price, price units, known at bar i. Infinity: no stop. */
  readonly stopDistance: Float64Array;
  /** Distance of the target from the entry price, price units, known at bar i. Infinity: no target. */
  readonly targetDistance: Float64Array;
  /** A position decided at bar i is closed at the close of bar `i + horizonBars` at the latest. */
  readonly horizonBars: number;
  readonly costs: Costs;
  /** Bars traded: from inclusive, to exclusive. Only signals decided inside the range count. */
  readonly from: number;
  readonly to: number;
}

export interface BacktestResult {
  /**
   * Net simple return of each bar in [from, to), share of equity, at unit leverage, marked to the bar's close.
   * Compounding them gives the same equity as compounding the trades.
   */
  readonly returns: Float64Array;
  readonly trades: readonly Trade[];
  /** Share of the bars on which a position was held, 0 to 1. */
  readonly exposure: number;
  /** Signals that came with a NaN or non-positive barrier distance (warm-up of the ATR) and were not traded. */
  readonly untradable: number;
}
