import type { Labels } from '../domain/labels/label.ts';
import { type Bars, barCount } from '../domain/market/bars.ts';
import type { FilterSeries } from '../domain/signals/filter-chain.ts';
import { type LoneTrades, loneTrades } from '../domain/signals/payoff.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import { filterSeries } from './filter-series.ts';
import { labelBySpec } from './spec-labels.ts';
import { tradingRules } from './trading-rules.ts';

/** What the rules of a spec make of bars; every array has one value a bar. */
export interface BarReadings {
  readonly labels: Labels;
  /** Side of the primary rule of meta-labels; null without one. */
  readonly side: Int8Array | null;
  /** 1 where the label is up (with a primary rule: where its side wins), else 0. */
  readonly target: Float32Array;
  /** What the filters of the signals read. A strategy is judged for itself: the book of open positions is not among it. */
  readonly filterSeries: FilterSeries;
  /** What a trade taken at each bar alone would have brought. */
  readonly loneTrades: LoneTrades;
}

/** Bars with what is derived from them. */
export interface LabelledBars extends BarReadings {
  readonly bars: Bars;
  /** When the news of the spec's calendar is due, ms; null without a calendar. */
  readonly newsMs: Float64Array | null;
}

/** Bars and what it takes to label and trade them. */
export interface LabelRequest {
  readonly bars: Bars;
  readonly spec: WorkflowSpec;
  readonly newsMs: Float64Array | null;
}

/** Labels, barriers, what filters read, and the trades behind payoffs. Pure. @throws As `labelBySpec` and `filterSeries`. */
export function readBySpec({ bars, spec, newsMs }: LabelRequest): BarReadings {
  const labelled = labelBySpec(bars, spec);
  const { direction, ...barriers } = labelled.labels;
  const whole = { from: 0, to: barCount(bars) };
  return {
    ...labelled,
    filterSeries: filterSeries(bars, spec, { newsMs, book: null }),
    loneTrades: loneTrades({ ...tradingRules(spec), bars, barriers, direction, ...whole }),
  };
}
