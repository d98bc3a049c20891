import { COST_KINDS, type CostBreakdown } from '../backtest/costs.ts';
import { costsOf, type Trade, turnoverOf } from '../backtest/trade.ts';
import { type TradeStatistics, tradeStatistics } from '../risk/trade-statistics.ts';
import type { MetricRule } from './return-metrics.ts';
import { barsPerTrade, longestRun, payoffRatio, systemQuality } from './trades.ts';

/** Closed trades in their order, and the years they were made in. */
export class TradeSample {
  readonly trades: readonly Trade[];
  readonly years: number;
  readonly returns: Float64Array;
  readonly statistics: TradeStatistics;

  constructor(trades: readonly Trade[], years: number) {
    this.trades = trades;
    this.years = years;
    this.returns = Float64Array.from(trades, (trade) => trade.return);
    this.statistics = tradeStatistics(this.returns);
  }
}

const OF_EQUITY = 'share of the equity at entry';

const COST_NAMES: Readonly<Record<keyof CostBreakdown, string>> = {
  spread: 'spread',
  commission: 'commission',
  slippage: 'slippage',
  swap: 'swap',
  financing: 'interest',
};

/** Figures of the closed trades, in the order they are shown. */
export const TRADE_METRICS: readonly MetricRule<TradeSample>[] = [
  {
    name: 'trades',
    convention: 'Closed round trips.',
    compute: ({ trades }) => trades.length,
    isExact: true,
  },
  {
    name: 'win_rate',
    convention: 'Share of the trades with a profit; a trade at zero is none.',
    compute: ({ statistics }) => statistics.winRate,
  },
  {
    name: 'expectancy',
    convention: `Mean net return of a trade, ${OF_EQUITY}.`,
    compute: ({ statistics }) => statistics.expectancy,
  },
  {
    name: 'average_win',
    convention: `Mean return of the winning trades, ${OF_EQUITY}.`,
    compute: ({ statistics }) => statistics.averageWin,
  },
  {
    name: 'average_loss',
    convention: `Mean loss of the losing trades, positive, ${OF_EQUITY}.`,
    compute: ({ statistics }) => statistics.averageLoss,
  },
  {
    name: 'payoff_ratio',
    convention: 'Average win / average loss.',
    compute: ({ statistics }) => payoffRatio(statistics),
  },
  {
    name: 'profit_factor',
    convention: 'Sum of profits / sum of losses.',
    compute: ({ statistics }) => statistics.profitFactor,
  },
  {
    name: 'sqn',
    convention: 'Root of the trades * mean / standard deviation (n - 1) of their returns (Tharp 2008).',
    compute: ({ statistics: { trades, expectancy, variance } }) =>
      systemQuality(trades, expectancy, variance),
  },
  {
    name: 'longest_winning_run',
    convention: 'Most trades with a profit in a row.',
    compute: ({ returns }) => longestRun(returns, 1),
  },
  {
    name: 'longest_losing_run',
    convention: 'Most trades with a loss in a row.',
    compute: ({ returns }) => longestRun(returns, -1),
  },
  {
    name: 'bars_per_trade',
    convention: 'Mean number of bars a position was held on.',
    compute: ({ trades }) => barsPerTrade(trades),
  },
  {
    name: 'mean_adverse_excursion',
    convention: 'Mean over the trades of the largest move against the position, share of the entry price.',
    compute: ({ trades }) => meanOf(trades, ({ mae }) => mae),
  },
  {
    name: 'mean_favourable_excursion',
    convention: 'Mean over the trades of the largest move for the position, share of the entry price.',
    compute: ({ trades }) => meanOf(trades, ({ mfe }) => mfe),
  },
  {
    name: 'turnover',
    convention: 'Value traded a year, entries and exits, in units of the equity at entry.',
    compute: ({ trades, years }) => (years > 0 ? turnoverOf(trades) / years : null),
  },
  ...COST_KINDS.map(costMetric),
];

function costMetric(kind: keyof CostBreakdown): MetricRule<TradeSample> {
  return {
    name: `cost_${kind}`,
    convention: `Mean ${COST_NAMES[kind]} of a trade, ${OF_EQUITY}; a negative figure was received.`,
    compute: ({ trades }) => (trades.length === 0 ? null : costsOf(trades)[kind] / trades.length),
  };
}

const meanOf = (trades: readonly Trade[], value: (trade: Trade) => number): number | null =>
  trades.length === 0 ? null : trades.reduce((sum, trade) => sum + value(trade), 0) / trades.length;
