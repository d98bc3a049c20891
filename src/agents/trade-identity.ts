import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import { confluenceColumn } from './filter-columns.ts';

/**
 * What of a spec decides which probabilities are traded and what that earns, as JSON: part of what a configuration and a
 * strategy are known by. Risk limits that only size or judge a record are not among it.
 */
export function tradeIdentity(spec: WorkflowSpec) {
  const { labels, costs, account, execution, signals, risk } = spec;
  return {
    labels,
    costs,
    account,
    execution,
    signals,
    confluence: confluenceColumn(spec),
    accountEquity: risk.accountEquity,
    riskOfSignal: signals.filters.riskBudget === undefined ? null : risk.maxRiskPerTrade,
  };
}
