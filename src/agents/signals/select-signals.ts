import { tradesAlone } from '../../domain/backtest/backtest.ts';
import type { Barriers } from '../../domain/labels/barrier-distances.ts';
import { type SideDistances, sideBarriers } from '../../domain/labels/side-barriers.ts';
import type { Bars } from '../../domain/market/bars.ts';
import { candidateSignals, type SignalCandidate } from '../../domain/signals/candidate.ts';
import { filterChain } from '../../domain/signals/filter-chain.ts';
import { applyFilters, type FilterEffect, filterEffects } from '../../domain/signals/filters.ts';
import type { PayoffTable } from '../../domain/signals/payoff.ts';
import { confident, sidesFromProbability } from '../../domain/signals/threshold.ts';
import { TIMEFRAME_MINUTES } from '../../orchestration/spec/market.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import { type FilterKnowledge, filterSeries, filterSettings } from '../filter-series.ts';
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
  const side = sidesFromProbability(probability, LEAST_CONFIDENCE);
  const distances = sideBarriers(request.barriers, side);
  const series = filterSeries(bars, spec, request.knowledge);
  const { candidates: all, withoutBarrier } = candidateSignals({
    ...tradingRules(spec),
    ...distances,
    bars,
    side,
    probability,
    payoffs,
    confluence: series.confluence,
    barMs: TIMEFRAME_MINUTES[spec.market.timeframe] * 60_000,
    ...validation,
  });
  const reached = confident(probability, spec.signals.minConfidence);
  const outcome = applyFilters(all, [reached, ...filterChain(filterSettings(spec), series)]);
  return {
    candidates: reached.keep(all),
    withoutSide: validation.to - validation.from - all.length - withoutBarrier,
    withoutBarrier,
    kept: outcome.kept,
    effects: filterEffects(all, outcome, returnsAlone(request, side, distances, all)),
  };
}

/** Net return of each candidate's trade, if it were the only one; NaN where it would not be filled. */
function returnsAlone(
  { spec, bars }: SelectionRequest,
  side: Int8Array,
  distances: SideDistances,
  candidates: readonly SignalCandidate[],
): (signal: SignalCandidate) => number {
  const rows = candidates.map((signal) => signal.index);
  const trades = tradesAlone({ ...tradingRules(spec), bars, side, ...distances }, rows);
  const returnAt = new Map(rows.map((row, k) => [row, trades[k]?.return ?? Number.NaN]));
  return (signal) => returnAt.get(signal.index) ?? Number.NaN;
}
