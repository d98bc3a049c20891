import { AppError } from '../../kernel/errors.ts';
import { maxDrawdown } from './drawdown.ts';
import { type ExposureCap, exposureCap } from './exposure-cap.ts';
import { median } from './quantile.ts';
import { historicalCvar, historicalVar, rockafellarUryasevCvar } from './tail-loss.ts';
import { type TradeStatistics, tradeStatistics } from './trade-statistics.ts';

/** The bars of a spec, as positive numbers. */
export interface RiskLimits {
  readonly kellyFraction: number;
  readonly varConfidence: number;
  readonly maxCvar: number;
  readonly maxDrawdown: number;
  readonly minRiskReward: number;
}

export interface RiskSample {
  /** Net returns of each period, at an exposure of 1: flat periods are zeros and count. */
  readonly returns: Float64Array;
  /** Net return of each closed trade at an exposure of 1. */
  readonly tradeReturns: Float64Array;
  /** Reward per unit of risk after costs, one a signal. */
  readonly rewardRisks: Float64Array;
}

/** A figure held against its bar; see `gateSchema` of the orchestration. */
export interface RiskGate {
  readonly name: string;
  readonly figure: number | null;
  readonly comparison: '>=' | '<=' | '>' | '<';
  readonly bar: number;
  readonly passed: boolean;
  readonly convention: string;
}

export interface RiskVerdict {
  readonly approved: boolean;
  readonly gates: readonly RiskGate[];
  readonly figures: Readonly<Record<string, number | null>>;
  readonly statistics: TradeStatistics;
  readonly cap: ExposureCap;
}

/**
 * Holds what a strategy did out of sample against the limits of its spec. A figure that is undefined fails.
 * @throws AppError `parameter_invalid` for a return or ratio that is not a finite number: no verdict is built on it.
 */
export function assessRisk(sample: RiskSample, limits: RiskLimits): RiskVerdict {
  requireFinite(sample);
  const tail = 1 - limits.varConfidence;
  const statistics = tradeStatistics(sample.tradeReturns);
  const cap = exposureCap(statistics, sample.returns, { ...limits, tail });
  const figures = riskFigures(sample, statistics, cap, tail);
  const gates = riskGates(figures, limits);
  return { approved: gates.every((gate) => gate.passed), gates, figures, statistics, cap };
}

function requireFinite(sample: RiskSample): void {
  for (const [name, values] of Object.entries(sample) as [string, Float64Array][]) {
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at === -1) continue;
    throw new AppError('parameter_invalid', `${name}[${at}] is ${values[at]}; risk needs finite numbers`, {
      issues: [{ path: `${name}.${at}`, message: `must be finite, got ${values[at]}` }],
    });
  }
}

function riskFigures(
  { returns, rewardRisks }: RiskSample,
  statistics: TradeStatistics,
  cap: ExposureCap,
  tail: number,
): Record<string, number | null> {
  return {
    trades: statistics.trades,
    win_rate: statistics.winRate,
    expectancy: statistics.expectancy,
    average_win: statistics.averageWin,
    average_loss: statistics.averageLoss,
    profit_factor: statistics.profitFactor,
    reward_risk: median(rewardRisks),
    var: loss(historicalVar(returns, tail)),
    cvar: loss(historicalCvar(returns, tail)),
    cvar_rockafellar_uryasev: loss(rockafellarUryasevCvar(returns, tail)),
    max_drawdown: returns.length === 0 ? null : maxDrawdown(returns),
    kelly_two_outcome: cap.kelly.twoOutcome,
    kelly_continuous: cap.kelly.continuous,
    exposure_cap: cap.exposure,
  };
}

const UNIT = 'at an exposure of 1, over the validation segment';

function riskGates(figures: Record<string, number | null>, limits: RiskLimits): RiskGate[] {
  const confidence = `${+(limits.varConfidence * 100).toFixed(4)} %`;
  return [
    gate('trades', figures.trades, '>', 0, `Closed trades ${UNIT}.`),
    gate('expectancy', figures.expectancy, '>', 0, `Mean net return of a trade ${UNIT}.`),
    gate(
      'reward_risk',
      figures.reward_risk,
      '>=',
      limits.minRiskReward,
      'Median over the signals of (target - cost) / (stop + cost), cost of the round trip.',
    ),
    gate(
      'cvar',
      figures.cvar,
      '<=',
      limits.maxCvar,
      `Historical CVaR at ${confidence}: mean loss of the bars at or below the type-7 quantile, flat bars counted, ${UNIT}.`,
    ),
    gate(
      'max_drawdown',
      figures.max_drawdown,
      '<=',
      limits.maxDrawdown,
      `Largest fall of compounded equity from a peak, the start counted as one, ${UNIT}.`,
    ),
  ];
}

function gate(
  name: string,
  figure: number | null,
  comparison: RiskGate['comparison'],
  bar: number,
  convention: string,
): RiskGate {
  return { name, figure, comparison, bar, passed: holds(figure, comparison, bar), convention };
}

function holds(figure: number | null, comparison: RiskGate['comparison'], bar: number): boolean {
  if (figure === null) return false;
  switch (comparison) {
    case '>=':
      return figure >= bar;
    case '<=':
      return figure <= bar;
    case '>':
      return figure > bar;
    case '<':
      return figure < bar;
  }
}

/** A loss as a positive number; a tail that gains is a negative loss. */
const loss = (value: number | null): number | null => (value === null ? null : 0 - value);
