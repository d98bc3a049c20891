import type { DayStart } from '../calendar/buckets.ts';
import type { BookCorrelation } from '../risk/open-positions.ts';
import type { SignalFilter } from './filters.ts';
import {
  calmEnough,
  inRegime,
  inSession,
  type NewsHours,
  positiveExpectedValue,
  quietNews,
  tightSpread,
  uncorrelated,
  withConfluence,
  withTrend,
} from './market-filters.ts';
import { cooldown, dailyCap, riskBudget } from './pace-filters.ts';
import { VOLATILITY_REGIMES, type VolatilityRegime } from './regime.ts';

/** The filter settings of a spec (`signals.filters`); null: the filter is off. */
export interface FilterSettings {
  readonly cooldownBars: number;
  readonly withTrend: boolean;
  /** 1 keeps all. */
  readonly maxAtrShare: number;
  readonly regimes: readonly VolatilityRegime[] | null;
  readonly maxSpreadShare: number | null;
  readonly minConfluence: number | null;
  readonly maxCorrelation: number | null;
  readonly dailyCap: number | null;
  /** Where the market's day begins. */
  readonly dayStart: DayStart;
  /** Largest risk open at once, and what each signal risks, shares of equity. */
  readonly riskBudget: number | null;
  readonly riskShare: number;
  readonly horizonBars: number;
  /** Whether entries wait at a price of their own. */
  readonly isResting: boolean;
}

/** Bars of the average that `withTrend` compares the price with. */
export const TREND_BARS = 200;

/** What the filters read, one value a bar; null where it was not asked for. */
export interface FilterSeries {
  readonly close: Float64Array;
  /** ATR(14) of each bar. */
  readonly atr: Float64Array;
  /** Average close of the last `TREND_BARS` bars. */
  readonly trendAverage: Float64Array;
  /** Index into `VOLATILITY_REGIMES`, or -1. */
  readonly regime: Int8Array;
  readonly mayEnter: Uint8Array | null;
  readonly spread: Float64Array | null;
  readonly confluence: Float64Array;
  readonly correlation: BookCorrelation | null;
  readonly news: NewsHours | null;
  /** When the bar after each opens, ms: the first moment at which its signal may be filled. */
  readonly nextOpenMs: Float64Array;
}

/**
 * The filters a spec asks for, in the order in which they are applied: what asks about the market before what asks about
 * the pace. The pace comes last because a signal that another filter drops must not silence the ones after it.
 */
export function filterChain(settings: FilterSettings, series: FilterSeries): readonly SignalFilter[] {
  const { regimes, maxSpreadShare, minConfluence, maxCorrelation } = settings;
  const { mayEnter, spread, confluence, correlation, news } = series;
  const chain: readonly (SignalFilter | false | null)[] = [
    positiveExpectedValue,
    settings.maxAtrShare < 1 && calmEnough(series.atr, series.close, settings.maxAtrShare),
    regimes && inRegime(series.regime, new Set(regimes.map((name) => VOLATILITY_REGIMES.indexOf(name)))),
    settings.withTrend && withTrend(series.trendAverage, series.close),
    mayEnter && inSession(mayEnter),
    spread && maxSpreadShare !== null && tightSpread(spread, maxSpreadShare),
    news && quietNews(news, series.nextOpenMs, settings.isResting),
    minConfluence !== null && withConfluence(confluence, minConfluence),
    correlation && maxCorrelation !== null && uncorrelated(correlation, maxCorrelation),
    settings.cooldownBars > 0 && cooldown(settings.cooldownBars),
    settings.dailyCap !== null && dailyCap(settings.dailyCap, settings.dayStart),
    settings.riskBudget !== null && riskBudget(settings.riskBudget, settings.riskShare, settings.horizonBars),
  ];
  return chain.filter((filter) => filter !== false && filter !== null);
}
