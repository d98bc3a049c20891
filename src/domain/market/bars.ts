/**
 * Bars as columns of equal length, oldest first. Prices are in the quote currency, `timeMs` is the bar's OPEN
 * in milliseconds since 1970-01-01 UTC: a bar's prices are knowable only when the next bar opens.
 */
export interface Bars {
  readonly timeMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Traded or tick volume; zeros when the source has none. */
  readonly volume: Float64Array;
  /** Quoted ask less bid at the close, price units; NaN where it is not known. Absent when the source has none. */
  readonly spread?: Float64Array;
  /**
   * Extremes of a second market over the time of each bar, from bars that had closed by its close; in its own quote
   * currency, NaN where it did not trade. Both or neither; absent when there is no second market.
   */
  readonly companionHigh?: Float64Array;
  readonly companionLow?: Float64Array;
  /**
   * Money of the account for one unit of the quote currency, as it was known when the bar opened, above 0. Absent when the
   * account needs no conversion, or converts at one rate.
   */
  readonly quoteRate?: Float64Array;
}

/** The prices of one side of the market, as columns beside `Bars`. */
export type PriceColumns = Pick<Bars, 'open' | 'high' | 'low' | 'close'>;

/** Number of bars. */
export const barCount = (bars: Bars): number => bars.timeMs.length;

/** Bars `from` (inclusive) to `to` (exclusive), sharing memory with the original. */
export function sliceBars(bars: Bars, from: number, to: number): Bars {
  return {
    timeMs: bars.timeMs.subarray(from, to),
    open: bars.open.subarray(from, to),
    high: bars.high.subarray(from, to),
    low: bars.low.subarray(from, to),
    close: bars.close.subarray(from, to),
    volume: bars.volume.subarray(from, to),
    ...(bars.spread && { spread: bars.spread.subarray(from, to) }),
    ...(bars.companionHigh && { companionHigh: bars.companionHigh.subarray(from, to) }),
    ...(bars.companionLow && { companionLow: bars.companionLow.subarray(from, to) }),
    ...(bars.quoteRate && { quoteRate: bars.quoteRate.subarray(from, to) }),
  };
}

/** One series after another, copied. The second must start after the first ends. What only one has (spread, companion, rate) is left out. */
export function concatBars(first: Bars, second: Bars): Bars {
  const join = (a: Float64Array, b: Float64Array): Float64Array => {
    const joined = new Float64Array(a.length + b.length);
    joined.set(a);
    joined.set(b, a.length);
    return joined;
  };
  return {
    timeMs: join(first.timeMs, second.timeMs),
    open: join(first.open, second.open),
    high: join(first.high, second.high),
    low: join(first.low, second.low),
    close: join(first.close, second.close),
    volume: join(first.volume, second.volume),
    ...(first.spread && second.spread && { spread: join(first.spread, second.spread) }),
    ...(first.companionHigh &&
      second.companionHigh && { companionHigh: join(first.companionHigh, second.companionHigh) }),
    ...(first.companionLow &&
      second.companionLow && { companionLow: join(first.companionLow, second.companionLow) }),
    ...(first.quoteRate && second.quoteRate && { quoteRate: join(first.quoteRate, second.quoteRate) }),
  };
}

/** Bars at the given indices, in their order, copied. */
export function pickBars(bars: Bars, indices: ArrayLike<number>): Bars {
  const column = (values: Float64Array): Float64Array => {
    const picked = new Float64Array(indices.length);
    for (let i = 0; i < indices.length; i++) picked[i] = values[indices[i]];
    return picked;
  };
  return {
    timeMs: column(bars.timeMs),
    open: column(bars.open),
    high: column(bars.high),
    low: column(bars.low),
    close: column(bars.close),
    volume: column(bars.volume),
    ...(bars.spread && { spread: column(bars.spread) }),
    ...(bars.companionHigh && { companionHigh: column(bars.companionHigh) }),
    ...(bars.companionLow && { companionLow: column(bars.companionLow) }),
    ...(bars.quoteRate && { quoteRate: column(bars.quoteRate) }),
  };
}
