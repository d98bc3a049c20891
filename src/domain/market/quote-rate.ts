import { type Bars, barCount } from './bars.ts';

const WEEK_MS = 7 * 86_400_000;

/** Prices of the pair of two currencies: the one an instrument is traded in, and the one an account is kept in. */
export interface ConversionSeries {
  /** Bars of the pair, ascending. */
  readonly bars: Bars;
  /** Their length. */
  readonly lengthMs: number;
  /** Whether the pair's base is the account's currency: then one unit of the quote currency is worth 1 / price. */
  readonly isInverse: boolean;
}

/**
 * Money of the account for one unit of the quote currency as each bar opens: the last close of the pair that was known then
 * (as-of join, nothing later is read). NaN before the first, and where it is older than a week and the length of a bar of
 * the pair: longer than any market rests, so that the series is not there. O(n + m).
 *
 * @param openMs Opens of the bars, ascending.
 */
export function quoteRates(
  openMs: Float64Array,
  { bars, lengthMs, isInverse }: ConversionSeries,
): Float64Array {
  let next = 0;
  let rate = Number.NaN;
  let knownMs = Number.NaN;
  return openMs.map((open) => {
    for (; next < barCount(bars) && bars.timeMs[next] + lengthMs <= open; next++) {
      const price = bars.close[next];
      if (!(price > 0 && price < Number.POSITIVE_INFINITY)) continue;
      rate = isInverse ? 1 / price : price;
      knownMs = bars.timeMs[next] + lengthMs;
    }
    return open - knownMs <= WEEK_MS + lengthMs ? rate : Number.NaN;
  });
}
