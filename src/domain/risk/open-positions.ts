import { RollingCovariance } from '../indicators/rolling-covariance.ts';
import type { Holding } from './portfolio-tail.ts';

/** Prices of another instrument. */
export interface PriceSeries {
  /** When each close is known, ms since 1970 UTC, ascending. */
  readonly knownMs: Float64Array;
  readonly close: Float64Array;
}

/**
 * Returns of another instrument over the periods of a strategy: from the last close that was known when a period began to the
 * last one known when it ended (as-of join, nothing later is read). A period that lies before the first close, or in which
 * nothing new was quoted, has a return of 0.
 *
 * @param endMs When each period ends, ascending; the first begins when `startMs` says.
 */
export function returnsAsOf(other: PriceSeries, startMs: number, endMs: Float64Array): Float64Array {
  let at = -1;
  const priceAt = (ms: number): number => {
    while (at + 1 < other.knownMs.length && other.knownMs[at + 1] <= ms) at++;
    return at === -1 ? Number.NaN : other.close[at];
  };
  let before = priceAt(startMs);
  return endMs.map((end) => {
    const price = priceAt(end);
    const change = price / before - 1;
    before = price;
    return Number.isNaN(change) ? 0 : change;
  });
}

/** Correlations of a long position with the open ones, at each bar over the bars before. */
export interface BookCorrelation {
  /** With the position it is most like, and with the one it is least like; 0 where nothing is open or known yet. */
  readonly largest: Float64Array;
  readonly smallest: Float64Array;
}

/**
 * Correlation of an instrument's returns with what each open position earns (its side counted), over the last `window` bars.
 * @param returns Returns of the instrument, one a bar. @param open Positions, over the same bars.
 */
export function bookCorrelation(
  returns: Float64Array,
  open: readonly Holding[],
  window: number,
): BookCorrelation {
  const largest = new Float64Array(returns.length).fill(open.length === 0 ? 0 : Number.NEGATIVE_INFINITY);
  const smallest = new Float64Array(returns.length).fill(open.length === 0 ? 0 : Number.POSITIVE_INFINITY);
  for (const { exposure, returns: own } of open) {
    const pairs = new RollingCovariance(window);
    const sign = Math.sign(exposure);
    for (let i = 0; i < returns.length; i++) {
      pairs.push(returns[i], own[i]);
      const correlation = sign * (pairs.correlation() || 0);
      largest[i] = Math.max(largest[i], correlation);
      smallest[i] = Math.min(smallest[i], correlation);
    }
  }
  return { largest, smallest };
}
