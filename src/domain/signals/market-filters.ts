import { eachSignal, type SignalFilter } from './filters.ts';

/*
 * Filters that ask what the market is like at the bar of a signal. What they read is known at that bar's close. A figure
 * that is not yet known drops the signal: a limit that cannot be checked is not held.
 */

/** Keeps signals whose expected value after costs is above zero. */
export const positiveExpectedValue: SignalFilter = eachSignal(
  'expected_value',
  (signal) => signal.expectedValue > 0,
);

/** Keeps signals while ATR / close of their bar is at most `maxShare`. */
export const calmEnough = (atr: Float64Array, close: Float64Array, maxShare: number): SignalFilter =>
  eachSignal('max_atr_share', ({ index }) => atr[index] / close[index] <= maxShare);

/** Keeps longs whose bar closed above its average and shorts whose bar closed below it. */
export const withTrend = (average: Float64Array, close: Float64Array): SignalFilter =>
  eachSignal('with_trend', ({ index, side }) => (close[index] - average[index]) * side > 0);

/** Keeps signals whose bar is in one of the allowed volatility regimes (`volatilityRegimes`). */
export const inRegime = (regime: Int8Array, allowed: ReadonlySet<number>): SignalFilter =>
  eachSignal('regime', (signal) => allowed.has(regime[signal.index]));

/**
 * Keeps signals that would be filled inside the sessions.
 * @param mayEnter 1 for each bar in which a position may be opened. A signal is filled in the bar after its own.
 */
export const inSession = (mayEnter: Uint8Array): SignalFilter =>
  eachSignal('session', (signal) => mayEnter[signal.index + 1] === 1);

/** Keeps signals while the quoted spread is at most `maxShare` of their stop's distance. */
export const tightSpread = (spread: Float64Array, maxShare: number): SignalFilter =>
  eachSignal('spread', (signal) => spread[signal.index] <= maxShare * signal.stopDistance);

/** Keeps signals that the structure of the market speaks for: `side * confluence` at least `least` readings. */
export const withConfluence = (confluence: Float64Array, least: number): SignalFilter =>
  eachSignal('confluence', (signal) => signal.side * confluence[signal.index] >= least);

/**
 * Keeps signals that would not add to what is open already.
 *
 * @param correlation At each bar, the largest correlation of a long position in this instrument with an open position
 *   (`bookCorrelation`) and the smallest: a short has the reverse.
 */
export const uncorrelated = (
  correlation: { readonly largest: Float64Array; readonly smallest: Float64Array },
  most: number,
): SignalFilter =>
  eachSignal('correlation', (signal) => {
    const shared =
      signal.side === 1 ? correlation.largest[signal.index] : -correlation.smallest[signal.index];
    return shared <= most;
  });

/** When news is due, ms since 1970 UTC, ascending. The time is on the calendar beforehand: it is known. */
export interface NewsHours {
  readonly timeMs: Float64Array;
  readonly beforeMs: number;
  readonly afterMs: number;
}

/**
 * Drops signals that may be filled while news is due: from `beforeMs` before to `afterMs` after it, both included.
 * @param nextOpenMs When the bar after each opens: there an order is filled, or begins to rest.
 * @param isResting Whether orders rest until their signal lapses.
 */
export const quietNews = (
  { timeMs, beforeMs, afterMs }: NewsHours,
  nextOpenMs: Float64Array,
  isResting: boolean,
): SignalFilter =>
  eachSignal('news', ({ index, expiresMs }) => {
    const first = nextOpenMs[index];
    const last = isResting ? expiresMs : first;
    // The first event that is not over yet.
    let low = 0;
    let high = timeMs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (timeMs[middle] + afterMs < first) low = middle + 1;
      else high = middle;
    }
    return low === timeMs.length || timeMs[low] - beforeMs > last;
  });
