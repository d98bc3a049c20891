import type { Trade } from '../backtest/trade.ts';
import {
  annualVolatility,
  cagr,
  calmar,
  recoveryFactor,
  sortino,
  totalReturn,
  tStatistic,
} from '../performance/growth.ts';
import { equityStability } from '../performance/ratios.ts';
import { barsPerTrade, longestRun, payoffRatio, systemQuality } from '../performance/trades.ts';
import { maxDrawdown } from '../risk/drawdown.ts';
import { tradeStatistics } from '../risk/trade-statistics.ts';
import { moments } from './moments.ts';
import { annualised, sharpeInterval, sharpePerBar } from './sharpe.ts';

/** Named figures; null is undefined. Names are part of the verdict, see docs/methodology.md. */
export type Figures = Readonly<Record<string, number | null>>;

/** Two-sided confidence of the Sharpe interval. */
export const INTERVAL_CONFIDENCE = 0.95;

/** A strategy's record on bars it was not fitted on. */
export interface TrackRecord {
  /** Net return of each bar, flat bars included. */
  readonly returns: Float64Array;
  readonly trades: readonly Trade[];
  /** Share of the bars with a position. */
  readonly exposure: number;
}

/** What a track record is worth by itself. Ratios are annual, without a risk-free rate. */
export function recordFigures(record: TrackRecord, barsPerYear: number): Figures {
  const { returns } = record;
  const shape = moments(returns);
  const interval = sharpeInterval(shape, INTERVAL_CONFIDENCE);
  const tradeReturns = Float64Array.from(record.trades, (trade) => trade.return);
  const trades = tradeStatistics(tradeReturns);
  return defined({
    bars: returns.length,
    trades: trades.trades,
    exposure: record.exposure,
    total_return: totalReturn(returns),
    cagr: cagr(returns, barsPerYear),
    volatility: annualVolatility(returns, barsPerYear),
    sharpe: annualised(sharpePerBar(shape), barsPerYear),
    sharpe_low: annualised(interval?.low ?? null, barsPerYear),
    sharpe_high: annualised(interval?.high ?? null, barsPerYear),
    skew: shape.skew,
    kurtosis: shape.kurtosis,
    t_statistic: tStatistic(returns),
    sortino: sortino(returns, barsPerYear),
    calmar: calmar(returns, barsPerYear),
    max_drawdown: maxDrawdown(returns),
    recovery_factor: recoveryFactor(returns),
    equity_r2: equityStability(returns),
    win_rate: trades.winRate,
    expectancy: trades.expectancy,
    profit_factor: trades.profitFactor,
    payoff_ratio: payoffRatio(trades),
    sqn: systemQuality(trades.trades, trades.expectancy, trades.variance),
    longest_losing_run: longestRun(tradeReturns, -1),
    bars_per_trade: barsPerTrade(record.trades),
  });
}

/** Share of the windows that ended with a profit, 0 to 1; a window without a trade has none. */
export function profitableShare(windowReturns: readonly number[]): number | null {
  if (windowReturns.length === 0) return null;
  return windowReturns.filter((value) => value > 0).length / windowReturns.length;
}

/** A figure that overflowed is as undefined as one without a denominator: JSON could not carry it. */
export function defined(figures: Figures): Figures {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
  );
}
