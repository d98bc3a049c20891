import type { Bars } from '../market/bars.ts';

/** Extremes of the last completed period at each bar; NaN before one is complete. */
export interface PeriodExtremes {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/**
 * High and low of the period before the bar's own, as known at any bar of it. A period counts once a bar of a later one
 * has opened; periods without bars do not exist.
 * @param periodOf Number of the period of each bar, ascending.
 */
export function previousPeriodExtremes(bars: Bars, periodOf: (index: number) => number): PeriodExtremes {
  const n = bars.close.length;
  const high = new Float64Array(n);
  const low = new Float64Array(n);
  let lastHigh = Number.NaN;
  let lastLow = Number.NaN;
  let period = Number.NaN;
  let runningHigh = Number.NaN;
  let runningLow = Number.NaN;
  for (let i = 0; i < n; i++) {
    const own = periodOf(i);
    if (own !== period) {
      lastHigh = runningHigh;
      lastLow = runningLow;
      runningHigh = bars.high[i];
      runningLow = bars.low[i];
      period = own;
    } else {
      runningHigh = Math.max(runningHigh, bars.high[i]);
      runningLow = Math.min(runningLow, bars.low[i]);
    }
    high[i] = lastHigh;
    low[i] = lastLow;
  }
  return { high, low };
}

/** Monday to Sunday by trading day: 1970-01-01 was a Thursday. */
export const weekOfTradingDay = (tradingDay: number): number => Math.floor((tradingDay + 3) / 7);
