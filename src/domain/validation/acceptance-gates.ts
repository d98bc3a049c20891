import type { Figures } from './figures.ts';
import { type Comparison, type Gate, gate } from './gate.ts';

/** Bars a person may set beside those of the method: the acceptance criteria of EA Studio and FSB Pro. Absent: not asked. */
export interface AcceptanceBars {
  readonly minTotalReturn?: number | undefined;
  readonly minProfitFactor?: number | undefined;
  readonly minReturnDrawdown?: number | undefined;
  readonly maxDrawdown?: number | undefined;
  readonly minSharpe?: number | undefined;
  readonly minSqn?: number | undefined;
  readonly minRSquared?: number | undefined;
  readonly minWinRate?: number | undefined;
  readonly minPayoffRatio?: number | undefined;
  readonly maxConsecutiveLosses?: number | undefined;
  readonly maxTrades?: number | undefined;
  readonly minBarsPerTrade?: number | undefined;
  readonly maxBarsPerTrade?: number | undefined;
  readonly minExposure?: number | undefined;
  readonly maxExposure?: number | undefined;
}

interface AcceptanceRule {
  readonly name: string;
  readonly field: keyof AcceptanceBars;
  /** Figure of the walk-forward record. */
  readonly figure: string;
  readonly comparison: Comparison;
  readonly convention: string;
}

const HELD = 'bars per trade: mean number of bars a position was held on, the bars of entry and exit counted';
const EXPOSED = 'Share of the walk-forward bars with a position.';

const RULES: readonly AcceptanceRule[] = [
  {
    name: 'min_total_return',
    field: 'minTotalReturn',
    figure: 'total_return',
    comparison: '>=',
    convention: 'Product of (1 + r), less 1, over the stitched out-of-sample bars, net of costs.',
  },
  {
    name: 'min_profit_factor',
    field: 'minProfitFactor',
    figure: 'profit_factor',
    comparison: '>=',
    convention:
      'Sum of profits / sum of losses of the closed trades, net of costs; undefined without a loss.',
  },
  {
    name: 'min_return_drawdown',
    field: 'minReturnDrawdown',
    figure: 'recovery_factor',
    comparison: '>=',
    convention:
      'Total return / largest drawdown of compounded equity, not annualised; undefined without a drawdown.',
  },
  {
    name: 'max_drawdown',
    field: 'maxDrawdown',
    figure: 'max_drawdown',
    comparison: '<=',
    convention: 'Largest fall of compounded equity from a peak, the start counted as one, by bar.',
  },
  {
    name: 'min_sharpe',
    field: 'minSharpe',
    figure: 'sharpe',
    comparison: '>=',
    convention:
      'Annual Sharpe ratio of the stitched out-of-sample bars, net of costs, risk-free rate 0, flat bars counted.',
  },
  {
    name: 'min_sqn',
    field: 'minSqn',
    figure: 'sqn',
    comparison: '>=',
    convention:
      'Root of the trades * mean / standard deviation (n - 1) of their returns (Tharp 2008), all trades counted.',
  },
  {
    name: 'min_r_squared',
    field: 'minRSquared',
    figure: 'equity_r2',
    comparison: '>=',
    convention:
      'R squared of the regression of the logarithm of equity on time, 0 to 1; that the line rises is asked by walk_forward_sharpe.',
  },
  {
    name: 'min_win_rate',
    field: 'minWinRate',
    figure: 'win_rate',
    comparison: '>=',
    convention: 'Share of the closed trades with a profit; a trade at zero is none.',
  },
  {
    name: 'min_payoff_ratio',
    field: 'minPayoffRatio',
    figure: 'payoff_ratio',
    comparison: '>=',
    convention: 'Average win / average loss of the closed trades; undefined without both.',
  },
  {
    name: 'max_consecutive_losses',
    field: 'maxConsecutiveLosses',
    figure: 'longest_losing_run',
    comparison: '<=',
    convention: 'Most closed trades with a loss in a row, over all walk-forward windows in their order.',
  },
  {
    name: 'max_trades',
    field: 'maxTrades',
    figure: 'trades',
    comparison: '<=',
    convention: 'Closed trades over all walk-forward windows.',
  },
  {
    name: 'min_bars_per_trade',
    field: 'minBarsPerTrade',
    figure: 'bars_per_trade',
    comparison: '>=',
    convention: `Least ${HELD}.`,
  },
  {
    name: 'max_bars_per_trade',
    field: 'maxBarsPerTrade',
    figure: 'bars_per_trade',
    comparison: '<=',
    convention: `Most ${HELD}.`,
  },
  {
    name: 'min_exposure',
    field: 'minExposure',
    figure: 'exposure',
    comparison: '>=',
    convention: EXPOSED,
  },
  {
    name: 'max_exposure',
    field: 'maxExposure',
    figure: 'exposure',
    comparison: '<=',
    convention: EXPOSED,
  },
];

/** One gate for each bar that was given, over the walk-forward record. A figure that is undefined fails. */
export const acceptanceGates = (figures: Figures, bars: AcceptanceBars): Gate[] =>
  RULES.flatMap(({ name, field, figure, comparison, convention }) => {
    const bar = bars[field];
    return bar === undefined
      ? []
      : [gate({ name, figure: figures[figure] ?? null, comparison, bar, convention })];
  });
