import { type Bars, barCount } from '../../market/bars.ts';

/**
 * Every two consecutive bars as one, whatever their times: twice the timeframe on the trading clock. A last bar without a
 * partner is left out.
 */
export function joinPairs(bars: Bars): Bars {
  const pairs = Math.floor(barCount(bars) / 2);
  const column = (value: (first: number) => number): Float64Array =>
    Float64Array.from({ length: pairs }, (_, k) => value(2 * k));
  const { spread, companionHigh, companionLow, quoteRate } = bars;
  return {
    timeMs: column((i) => bars.timeMs[i]),
    open: column((i) => bars.open[i]),
    high: column((i) => Math.max(bars.high[i], bars.high[i + 1])),
    low: column((i) => Math.min(bars.low[i], bars.low[i + 1])),
    close: column((i) => bars.close[i + 1]),
    volume: column((i) => bars.volume[i] + bars.volume[i + 1]),
    ...(spread && { spread: column((i) => spread[i + 1]) }),
    ...(quoteRate && { quoteRate: column((i) => quoteRate[i]) }),
    // The known one of two: `Math.max` of a price and NaN is NaN.
    ...(companionHigh &&
      companionLow && {
        companionHigh: column((i) => extreme(Math.max, companionHigh[i], companionHigh[i + 1])),
        companionLow: column((i) => extreme(Math.min, companionLow[i], companionLow[i + 1])),
      }),
  };
}

const extreme = (pick: (a: number, b: number) => number, a: number, b: number): number =>
  Number.isNaN(a) ? b : Number.isNaN(b) ? a : pick(a, b);
