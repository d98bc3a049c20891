import { AppError } from '../../kernel/errors.ts';
import { type Gate, gate } from '../validation/gate.ts';
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

export interface RiskVerdict {
  readonly approved: boolean;
  readonly gates: readonly Gate[];
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

function riskGates(figures: Record<string, number | null>, limits: RiskLimits): Gate[] {
  const confidence = `${+(limits.varConfidence * 100).toFixed(4)} %`;
  return [
    gate({
      name: 'trades',
      figure: figures.trades,
      comparison: '>',
      bar: 0,
      convention: `Closed trades ${UNIT}.`,
    }),
    gate({
      name: 'expectancy',
      figure: figures.expectancy,
      comparison: '>',
      bar: 0,
      convention: `Mean net return of a trade ${UNIT}.`,
    }),
    gate({
      name: 'reward_risk',
      figure: figures.reward_risk,
      comparison: '>=',
      bar: limits.minRiskReward,
      convention: 'Median over the signals of (target - cost) / (stop + cost), cost of the round trip.',
    }),
    gate({
      name: 'cvar',
      figure: figures.cvar,
      comparison: '<=',
      bar: limits.maxCvar,
      convention: `Historical CVaR at ${confidence}: mean loss of the bars at or below the type-7 quantile, flat bars counted, ${UNIT}.`,
    }),
    gate({
      name: 'max_drawdown',
      figure: figures.max_drawdown,
      comparison: '<=',
      bar: limits.maxDrawdown,
      convention: `Largest fall of compounded equity from a peak, the start counted as one, ${UNIT}.`,
    }),
  ];
}

/** A loss as a positive number; a tail that gains is a negative loss. */
const loss = (value: number | null): number | null => (value === null ? null : 0 - value);
