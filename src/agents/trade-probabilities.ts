import { backtest } from '../domain/backtest/backtest.ts';
import type { BacktestResult } from '../domain/backtest/input.ts';
import { upProbability } from '../domain/signals/meta-probability.ts';
import { payoffsOver } from '../domain/signals/payoff.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import { judgeSignals } from './judged-signals.ts';
import type { LabelledBars } from './labelled-bars.ts';
import type { RowRange } from './row-range.ts';
import { tradingRules } from './trading-rules.ts';

/** Bars that one model trades, and the bars that may teach what its trades bring. */
export interface TradedPart {
  /** Bars the model has learned from, in stretches: no trade that reaches beyond the end of one teaches anything. */
  readonly learn: readonly RowRange[];
  readonly trade: RowRange;
}

export interface TradeRequest
  extends Pick<LabelledBars, 'bars' | 'labels' | 'side' | 'loneTrades' | 'filterSeries'> {
  readonly spec: WorkflowSpec;
  /** Calibrated probability of each bar, that its label is up or that the primary side wins; NaN where nothing was predicted. */
  readonly probability: Float64Array;
  /** At least one; each begins where the one before it ends. */
  readonly parts: readonly TradedPart[];
}

export interface TradedRecord extends BacktestResult {
  /** Sides that were traded after the filters, one a bar of all bars. */
  readonly side: Int8Array;
}

/**
 * Trades calibrated probabilities by the very rules a released bot follows (thresholds, expected value after costs,
 * filters, barriers, time limit, costs): what is searched for and validated is what would be released. The parts are
 * traded as one record.
 * @throws AppError `labels_degenerate` when the bars to learn from hold one class only.
 */
export function tradeProbabilities(request: TradeRequest): TradedRecord {
  const { spec, bars, labels, loneTrades, parts } = request;
  const { direction, ...barriers } = labels;
  const rules = tradingRules(spec);
  const learned = { direction, horizonBars: rules.horizonBars };
  const { outcome, distances } = judgeSignals({
    ...request,
    barriers,
    probability: upProbability(request.probability, request.side),
    leastConfidence: spec.signals.minConfidence,
    parts: parts.map(({ learn, trade }) => ({
      payoffs: payoffsOver(loneTrades, { ...learned, ranges: learn }),
      trade,
    })),
  });
  const side = new Int8Array(request.probability.length);
  for (const signal of outcome.kept) side[signal.index] = signal.side;
  return { side, ...backtest({ ...rules, bars, ...distances, side, ...wholeOf(parts) }) };
}

/** From the first traded bar to the end of the last part. */
export const wholeOf = (parts: readonly TradedPart[]): RowRange => ({
  from: parts[0].trade.from,
  to: parts[parts.length - 1].trade.to,
});
