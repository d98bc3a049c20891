import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import type { Convention } from './convention.ts';
import { createEma, type Smoother } from './exponential.ts';
import { type BarKernel, overBars } from './kernel.ts';
import { Lag } from './lag.ts';
import { requireWindow } from './parameters.ts';

/**
 * Chaikin's volatility, in percent: change of EMA(period) of the range over `period` bars. First value at bar 2 period - 1;
 * NaN where the average before is 0.
 * @throws AppError `parameter_invalid` for an impossible period.
 */
export function chaikinVolatility(
  bars: Bars,
  period: number,
  convention: Convention = 'talib',
): Float64Array {
  requireWindow('period', period);
  return overBars(bars, 2 * period - 1, () => new ChaikinVolatility(period, convention));
}

export class ChaikinVolatility implements BarKernel {
  private readonly average: Smoother;
  private readonly lag: Lag;
  private readonly hiddenBars: number;
  private seen = 0;

  constructor(period: number, convention: Convention = 'talib') {
    this.average = createEma(period, convention);
    this.lag = new Lag(period);
    this.hiddenBars = 2 * period - 1;
  }

  push({ high, low }: Bar): number {
    const average = this.average.push(high - low);
    const before = this.lag.push(average);
    this.seen = Number.isFinite(high - low) ? this.seen + 1 : 0;
    return this.seen > this.hiddenBars && before > 0 ? 100 * (average / before - 1) : Number.NaN;
  }
}
