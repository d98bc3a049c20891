import type { Barriers } from '../domain/labels/barrier-distances.ts';
import type { Bars } from '../domain/market/bars.ts';
import { type PayoffTable, payoffsOver } from '../domain/signals/payoff.ts';
import { AppError } from '../kernel/errors.ts';
import type { DatasetInfo, ModelInfo } from '../orchestration/state.ts';
import type { AgentContext, AgentInput } from './agent.ts';
import { columnsToBars } from './columns.ts';
import { labelledBars } from './label-in-threads.ts';
import { type RowRange, rowsOf } from './row-range.ts';
import { loadNews } from './signals/knowledge.ts';

/** What it takes to trade the final model where it has not been trained. */
export interface TradedSegment {
  readonly dataset: DatasetInfo;
  readonly model: ModelInfo;
  /** All development bars. */
  readonly bars: Bars;
  /** Barrier distances of each bar, price units; NaN while the volatility is not known. */
  readonly barriers: Barriers;
  /** Side of the primary rule of meta-labels; null without one. */
  readonly side: Int8Array | null;
  /** What trades brought over the train segment. */
  readonly payoffs: PayoffTable;
  /** When the news of the spec's calendar is due, ms; null without a calendar. */
  readonly newsMs: Float64Array | null;
  /** The validation segment: out of sample for the final model, which saw the train segment only. */
  readonly validation: RowRange;
}

/**
 * Loads the development bars and measures the payoffs of trades over the train segment, the only one that may
 * teach anything.
 * @throws AppError `agent_failed` when there is no dataset or no model yet; `labels_degenerate`.
 */
export async function loadTradedSegment(
  { state, spec }: AgentInput,
  context: AgentContext,
): Promise<TradedSegment> {
  const { dataset, bestModel: model } = state;
  if (!dataset || !model) {
    const missing = dataset ? 'model: the ML engineer' : 'dataset: the data engineer';
    throw new AppError('agent_failed', `There is no ${missing} must run before signals are evaluated`);
  }
  const bars = columnsToBars(await context.artifacts.getColumns(dataset.development));
  const newsMs = await loadNews(dataset, context.artifacts);
  const { labels, side, loneTrades } = await labelledBars({ bars, spec, newsMs }, context);
  const { direction, ...barriers } = labels;
  const { horizonBars } = spec.labels;
  const ranges = [rowsOf(dataset, 'train')];
  return {
    dataset,
    model,
    bars,
    barriers,
    side,
    payoffs: payoffsOver(loneTrades, { direction, horizonBars, ranges }),
    newsMs,
    validation: rowsOf(dataset, 'validation'),
  };
}
