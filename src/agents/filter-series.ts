import { entryBars } from '../domain/backtest/sessions.ts';
import { computeColumns } from '../domain/features/compute.ts';
import { atr } from '../domain/indicators/atr.ts';
import { sma } from '../domain/indicators/sma.ts';
import type { Bars } from '../domain/market/bars.ts';
import type { BookCorrelation } from '../domain/risk/open-positions.ts';
import { type FilterSeries, type FilterSettings, TREND_BARS } from '../domain/signals/filter-chain.ts';
import { volatilityRegimes } from '../domain/signals/regime.ts';
import { AppError } from '../kernel/errors.ts';
import { TIMEFRAME_MINUTES } from '../orchestration/spec/market.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import { tradingRules } from './trading-rules.ts';

/** ATR period of the volatility filters. */
const ATR_BARS = 14;
const CONFLUENCE = 'smc_confluence';
const MINUTE_MS = 60_000;

/** What filters read that the bars do not hold. */
export interface FilterKnowledge {
  /** When the news of the spec's calendar is due, ms, ascending; null without a calendar. */
  readonly newsMs: Float64Array | null;
  /** Null where open positions play no part: a strategy is validated for itself, not for the book it joins. */
  readonly book: BookCorrelation | null;
}

/** The filters of a spec, as the chain wants them. */
export const filterSettings = ({ signals: { filters }, risk, labels }: WorkflowSpec): FilterSettings => ({
  cooldownBars: filters.cooldownBars,
  withTrend: filters.withTrend,
  maxAtrShare: filters.maxAtrShare,
  regimes: filters.regimes ?? null,
  maxSpreadShare: filters.maxSpreadShare ?? null,
  minConfluence: filters.minConfluence ?? null,
  maxCorrelation: filters.maxCorrelation ?? null,
  dailyCap: filters.dailyCap ?? null,
  riskBudget: filters.riskBudget ?? null,
  riskShare: risk.maxRiskPerTrade,
  horizonBars: labels.horizonBars,
});

/**
 * What the filters of a spec read, one value a bar. Only what they ask for is computed.
 * @throws AppError `data_insufficient` when a spread is to be limited and the bars have none.
 */
export function filterSeriesOf(
  bars: Bars,
  spec: WorkflowSpec,
  { newsMs, book }: FilterKnowledge,
): FilterSeries {
  const { filters } = spec.signals;
  const { sessions } = tradingRules(spec);
  const range = atr(bars, ATR_BARS);
  const barMs = TIMEFRAME_MINUTES[spec.market.timeframe] * MINUTE_MS;
  return {
    atr: range,
    trendAverage: sma(bars.close, TREND_BARS),
    regime: volatilityRegimes(range, bars.close),
    mayEnter: sessions && entryBars(bars.timeMs, sessions),
    spread: filters.maxSpreadShare === undefined ? null : spreadOf(bars),
    confluence: confluenceOf(bars),
    correlation: book,
    news:
      newsMs && filters.news
        ? {
            timeMs: newsMs,
            beforeMs: filters.news.beforeMinutes * MINUTE_MS,
            afterMs: filters.news.afterMinutes * MINUTE_MS,
          }
        : null,
    fillMs: (signal) => bars.timeMs[signal.index + 1] ?? signal.timeMs + barMs,
  };
}

/** Bullish less bearish readings of the market's structure at each bar, -7 to 7. */
export const confluenceOf = (bars: Bars): Float64Array => computeColumns([CONFLUENCE], bars)[CONFLUENCE];

function spreadOf({ spread }: Bars): Float64Array {
  if (spread) return spread;
  throw new AppError(
    'data_insufficient',
    'signals.filters.maxSpreadShare limits the quoted spread, but the source has none: take the filter out or use a source with bid and ask',
  );
}
