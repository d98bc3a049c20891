import { AppError } from '../../kernel/errors.ts';
import { defined } from '../validation/figures.ts';
import type { Gate } from '../validation/gate.ts';
import { maxDrawdown } from './drawdown.ts';
import { type ExceedanceTests, exceedanceTests } from './exceedance-tests.ts';
import { type ExposureCap, type ExposureLimits, exposureCap } from './exposure-cap.ts';
import { type Holding, type PortfolioTail, portfolioTail } from './portfolio-tail.ts';
import { median } from './quantile.ts';
import { type GateLimits, riskGates } from './risk-gates.ts';
import { exceedancesOf, rollingHistoricalVar } from './rolling-var.ts';
import { type StressResult, type StressScenario, stress, stressLoss } from './stress.ts';
import { historicalCvar, historicalVar, rockafellarUryasevCvar } from './tail-loss.ts';
import { type TradeStatistics, tradeStatistics } from './trade-statistics.ts';

/** The bars of a spec. */
export interface RiskLimits extends Omit<ExposureLimits, 'tail'>, GateLimits {
  /** Periods a forecast of value at risk is made of, at most. */
  readonly varWindow: number;
}

export interface RiskSample {
  /** Net returns of each period, at an exposure of 1: flat periods are zeros and count. */
  readonly returns: Float64Array;
  /** The same returns by trading day: what value at risk is tested over. */
  readonly dailyReturns: Float64Array;
  readonly barsPerYear: number;
  /** Net return of each closed trade at an exposure of 1. */
  readonly tradeReturns: Float64Array;
  /** Reward per unit of risk after costs, one a signal. */
  readonly rewardRisks: Float64Array;
  readonly scenarios: readonly StressScenario[];
  /** Positions held already, over the periods of `returns`. */
  readonly open: readonly Holding[];
}

export interface RiskVerdict {
  readonly gates: readonly Gate[];
  readonly approved: boolean;
  readonly figures: Readonly<Record<string, number | null>>;
  readonly statistics: TradeStatistics;
  readonly cap: ExposureCap;
  readonly stresses: readonly StressResult[];
  /** Null with too few periods for a forecast and its test. */
  readonly varTests: ExceedanceTests | null;
  /** Tail of the open positions and this one at its cap; null without open positions. */
  readonly portfolio: PortfolioTail | null;
}

/** Fewest periods that a forecast of value at risk is made of and tested on. */
const MIN_VAR_PERIODS = 20;
/** Fewest trading days that are tested as days. */
const MIN_DAYS = 100;

/**
 * Holds what a strategy did out of sample against the limits of its spec. A figure that is undefined fails.
 * @throws AppError `parameter_invalid` for a return or ratio that is not a finite number: no verdict is built on it.
 */
export function assessRisk(sample: RiskSample, limits: RiskLimits): RiskVerdict {
  requireFinite(sample);
  const tail = 1 - limits.varConfidence;
  const statistics = tradeStatistics(sample.tradeReturns);
  const stresses = sample.scenarios.map((scenario) => stress(scenario, limits.maxStressLoss));
  const cap = exposureCap({ ...sample, statistics, stresses }, { ...limits, tail });
  const varTests = testVar(testedReturns(sample), limits.varWindow, tail);
  const { exposure } = cap;
  const portfolio =
    sample.open.length === 0
      ? null
      : portfolioTail([...sample.open, { name: 'strategy', exposure, returns: sample.returns }], tail);
  const figures = defined({
    ...ownFigures(sample, statistics, cap, tail),
    ...sizedFigures(sample, exposure, tail),
    ...varFigures(varTests),
    ...(portfolio && { portfolio_var: portfolio.var, portfolio_cvar: portfolio.cvar }),
  });
  const gates = riskGates(figures, limits, { exposure, hasOpenPositions: portfolio !== null });
  const approved = gates.every((gate) => gate.passed);
  return { approved, gates, figures, statistics, cap, stresses, varTests, portfolio };
}

function requireFinite({ returns, dailyReturns, tradeReturns, rewardRisks }: RiskSample): void {
  for (const [name, values] of Object.entries({ returns, dailyReturns, tradeReturns, rewardRisks })) {
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at === -1) continue;
    throw new AppError('parameter_invalid', `${name}[${at}] is ${values[at]}; risk needs finite numbers`, {
      issues: [{ path: `${name}.${at}`, message: `must be finite, got ${values[at]}` }],
    });
  }
}

/** Figures at an exposure of 1. */
function ownFigures(
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
    kelly_two_outcome: cap.kelly.twoOutcome?.full ?? null,
    kelly_continuous: cap.kelly.continuous?.full ?? null,
    kelly_shrunk: cap.kelly.used,
    exposure_cap: cap.exposure,
  };
}

/** What scales with the position, at the exposure that is allowed. */
function sizedFigures(
  { returns, scenarios }: RiskSample,
  exposure: number,
  tail: number,
): Record<string, number | null> {
  const cvar = loss(historicalCvar(returns, tail));
  return {
    cvar_sized: cvar === null ? null : cvar * exposure,
    max_drawdown_sized: returns.length === 0 ? null : maxDrawdown(returns, exposure),
    stress_loss_sized:
      scenarios.length === 0
        ? null
        : Math.max(...scenarios.map((scenario) => stressLoss(scenario, exposure))),
  };
}

/**
 * Days, as supervisors test (Basel Committee 1996): thousands of flat or quiet bars would make a deviation of no weight
 * significant. A record of fewer days is tested by its bars.
 */
const testedReturns = ({ returns, dailyReturns }: RiskSample): Float64Array =>
  dailyReturns.length < MIN_DAYS ? returns : dailyReturns;

/**
 * Was the value at risk of each period, forecast from the periods before it, passed as often as it promises? A short
 * record is halved: one half to forecast from, the other to test on.
 */
function testVar(returns: Float64Array, window: number, tail: number): ExceedanceTests | null {
  const used = Math.min(window, Math.floor(returns.length / 2));
  if (used < MIN_VAR_PERIODS) return null;
  return exceedanceTests(exceedancesOf(returns, rollingHistoricalVar(returns, used, tail)), tail);
}

function varFigures(tests: ExceedanceTests | null): Record<string, number | null> {
  const tooMany = tests !== null && tests.exceedances > tests.expected;
  return {
    var_exceedances: tests?.exceedances ?? null,
    var_exceedances_expected: tests?.expected ?? null,
    var_coverage_p: tooMany ? tests.coverage.pValue : tests && 1,
    var_independence_p: tests?.independence?.pValue ?? null,
    var_conditional_p: tests?.conditional?.pValue ?? null,
  };
}

/** A loss as a positive number; a tail that gains is a negative loss. */
const loss = (value: number | null): number | null => (value === null ? null : 0 - value);
