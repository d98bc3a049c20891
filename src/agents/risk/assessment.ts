import { backtest } from '../../domain/backtest/backtest.ts';
import type { BacktestResult } from '../../domain/backtest/input.ts';
import { sideBarriers } from '../../domain/labels/side-barriers.ts';
import { assessRisk, type RiskVerdict } from '../../domain/risk/assess.ts';
import type { SignalCandidate } from '../../domain/signals/candidate.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { TradedSegment } from '../traded-segment.ts';
import { tradingRules } from '../trading-rules.ts';

/** Everything that was found out about the risk of a bot, before it becomes documents. */
export interface Assessment {
  readonly spec: WorkflowSpec;
  readonly segment: TradedSegment;
  /** What the signal evaluator kept, oldest first. */
  readonly signals: readonly SignalCandidate[];
  /** Those whose reward per unit of risk holds the bar: the only ones that are traded. */
  readonly tradable: readonly SignalCandidate[];
  readonly result: BacktestResult;
  readonly verdict: RiskVerdict;
}

/** Trades the signals over the validation segment and holds the result against the limits of the spec. Pure. */
export function assessSignals(
  spec: WorkflowSpec,
  segment: TradedSegment,
  signals: readonly SignalCandidate[],
): Assessment {
  const tradable = signals.filter((signal) => signal.rewardRisk >= spec.risk.minRiskReward);
  const side = new Int8Array(segment.bars.timeMs.length);
  for (const signal of tradable) side[signal.index] = signal.side;
  const rules = tradingRules(spec);
  const result = backtest({
    ...segment,
    ...sideBarriers(segment.barriers, side),
    ...rules,
    // Figures and limits of risk are those of an exposure of 1: the size they allow is found from them.
    account: { ...rules.account, exposure: 1 },
    side,
    ...segment.validation,
  });
  const verdict = assessRisk(
    {
      returns: result.returns,
      tradeReturns: Float64Array.from(result.trades, (trade) => trade.return),
      rewardRisks: Float64Array.from(signals, (signal) => signal.rewardRisk),
    },
    spec.risk,
  );
  return { spec, segment, signals, tradable, result, verdict };
}
