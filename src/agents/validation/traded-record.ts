import { backtest } from '../../domain/backtest/backtest.ts';
import type { BacktestResult } from '../../domain/backtest/input.ts';
import type { Labels } from '../../domain/labels/label.ts';
import { sideBarriers } from '../../domain/labels/side-barriers.ts';
import { barCount } from '../../domain/market/bars.ts';
import { candidateSignals } from '../../domain/signals/candidate.ts';
import { filterChain } from '../../domain/signals/filter-chain.ts';
import { applyFilters } from '../../domain/signals/filters.ts';
import { upProbability } from '../../domain/signals/meta-probability.ts';
import { type LoneTrades, payoffsOver } from '../../domain/signals/payoff.ts';
import { sidesFromProbability } from '../../domain/signals/threshold.ts';
import { TIMEFRAME_MINUTES } from '../../orchestration/spec/market.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { AgentContext } from '../agent.ts';
import { filterSettings } from '../filter-series.ts';
import type { RowRange } from '../row-range.ts';
import { tradingRules } from '../trading-rules.ts';
import type { LabelledBars } from './study.ts';

export interface TradeRequest extends LabelledBars {
  readonly spec: WorkflowSpec;
  /** Calibrated probability of each bar, that its label is up or that the primary side wins; NaN where nothing was predicted. */
  readonly probability: Float64Array;
  /** Bars that may teach what a trade brings: the past of the traded ones. */
  readonly learn: RowRange;
  /** Bars to trade. */
  readonly trade: RowRange;
}

export interface TradedRecord extends BacktestResult {
  /** Sides that were traded after the filters, one a bar of all bars. */
  readonly side: Int8Array;
}

/**
 * Trades calibrated probabilities by the very rules a released bot follows (thresholds, expected value after costs,
 * filters, barriers, time limit, costs): what is validated is what would be released.
 * @throws AppError `labels_degenerate` when the bars to learn from hold one class only.
 */
export async function tradeProbabilities(
  request: TradeRequest,
  { compute, signal }: Pick<AgentContext, 'compute' | 'signal'>,
): Promise<TradedRecord> {
  const { spec, bars, labels, filterSeries } = request;
  const probability = upProbability(request.probability, request.side);
  const wanted = sidesFromProbability(probability, spec.signals.minConfidence);
  const rules = { ...tradingRules(spec), bars };
  const distances = sideBarriers(labels, wanted);
  const payoffs = payoffsOver(await loneTradesOf(request, { compute, signal }), {
    ...request.learn,
    direction: labels.direction,
    horizonBars: rules.horizonBars,
  });
  const { candidates } = candidateSignals({
    ...rules,
    ...distances,
    side: wanted,
    probability,
    payoffs,
    confluence: filterSeries.confluence,
    barMs: TIMEFRAME_MINUTES[spec.market.timeframe] * 60_000,
    ...request.trade,
  });
  const side = new Int8Array(probability.length);
  for (const signal of applyFilters(candidates, filterChain(filterSettings(spec), filterSeries)).kept) {
    side[signal.index] = signal.side;
  }
  return { side, ...backtest({ ...rules, ...distances, side, ...request.trade }) };
}

/** By the labels of the bars, then by the rules. Windows, and settings beside the chosen one, share bars and labels. */
const known = new WeakMap<Labels, Map<string, Promise<LoneTrades>>>();

/** What each bar's trade would have brought alone; measured once for the same bars, labels and rules. */
function loneTradesOf(
  { spec, bars, labels }: TradeRequest,
  { compute, signal }: Pick<AgentContext, 'compute' | 'signal'>,
): Promise<LoneTrades> {
  const ofLabels = known.get(labels) ?? new Map<string, Promise<LoneTrades>>();
  known.set(labels, ofLabels);
  const { market, labels: rule, costs, account, execution, risk } = spec;
  const key = JSON.stringify({ market, rule, costs, account, execution, risk });
  const measured = ofLabels.get(key);
  if (measured) return measured;
  const { direction, ...barriers } = labels;
  const whole = { from: 0, to: barCount(bars) };
  const trades = compute.calculate(
    'loneTrades',
    { ...tradingRules(spec), bars, barriers, direction, ...whole },
    signal,
  );
  ofLabels.set(key, trades);
  // A failure is not kept: the next call asks again.
  trades.catch(() => ofLabels.delete(key));
  return trades;
}
