import { roundTripCosts } from '../domain/backtest/round-trip.ts';
import type { LabelOptions } from '../domain/labels/label.ts';
import type { Bars } from '../domain/market/bars.ts';
import { type TradingSpec, tradingRules } from './trading-rules.ts';

/** The label rules of a spec on its bars; cost-aware barriers take the cost of the round trip from its costs. */
export const labelOptions = (spec: TradingSpec, bars: Bars): LabelOptions => ({
  ...spec.labels,
  roundTripCost: spec.labels.costAware ? roundTripCosts(tradingRules(spec), bars) : undefined,
});
