import { backtest } from '../../domain/backtest/backtest.ts';
import { conversionOf, rateAt } from '../../domain/backtest/conversion.ts';
import type { BacktestResult } from '../../domain/backtest/input.ts';
import { sideBarriers } from '../../domain/labels/side-barriers.ts';
import { assessRisk, type RiskLimits, type RiskVerdict } from '../../domain/risk/assess.ts';
import { decideSignal, type RiskDecision, type SignalDecision } from '../../domain/risk/decide-signal.ts';
import type { Holding } from '../../domain/risk/portfolio-tail.ts';
import { median } from '../../domain/risk/quantile.ts';
import type { SignalCandidate } from '../../domain/signals/candidate.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { Driver } from '../signals/drivers.ts';
import type { TradedSegment } from '../traded-segment.ts';
import { tradingRules } from '../trading-rules.ts';
import { stressScenarios } from './scenarios.ts';

/** What is assessed: the signals the filters kept, best first, each with what drove it. */
export interface SignalsToAssess {
  readonly signals: readonly SignalCandidate[];
  readonly drivers: readonly (readonly Driver[])[];
  /** Positions held already, with their returns over all development bars. */
  readonly open: readonly Holding[];
}

/** Everything that was found out about the risk of a bot, before it becomes documents. */
export interface Assessment extends SignalsToAssess {
  readonly spec: WorkflowSpec;
  readonly segment: TradedSegment;
  /** Those whose reward per unit of risk holds the bar, oldest first: the only ones that are traded. */
  readonly tradable: readonly SignalCandidate[];
  /** At an exposure of 1. */
  readonly result: BacktestResult;
  readonly verdict: RiskVerdict;
  readonly decision: RiskDecision;
  /** One a signal, in their order. */
  readonly decisions: readonly SignalDecision[];
}

/** Trades the signals over the validation segment and holds the result against the limits of the spec. Pure. */
export function assessSignals(
  spec: WorkflowSpec,
  segment: TradedSegment,
  given: SignalsToAssess,
): Assessment {
  const { signals, open } = given;
  const tradable = signals
    .filter((signal) => signal.rewardRisk >= spec.risk.minRiskReward)
    .sort((a, b) => a.index - b.index);
  const side = new Int8Array(segment.bars.timeMs.length);
  for (const signal of tradable) side[signal.index] = signal.side;
  const rules = tradingRules(spec);
  const input = {
    ...segment,
    ...sideBarriers(segment.barriers, side),
    ...rules,
    // Risk is measured on a position of the whole equity; how large one may be is what comes out.
    account: { ...rules.account, exposure: 1 },
    side,
    ...segment.validation,
  };
  const result = backtest(input);
  const { from, to } = segment.validation;
  const limits = riskLimits(spec);
  const verdict = assessRisk(
    {
      returns: result.returns,
      barsPerYear: segment.dataset.barsPerYear,
      tradeReturns: Float64Array.from(result.trades, (trade) => trade.return),
      rewardRisks: Float64Array.from(signals, (signal) => signal.rewardRisk),
      scenarios: stressScenarios({ input, result }, spec.risk),
      open: open.map((holding) => ({ ...holding, returns: holding.returns.subarray(from, to) })),
    },
    limits,
  );
  const decisions = decideSignals(spec, segment, signals, verdict);
  const requested = median(Float64Array.from(decisions, (decision) => decision.requestedExposure)) ?? 0;
  const asked = Math.min(requested, limits.maxExposure);
  const decision = !verdict.approved ? 'rejected' : verdict.cap.exposure < asked ? 'reduced' : 'approved';
  return { ...given, spec, segment, tradable, result, verdict, decision, decisions };
}

/** The limits of a spec, as the assessment wants them. */
export const riskLimits = ({ risk, account }: WorkflowSpec): RiskLimits => ({
  ...risk,
  maxExposure: risk.maxExposure ?? account.exposure,
  targetVolatility: risk.targetVolatility ?? null,
  maxStressLoss: risk.stress.maxLoss,
});

function decideSignals(
  spec: WorkflowSpec,
  { bars, payoffs, dataset: { instrument } }: TradedSegment,
  signals: readonly SignalCandidate[],
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
