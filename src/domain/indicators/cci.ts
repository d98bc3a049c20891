import type { Bar } from '../market/bar.ts';
import { type Bars, barCount } from '../market/bars.ts';
import { DistanceSums } from './distance-sums.ts';
import { type BarKernel, overSeries, type SeriesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';
import { Sma } from './sma.ts';

/** Lambert's constant: about three quarters of the values then lie within ±100. */
const SCALE = 0.015;

/**
 * Commodity channel index (Lambert 1980): (typical price - its mean) / (0.015 * its mean absolute deviation), of
 * `window` bars. NaN where the window does not vary. Typical price: (high + low + close) / 3.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function cci(bars: Bars, window: number): Float64Array {
  requireWindow('window', window);
  const { high, low, close } = bars;
  const result = new Float64Array(barCount(bars));
  if (window > result.length) return result.fill(Number.NaN);
  const kernel = new Cci(window);
  for (let i = 0; i < result.length; i++) result[i] = kernel.step(high[i], low[i], close[i]);
  return result;
}

export class Cci implements BarKernel {
  private readonly deviation: MeanDeviation;

  constructor(window: number) {
    this.deviation = new MeanDeviation(window);
  }

  push({ high, low, close }: Bar): number {
    return this.step(high, low, close);
  }

  step(high: number, low: number, close: number): number {
    const price = (high + low + close) / 3;
    const deviation = this.deviation.push(price);
    return deviation > 0 ? (price - this.deviation.mean) / (SCALE * deviation) : Number.NaN;
  }
}

/** Mean absolute distance from the mean of `window` values. See `DistanceSums` for its cost. */
export function meanDeviation(values: Float64Array, window: number): Float64Array {
  requireWindow('window', window);
  return overSeries(values, window - 1, () => new MeanDeviation(window));
}

/** 0, not a rounding error, where all values are equal. */
export class MeanDeviation implements SeriesKernel {
  mean = Number.NaN;
  private readonly window: number;
  private readonly average: Sma;
  private readonly distances: DistanceSums;
  private last = Number.NaN;
  /** How many of the latest values are equal. */
  private equalCount = 0;

  constructor(window: number) {
    this.window = window;
    this.average = new Sma(window);
    this.distances = new DistanceSums(window);
  }

  push(value: number): number {
    this.distances.push(value);
    this.equalCount = value === this.last ? this.equalCount + 1 : 1;
    this.last = value;
    this.mean = this.average.push(value);
    if (Number.isNaN(this.mean)) return Number.NaN;
    return this.equalCount >= this.window ? 0 : this.distances.sumFrom(this.mean) / this.window;
  }
}
