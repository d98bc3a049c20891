import { DAY_START_OF_SESSION } from '../domain/calendar/buckets.ts';
import type { Bars } from '../domain/market/bars.ts';
import type { BookCorrelation } from '../domain/risk/open-positions.ts';
import type { FilterSeries, FilterSettings } from '../domain/signals/filter-chain.ts';
import { AppError } from '../kernel/errors.ts';
import { instrumentOfMarket, TIMEFRAME_MINUTES } from '../orchestration/spec/market.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import { filterColumns } from './filter-columns.ts';

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
  execution,
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
  isResting: execution.entry.kind !== 'market',
});

/**
 * What the filters of a spec read, one value a bar. Pure.
 * @throws AppError `data_insufficient` when a spread is to be limited and the bars have none.
 */
export function filterSeries(
  bars: Bars,
  spec: WorkflowSpec,
  { newsMs, book }: FilterKnowledge,
): FilterSeries {
  const { filters } = spec.signals;
  const spread = filters.maxSpreadShare === undefined ? null : spreadOf(bars);
  return {
    ...filterColumns(bars, spec),
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
    nextOpenMs: nextOpens(bars, TIMEFRAME_MINUTES[spec.market.timeframe] * MINUTE_MS),
  };
}

/** When the bar after each opens; after the last one, when it would. */
function nextOpens({ timeMs }: Bars, barMs: number): Float64Array {
  const n = timeMs.length;
  const next = new Float64Array(n);
  next.set(timeMs.subarray(1));
  if (n > 0) next[n - 1] = timeMs[n - 1] + barMs;
  return next;
}

function spreadOf({ spread }: Bars): Float64Array {
  if (spread) return spread;
  throw new AppError(
    'data_insufficient',
    'signals.filters.maxSpreadShare limits the quoted spread, but the source has none: take the filter out or use a source with bid and ask',
  );
}
