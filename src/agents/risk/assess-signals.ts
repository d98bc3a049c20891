import { backtest } from '../../domain/backtest/backtest.ts';
import { conversionOf, rateAt } from '../../domain/backtest/conversion.ts';
import type { BacktestResult } from '../../domain/backtest/input.ts';
import { DAY_START_OF_SESSION } from '../../domain/calendar/buckets.ts';
import type { Barriers } from '../../domain/labels/barrier-distances.ts';
import { sideBarriers } from '../../domain/labels/side-barriers.ts';
import type { Bars } from '../../domain/market/bars.ts';
import type { Instrument } from '../../domain/market/instrument-families.ts';
import { assessRisk, type RiskLimits, type RiskVerdict } from '../../domain/risk/assess.ts';
import { dailyReturns } from '../../domain/risk/daily-returns.ts';
import { decideSignal, type RiskDecision, type SignalDecision } from '../../domain/risk/decide-signal.ts';
import type { Holding } from '../../domain/risk/portfolio-tail.ts';
import { median } from '../../domain/risk/quantile.ts';
import type { SignalCandidate } from '../../domain/signals/candidate.ts';
import type { PayoffTable } from '../../domain/signals/payoff.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { RowRange } from '../row-range.ts';
import { tradingRules } from '../trading-rules.ts';
import { stressScenarios } from './scenarios.ts';

/** What an assessment reads. */
export interface RiskRequest {
  readonly spec: WorkflowSpec;
  readonly bars: Bars;
  readonly barriers: Barriers;
  readonly payoffs: PayoffTable;
  readonly validation: RowRange;
  readonly instrument: Instrument;
  readonly barsPerYear: number;
  /** The signals the filters kept, best first. */
  readonly signals: readonly SignalCandidate[];
  /** Positions held already, with their returns over all development bars. */
  readonly open: readonly Holding[];
}

/** What is found out about the risk of a bot. */
export interface RiskFindings {
  /** Those whose reward per unit of risk holds the bar, oldest first: the only ones that are traded. */
  readonly tradable: readonly SignalCandidate[];
  /** At an exposure of 1. */
  readonly result: BacktestResult;
  readonly verdict: RiskVerdict;
  readonly decision: RiskDecision;
  /** One a signal, in their order. */
  readonly decisions: readonly SignalDecision[];
}

/**
 * Trades the signals over the validation segment and holds the result against the limits of the spec, as one calculation
 * of the compute threads: the stress scenarios alone are several backtests. Pure.
 */
export function assessSignals(request: RiskRequest): RiskFindings {
  const { spec, bars, validation, signals, open } = request;
  const tradable = signals
    .filter((signal) => signal.rewardRisk >= spec.risk.minRiskReward)
    .sort((a, b) => a.index - b.index);
  const side = new Int8Array(bars.timeMs.length);
  for (const signal of tradable) side[signal.index] = signal.side;
  const rules = tradingRules(spec);
  const input = {
    bars,
    ...sideBarriers(request.barriers, side),
    ...rules,
    // Risk is measured on a position of the whole equity; how large one may be is what comes out.
    account: { ...rules.account, exposure: 1 },
    side,
    ...validation,
  };
  const result = backtest(input);
  const { from, to } = validation;
  const limits = riskLimits(spec);
  const dayStart = DAY_START_OF_SESSION[request.instrument.session];
  const verdict = assessRisk(
    {
      returns: result.returns,
      dailyReturns: dailyReturns(bars.timeMs.subarray(from, to), result.returns, dayStart),
      barsPerYear: request.barsPerYear,
      tradeReturns: Float64Array.from(result.trades, (trade) => trade.return),
      rewardRisks: Float64Array.from(signals, (signal) => signal.rewardRisk),
      scenarios: stressScenarios({ input, result }, spec.risk),
      open: open.map((holding) => ({ ...holding, returns: holding.returns.subarray(from, to) })),
    },
    limits,
  );
  const decisions = decideSignals(request, verdict);
  const requested = median(Float64Array.from(decisions, (decision) => decision.requestedExposure)) ?? 0;
  const asked = Math.min(requested, limits.maxExposure);
  const decision = !verdict.approved ? 'rejected' : verdict.cap.exposure < asked ? 'reduced' : 'approved';
  return { tradable, result, verdict, decision, decisions };
}

/** The limits of a spec, as the assessment wants them. */
export const riskLimits = ({ risk, account }: WorkflowSpec): RiskLimits => ({
  ...risk,
  maxExposure: risk.maxExposure ?? account.exposure,
  targetVolatility: risk.targetVolatility ?? null,
  maxStressLoss: risk.stress.maxLoss,
});

function decideSignals(
  { spec, bars, payoffs, instrument, signals }: RiskRequest,
  { approved, cap }: RiskVerdict,
): SignalDecision[] {
  const { risk, account } = spec;
  const conversion = conversionOf(instrument, account, bars.quoteRate);
  return signals.map(({ index, entry, side, stopDistance, rewardRisk }) =>
    decideSignal(
      {
        price: entry,
        stopDistance,
        rewardRisk,
        cost: (side === 1 ? payoffs.long : payoffs.short).costShare * entry,
        rate: rateAt(conversion, index, entry),
      },
      {
        equity: risk.accountEquity,
        riskShare: risk.maxRiskPerTrade,
        exposureCap: cap.exposure,
        lotUnits: account.lotStep * instrument.contractSize,
        minRiskReward: risk.minRiskReward,
        botApproved: approved,
      },
    ),
  );
}
