import { costPerSide } from '../domain/backtest/costs.ts';
import type { LabelOptions } from '../domain/labels/label.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';

/** The label rules of a spec; cost-aware barriers take the cost of the round trip from its costs. */
export const labelOptions = ({ labels, costs }: Pick<WorkflowSpec, 'labels' | 'costs'>): LabelOptions => ({
  ...labels,
  roundTripCost: labels.costAware ? 2 * costPerSide(costs) : 0,
});
