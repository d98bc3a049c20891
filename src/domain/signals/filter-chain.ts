import { calmEnough, cooldown, positiveExpectedValue, type SignalFilter, withTrend } from './filters.ts';

/** The filter settings of a spec (`signals.filters`). */
export interface FilterSettings {
  readonly cooldownBars: number;
  readonly withTrend: boolean;
  /** 1 keeps all. */
  readonly maxAtrShare: number;
}

/** Bars of the average that `withTrend` compares the price with. */
export const TREND_BARS = 200;

export interface FilterSeries {
  /** ATR(14) of each bar. */
  readonly atr: Float64Array;
  /** Average close of the last `TREND_BARS` bars. */
  readonly trendAverage: Float64Array;
}

/**
 * The filters a spec asks for, in the order in which they are applied. The cooldown comes last: a signal that
 * another filter drops must not silence the ones after it.
 */
export function filterChain(settings: FilterSettings, series: FilterSeries): readonly SignalFilter[] {
  return [
    positiveExpectedValue,
    ...(settings.maxAtrShare < 1 ? [calmEnough(series.atr, settings.maxAtrShare)] : []),
    ...(settings.withTrend ? [withTrend(series.trendAverage)] : []),
    ...(settings.cooldownBars > 0 ? [cooldown(settings.cooldownBars)] : []),
  ];
}
