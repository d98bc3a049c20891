import { roundTripCosts } from '../domain/backtest/round-trip.ts';
import { computeColumns } from '../domain/features/compute.ts';
import { type LabelOptions, type Labels, labelBars, metaLabels } from '../domain/labels/label.ts';
import type { Bars } from '../domain/market/bars.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import { type TradingSpec, tradingRules } from './trading-rules.ts';

/** Labels of bars by the rules of a spec. */
export interface SpecLabels {
  /** `direction` is that of the price: +1 where the upper level pays, also with a primary rule. */
  readonly labels: Labels;
  /** Side of the primary rule by bar; null without one. */
  readonly side: Int8Array | null;
  /** What a model learns, by bar: 1 where the price goes up, or where the primary side wins; else 0. */
  readonly target: Float32Array;
}

/** @throws AppError `parameter_invalid` for a primary feature the registry does not know, or impossible bars. */
export function labelBySpec(bars: Bars, spec: TradingSpec): SpecLabels {
  const side = primarySide(bars, spec.labels.meta);
  if (side === null) {
    const labels = labelBars(bars, labelOptions(spec, bars));
    return {
      labels,
      side,
      target: Float32Array.from(labels.direction, (direction) => (direction > 0 ? 1 : 0)),
    };
  }
  const meta = metaLabels(bars, side, labelOptions(spec, bars));
  return {
    labels: { ...meta, direction: meta.direction.map((wins, i) => wins * side[i]) },
    side,
    target: Float32Array.from(meta.direction, (wins) => (wins > 0 ? 1 : 0)),
  };
}

/**
 * The side the primary rule takes at each bar's close: long above the threshold, short below it, or the reverse; none at
 * it and where the feature has no value. Null without a rule.
 */
export function primarySide(bars: Bars, meta: WorkflowSpec['labels']['meta']): Int8Array | null {
  if (!meta) return null;
  const { feature, threshold, reversed } = meta;
  const column = computeColumns([feature], bars)[feature];
  return Int8Array.from(column, (value) => {
    const sign = Math.sign(value - threshold);
    return Number.isNaN(sign) ? 0 : reversed ? -sign : sign;
  });
}

/** The label rules of a spec on its bars; cost-aware barriers take the cost of the round trip from its costs. */
const labelOptions = (spec: TradingSpec, bars: Bars): LabelOptions => ({
  ...spec.labels,
  roundTripCost: spec.labels.costAware ? roundTripCosts(tradingRules(spec), bars) : undefined,
});
