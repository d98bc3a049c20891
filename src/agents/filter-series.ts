import { DAY_START_OF_SESSION } from '../domain/calendar/buckets.ts';
import type { Bars } from '../domain/market/bars.ts';
import type { BookCorrelation } from '../domain/risk/open-positions.ts';
import type { FilterSeries, FilterSettings } from '../domain/signals/filter-chain.ts';
import { AppError } from '../kernel/errors.ts';
import { instrumentOfMarket, TIMEFRAME_MINUTES } from '../orchestration/spec/market.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import type { AgentContext } from './agent.ts';

const MINUTE_MS = 60_000;

/** What filters read that the bars do not hold. */
export interface FilterKnowledge {
  /** When the news of the spec's calendar is due, ms, ascending; null without a calendar. */
  readonly newsMs: Float64Array | null;
  /** Null where open positions play no part: a strategy is validated for itself, not for the book it joins. */
  readonly book: BookCorrelation | null;
}

/** The filters of a spec, as the chain wants them. */
export const filterSettings = ({
  market,
  signals: { filters },
  risk,
  labels,
}: WorkflowSpec): FilterSettings => ({
  cooldownBars: filters.cooldownBars,
  withTrend: filters.withTrend,
  maxAtrShare: filters.maxAtrShare,
  regimes: filters.regimes ?? null,
  maxSpreadShare: filters.maxSpreadShare ?? null,
  minConfluence: filters.minConfluence ?? null,
  maxCorrelation: filters.maxCorrelation ?? null,
  dailyCap: filters.dailyCap ?? null,
  dayStart: DAY_START_OF_SESSION[instrumentOfMarket(market).session],
  riskBudget: filters.riskBudget ?? null,
  riskShare: risk.maxRiskPerTrade,
  horizonBars: labels.horizonBars,
});

/**
 * What the filters of a spec read, one value a bar.
 * @throws AppError `data_insufficient` when a spread is to be limited and the bars have none; what `calculate` throws.
 */
export async function filterSeriesOf(
  bars: Bars,
  spec: WorkflowSpec,
  { newsMs, book }: FilterKnowledge,
  { compute, signal }: Pick<AgentContext, 'compute' | 'signal'>,
): Promise<FilterSeries> {
  const { filters } = spec.signals;
  const barMs = TIMEFRAME_MINUTES[spec.market.timeframe] * MINUTE_MS;
  const spread = filters.maxSpreadShare === undefined ? null : spreadOf(bars);
  return {
    ...(await compute.calculate('filterColumns', { bars, spec }, signal)),
    close: bars.close,
    spread,
    correlation: book,
    news:
      newsMs && filters.news
        ? {
            timeMs: newsMs,
            beforeMs: filters.news.beforeMinutes * MINUTE_MS,
            afterMs: filters.news.afterMinutes * MINUTE_MS,
          }
        : null,
    fillMs: (candidate) => bars.timeMs[candidate.index + 1] ?? candidate.timeMs + barMs,
  };
}

function spreadOf({ spread }: Bars): Float64Array {
  if (spread) return spread;
  throw new AppError(
    'data_insufficient',
    'signals.filters.maxSpreadShare limits the quoted spread, but the source has none: take the filter out or use a source with bid and ask',
  );
}
