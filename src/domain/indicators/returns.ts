import { overSeries, type SeriesKernel } from './kernel.ts';
import { Lag } from './lag.ts';
import { requireWindow } from './parameters.ts';

/**
 * Simple return over `bars` bars: x[i] / x[i - bars] - 1. NaN for the first `bars` values and where either price is
 * not finite or not above 0 (a ratio of such prices means nothing).
 * @throws AppError `parameter_invalid` for an impossible number of bars.
 */
export function simpleReturns(prices: Float64Array, bars: number): Float64Array {
  requireWindow('bars', bars);
  return overSeries(prices, bars, () => new SimpleReturn(bars));
}

/** Log return over `bars` bars: ln(x[i] / x[i - bars]). NaN as in `simpleReturns`. */
export function logReturns(prices: Float64Array, bars: number): Float64Array {
  requireWindow('bars', bars);
  return overSeries(prices, bars, () => new LogReturn(bars));
}

export class SimpleReturn implements SeriesKernel {
  private readonly lag: Lag;

  constructor(bars: number) {
    this.lag = new Lag(bars);
  }

  push(price: number): number {
    const before = this.lag.push(price);
    return isPrice(before) && isPrice(price) ? price / before - 1 : Number.NaN;
  }
}

export class LogReturn implements SeriesKernel {
  private readonly lag: Lag;

  constructor(bars: number) {
    this.lag = new Lag(bars);
  }

  push(price: number): number {
    const before = this.lag.push(price);
    return isPrice(before) && isPrice(price) ? Math.log(price / before) : Number.NaN;
  }
}

const isPrice = (value: number): boolean => value > 0 && value < Number.POSITIVE_INFINITY;
