import { tradesAlone } from '../../domain/backtest/backtest.ts';
import type { Barriers } from '../../domain/labels/barrier-distances.ts';
import type { Bars } from '../../domain/market/bars.ts';
import type { SignalCandidate } from '../../domain/signals/candidate.ts';
import { type FilterEffect, filterEffects } from '../../domain/signals/filters.ts';
import type { PayoffTable } from '../../domain/signals/payoff.ts';
import { confident } from '../../domain/signals/threshold.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import { type FilterKnowledge, filterSeries } from '../filter-series.ts';
import { type JudgedSignals, judgeSignals } from '../judged-signals.ts';
import type { RowRange } from '../row-range.ts';
import { tradingRules } from '../trading-rules.ts';

export interface SelectionRequest {
  readonly spec: WorkflowSpec;
  readonly bars: Bars;
  readonly barriers: Barriers;
  readonly payoffs: PayoffTable;
  /** Bars that may decide. */
  readonly validation: RowRange;
  /** Calibrated probability of each bar that the upper level pays; NaN where there is none. */
  readonly probability: Float64Array;
  readonly knowledge: FilterKnowledge;
}

export interface SelectedSignals {
  /** Those that reach the confidence of the spec, oldest first. */
  readonly candidates: readonly SignalCandidate[];
  /** Bars without a probability, and sides without a usable barrier. */
  readonly withoutSide: number;
  readonly withoutBarrier: number;
  /** Of the candidates. */
  readonly kept: readonly SignalCandidate[];
  /** That of the confidence first. */
  readonly effects: readonly FilterEffect[];
}

/** Below it the other side is the likelier one: every bar with a probability has a side. */
const LEAST_CONFIDENCE = 0.5;

/**
 * Signals of predicted bars, those the filters keep, and what each filter dropped with what that cost or saved: as one
 * calculation of the compute threads. Pure.
 * @throws AppError `data_insufficient` when a filter reads what the bars do not have.
 */
export function selectSignals(request: SelectionRequest): SelectedSignals {
  const { spec, bars, probability, payoffs, validation } = request;
  const reached = confident(probability, spec.signals.minConfidence);
  const judged = judgeSignals({
    ...request,
    filterSeries: filterSeries(bars, spec, request.knowledge),
    leastConfidence: LEAST_CONFIDENCE,
    firstFilters: [reached],
    parts: [{ payoffs, trade: validation }],
  });
  const { candidates, withoutBarrier, outcome } = judged;
  return {
    candidates: reached.keep(candidates),
    withoutSide: validation.to - validation.from - candidates.length - withoutBarrier,
    withoutBarrier,
    kept: outcome.kept,
    effects: filterEffects(candidates, outcome, returnsAlone(request, judged)),
  };
}

/** Net return of each candidate's trade, if it were the only one; NaN where it would not be filled. */
function returnsAlone(
  { spec, bars }: SelectionRequest,
  { side, distances, candidates }: JudgedSignals,
): (signal: SignalCandidate) => number {
  const rows = candidates.map((signal) => signal.index);
  const returnAt = new Map<number, number>();
  tradesAlone({ ...tradingRules(spec), bars, side, ...distances }, rows, (trade, row) =>
    returnAt.set(row, trade?.return ?? Number.NaN),
  );
  return (signal) => returnAt.get(signal.index) ?? Number.NaN;
}
