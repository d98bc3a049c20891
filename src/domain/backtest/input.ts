import type { Bars } from '../market/bars.ts';
import type { Instrument } from '../market/instrument-families.ts';
import type { AccountRules } from './account.ts';
import type { Costs } from './costs.ts';
import type { ScaleOut } from './scale-out.ts';
import type { TradingSessions } from './sessions.ts';
import type { Trade } from './trade.ts';

/**
 * How a signal becomes a position. Offsets are shares of the stop's distance, from the close of the deciding bar:
 * a limit waits on the better side of it, a stop on the worse. `bars`: how many bars the order rests.
 */
export type EntryRule =
  | { readonly kind: 'market' }
  | { readonly kind: 'limit'; readonly offset: number; readonly bars: number }
  | { readonly kind: 'stop'; readonly offset: number; readonly bars: number }
  | {
      readonly kind: 'stop_limit';
      readonly offset: number;
      readonly bars: number;
      /** How far beyond its stop it may still fill. */
      readonly limitOffset: number;
    }
  | {
      /** A stop on the worse side and a limit on the better: the first to fill cancels the other. */
      readonly kind: 'oco';
      readonly offset: number;
      readonly bars: number;
      /** How far on the better side the limit waits. */
      readonly limitOffset: number;
    };

/** How a strategy trades: the part of a backtest's input that does not depend on the signals. */
export interface TradingRules {
  /** A position decided at bar i is closed at the close of bar `i + horizonBars` at the latest. */
  readonly horizonBars: number;
  readonly costs: Costs;
  readonly account: AccountRules;
  readonly instrument: Instrument;
  readonly entry: EntryRule;
  /** Whether stops follow the best price at their distance. */
  readonly trailingStop: boolean;
  /** Parts closed before the target, ascending in `at`; their shares sum to less than 1. Empty: none. */
  readonly scaleOut: readonly ScaleOut[];
  /** When positions may be opened; null: always. */
  readonly sessions: TradingSessions | null;
}

export interface BacktestInput extends TradingRules {
  readonly bars: Bars;
  /** +1 long, -1 short, 0 nothing: decided at the close of bar i, ordered for bar i + 1. */
  readonly side: Int8Array;
  /** Distance of the stop from the entry price, price units, known at bar i. Infinity: no stop. */
  readonly stopDistance: Float64Array;
  /** Distance of the target from the entry price, price units, known at bar i. Infinity: no target. */
  readonly targetDistance: Float64Array;
  /** Bars traded: from inclusive, to exclusive. Only signals decided inside the range count. */
  readonly from: number;
  readonly to: number;
}

/** Signals that were to be taken and were not. */
export interface SkippedSignals {
  /** With a NaN or non-positive barrier distance (warm-up of the ATR). */
  noBarrier: number;
  /** For which no lot step, or no margin, was left. */
  noSize: number;
  /** Whose bar opened outside the sessions. */
  outsideSession: number;
  /** Whose order no bar filled in time. */
  unfilled: number;
}

export const noneSkipped = (): SkippedSignals => ({
  noBarrier: 0,
  noSize: 0,
  outsideSession: 0,
  unfilled: 0,
});

export interface BacktestResult {
  /**
   * Net simple return of each bar in [from, to): equity at its close over equity at the last close, less 1. With one
   * position at a time, compounding them gives the same equity as compounding the trades.
   */
  readonly returns: Float64Array;
  /** In the order they were closed. */
  readonly trades: readonly Trade[];
  /** Share of the bars on which a position was held, 0 to 1. */
  readonly exposure: number;
  readonly skipped: Readonly<SkippedSignals>;
}
