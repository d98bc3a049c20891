import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import { Atr, atr } from './atr.ts';
import type { Convention } from './convention.ts';
import { createEma, ema, type Smoother } from './exponential.ts';
import type { LinesKernel } from './kernel.ts';
import { requirePositive } from './parameters.ts';
import { RollingMoments, rollingMoments } from './rolling-deviation.ts';
import { RollingExtreme, rollingMax, rollingMin } from './rolling-extremes.ts';

/** The three lines of a band, in the unit of the values. */
export type BandLines = Readonly<Record<'lower' | 'middle' | 'upper', Float64Array>>;

/**
 * Bollinger bands: mean and `width` population deviations around it. `position` is %b (0 at the lower band, 1 at the
 * upper one), `bandwidth` the distance of the bands over the mean; NaN where the bands touch or the mean is not above 0.
 * @throws AppError `parameter_invalid` for an impossible window or width.
 */
export function bollinger(
  values: Float64Array,
  window: number,
  width: number,
): BandLines & Readonly<Record<'position' | 'bandwidth', Float64Array>> {
  requirePositive('width', width);
  const { mean, deviation } = rollingMoments(values, window);
  const n = values.length;
  // The deviations are not asked for: their array is that of the lower band.
  const lower = deviation;
  const [upper, position, bandwidth] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    const middle = mean[i];
    const reach = width * deviation[i];
    lower[i] = middle - reach;
    upper[i] = middle + reach;
    position[i] = reach > 0 ? (values[i] - middle + reach) / (2 * reach) : Number.NaN;
    bandwidth[i] = middle > 0 ? (2 * reach) / middle : Number.NaN;
  }
  return { lower, middle: mean, upper, position, bandwidth };
}

export class Bollinger implements LinesKernel<number> {
  lower = Number.NaN;
  middle = Number.NaN;
  upper = Number.NaN;
  position = Number.NaN;
  bandwidth = Number.NaN;
  private readonly width: number;
  private readonly moments: RollingMoments;

  constructor(window: number, width: number) {
    requirePositive('width', width);
    this.width = width;
    this.moments = new RollingMoments(window);
  }

  push(value: number): void {
    const reach = this.width * this.moments.push(value);
    this.middle = this.moments.mean;
    this.lower = this.middle - reach;
    this.upper = this.middle + reach;
    this.position = reach > 0 ? (value - this.middle + reach) / (2 * reach) : Number.NaN;
    this.bandwidth = this.middle > 0 ? (2 * reach) / this.middle : Number.NaN;
  }
}

export interface KeltnerOptions {
  readonly period: number;
  readonly atrPeriod: number;
  readonly width: number;
}

/**
 * Keltner channel: EMA(period) of the close and `width` ATRs around it (Raschke's form).
 * @throws AppError `parameter_invalid` for impossible periods or width.
 */
export function keltner(bars: Bars, options: KeltnerOptions, convention: Convention = 'talib'): BandLines {
  const { period, atrPeriod, width } = options;
  requirePositive('width', width);
  const middle = ema(bars.close, period, convention);
  const lower = atr(bars, atrPeriod, convention);
  const upper = new Float64Array(middle.length);
  for (let i = 0; i < middle.length; i++) {
    const reach = width * lower[i];
    lower[i] = middle[i] - reach;
    upper[i] = middle[i] + reach;
  }
  return { lower, middle, upper };
}

export class Keltner implements LinesKernel<Bar> {
  lower = Number.NaN;
  middle = Number.NaN;
  upper = Number.NaN;
  private readonly width: number;
  private readonly average: Smoother;
  private readonly atr: Atr;

  constructor({ period, atrPeriod, width }: KeltnerOptions, convention: Convention = 'talib') {
    requirePositive('width', width);
    this.width = width;
    this.average = createEma(period, convention);
    this.atr = new Atr(atrPeriod, convention);
  }

  push(bar: Bar): void {
    this.middle = this.average.push(bar.close);
    const reach = this.width * this.atr.push(bar);
    this.lower = this.middle - reach;
    this.upper = this.middle + reach;
  }
}

/**
 * Donchian channel: lowest low, highest high and their mean over `window` bars, the current one included.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function donchian({ high, low }: Bars, window: number): BandLines {
  const upper = rollingMax(high, window);
  const lower = rollingMin(low, window);
  return { lower, middle: upper.map((top, i) => (top + lower[i]) / 2), upper };
}

export class Donchian implements LinesKernel<Bar> {
  lower = Number.NaN;
  middle = Number.NaN;
  upper = Number.NaN;
  private readonly top: RollingExtreme;
  private readonly bottom: RollingExtreme;

  constructor(window: number) {
    this.top = new RollingExtreme(window, 1);
    this.bottom = new RollingExtreme(window, -1);
  }

  push({ high, low }: Bar): void {
    this.upper = this.top.push(high);
    this.lower = this.bottom.push(low);
    this.middle = (this.upper + this.lower) / 2;
  }
}
