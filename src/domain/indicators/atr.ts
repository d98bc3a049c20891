import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import type { Convention } from './convention.ts';
import { createWilder, type Smoother } from './exponential.ts';
import { type BarKernel, overBars } from './kernel.ts';
import { TrueRange } from './true-range.ts';

/**
 * Average true range: Wilder's average of the true range (Wilder 1978), in price units.
 * @returns First value at bar period (`talib`) or period - 1 (`tulip`).
 * @throws AppError `parameter_invalid` for an impossible period.
 */
export const atr = (bars: Bars, period: number, convention: Convention = 'talib'): Float64Array =>
  overBars(bars, 0, () => new Atr(period, convention));

/** ATR as a share of the close, in percent: comparable between prices. Warm-up as `atr`. */
export const natr = (bars: Bars, period: number, convention: Convention = 'talib'): Float64Array =>
  atr(bars, period, convention).map((range, i) =>
    bars.close[i] > 0 ? (100 * range) / bars.close[i] : Number.NaN,
  );

export class Atr implements BarKernel {
  private readonly range: TrueRange;
  private readonly average: Smoother;

  constructor(period: number, convention: Convention = 'talib') {
    this.range = new TrueRange(convention);
    this.average = createWilder(period);
  }

  push(bar: Bar): number {
    return this.average.push(this.range.push(bar));
  }
}
