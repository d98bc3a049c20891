import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import { Atr } from './atr.ts';
import type { Convention } from './convention.ts';
import { createEma, type Smoother } from './exponential.ts';
import { type LinesKernel, linesOverBars, linesOverSeries } from './kernel.ts';
import { requirePositive, requireWindow } from './parameters.ts';
import { RollingMoments } from './rolling-deviation.ts';
import { RollingExtreme } from './rolling-extremes.ts';

const BAND_LINES = ['lower', 'middle', 'upper'] as const;
type Band = (typeof BAND_LINES)[number];

/** The three lines of a band, in the unit of the values. */
export type BandLines = Readonly<Record<Band, Float64Array>>;

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
  requireWindow('window', window);
  return linesOverSeries(
    values,
    [...BAND_LINES, 'position', 'bandwidth'],
    () => new Bollinger(Math.min(window, values.length + 1), width),
    (kernel, lines, i) => {
      lines.lower[i] = kernel.lower;
      lines.middle[i] = kernel.middle;
      lines.upper[i] = kernel.upper;
      lines.position[i] = kernel.position;
      lines.bandwidth[i] = kernel.bandwidth;
    },
  );
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
export const keltner = (bars: Bars, options: KeltnerOptions, convention: Convention = 'talib'): BandLines =>
  linesOverBars(
    bars,
    BAND_LINES,
    () => new Keltner(options, convention),
    (kernel, lines, i) => {
      lines.lower[i] = kernel.lower;
      lines.middle[i] = kernel.middle;
      lines.upper[i] = kernel.upper;
    },
  );

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
export function donchian(bars: Bars, window: number): BandLines {
  requireWindow('window', window);
  return linesOverBars(
    bars,
    BAND_LINES,
    () => new Donchian(Math.min(window, bars.close.length + 1)),
    (kernel, lines, i) => {
      lines.lower[i] = kernel.lower;
      lines.middle[i] = kernel.middle;
      lines.upper[i] = kernel.upper;
    },
  );
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
