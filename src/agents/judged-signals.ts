import type { Barriers } from '../domain/labels/barrier-distances.ts';
import { type SideDistances, sideBarriers } from '../domain/labels/side-barriers.ts';
import type { Bars } from '../domain/market/bars.ts';
import { candidateSignals, type SignalCandidate } from '../domain/signals/candidate.ts';
import { type FilterSeries, filterChain } from '../domain/signals/filter-chain.ts';
import { applyFilters, type FilterOutcome, type SignalFilter } from '../domain/signals/filters.ts';
import type { PayoffTable } from '../domain/signals/payoff.ts';
import { sidesFromProbability } from '../domain/signals/threshold.ts';
import { TIMEFRAME_MINUTES } from '../orchestration/spec/market.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import { filterSettings } from './filter-series.ts';
import type { RowRange } from './row-range.ts';
import { tradingRules } from './trading-rules.ts';

export interface SignalRequest {
  readonly spec: WorkflowSpec;
  readonly bars: Bars;
  readonly barriers: Barriers;
  readonly filterSeries: FilterSeries;
  /** Calibrated probability of each bar that the upper level pays; NaN where there is none. */
  readonly probability: Float64Array;
  /** Smallest confidence of a candidate. */
  readonly leastConfidence: number;
  /** Asked before the filters of the spec. */
  readonly firstFilters?: readonly SignalFilter[];
  /** Bars that may decide, and what trades bring by what their model has learned from; one after the other. */
  readonly parts: readonly { readonly payoffs: PayoffTable; readonly trade: RowRange }[];
}

export interface JudgedSignals {
  /** Side and barriers of each bar with the least confidence. */
  readonly side: Int8Array;
  readonly distances: SideDistances;
  /** Oldest first. */
  readonly candidates: readonly SignalCandidate[];
  /** Sides without a usable barrier. */
  readonly withoutBarrier: number;
  readonly outcome: FilterOutcome;
}

/** From probabilities to the signals a released bot would give: the search, the validation and the signals all ask here. Pure. */
export function judgeSignals(request: SignalRequest): JudgedSignals {
  const { spec, bars, filterSeries, probability, firstFilters = [] } = request;
  const side = sidesFromProbability(probability, request.leastConfidence);
  const distances = sideBarriers(request.barriers, side);
  const found = request.parts.map(({ payoffs, trade }) =>
    candidateSignals({
      ...tradingRules(spec),
      ...distances,
      bars,
      side,
      probability,
      payoffs,
      confluence: filterSeries.confluence,
      barMs: TIMEFRAME_MINUTES[spec.market.timeframe] * 60_000,
      ...trade,
    }),
  );
  const candidates = found.flatMap((part) => part.candidates);
  return {
    side,
    distances,
    candidates,
    withoutBarrier: found.reduce((sum, part) => sum + part.withoutBarrier, 0),
    outcome: applyFilters(candidates, [...firstFilters, ...filterChain(filterSettings(spec), filterSeries)]),
  };
}
