import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import type { Convention } from './convention.ts';
import { createWilder, type Smoother } from './exponential.ts';
import type { BarKernel } from './kernel.ts';
import { TrueRange } from './true-range.ts';

/**
 * Average true range: Wilder's average of the true range (Wilder 1978), in price units.
 * @returns First value at bar period (`talib`) or period - 1 (`tulip`).
 * @throws AppError `parameter_invalid` for an impossible period.
 */
export function atr(
  { high, low, close }: Bars,
  period: number,
  convention: Convention = 'talib',
): Float64Array {
  const result = new Float64Array(close.length);
  const kernel = new Atr(period, convention);
  for (let i = 0; i < result.length; i++) result[i] = kernel.step(high[i], low[i], close[i]);
  return result;
}

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

  push({ high, low, close }: Bar): number {
    return this.step(high, low, close);
  }

  step(high: number, low: number, close: number): number {
    return this.average.push(this.range.step(high, low, close));
  }
}
