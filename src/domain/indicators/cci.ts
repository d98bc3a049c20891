import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import { type BarKernel, overBars, overSeries, type SeriesKernel } from './kernel.ts';
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
  return overBars(bars, window - 1, () => new Cci(window));
}

export class Cci implements BarKernel {
  private readonly deviation: MeanDeviation;

  constructor(window: number) {
    this.deviation = new MeanDeviation(window);
  }

  push({ high, low, close }: Bar): number {
    const price = (high + low + close) / 3;
    const deviation = this.deviation.push(price);
    return deviation > 0 ? (price - this.deviation.mean) / (SCALE * deviation) : Number.NaN;
  }
}

/** Mean absolute distance from the mean of `window` values. See `MeanDeviation` for its cost. */
export function meanDeviation(values: Float64Array, window: number): Float64Array {
  requireWindow('window', window);
  return overSeries(values, window - 1, () => new MeanDeviation(window));
}

/**
 * Distances from a mean that moves with every value cannot be carried over, so this one costs O(window) a value, in a
 * loop over one small array. 0, not a rounding error, where all values are equal.
 */
export class MeanDeviation implements SeriesKernel {
  mean = Number.NaN;
  private readonly average: Sma;
  private readonly ring: Float64Array;
  private next = 0;

  constructor(window: number) {
    this.average = new Sma(window);
    this.ring = new Float64Array(window);
  }

  push(value: number): number {
    const { ring } = this;
    ring[this.next] = value;
    this.next = this.next + 1 === ring.length ? 0 : this.next + 1;
    this.mean = this.average.push(value);
    if (Number.isNaN(this.mean)) return Number.NaN;
    let sum = 0;
    let varies = false;
    for (let i = 0; i < ring.length; i++) {
      sum += Math.abs(ring[i] - this.mean);
      varies ||= ring[i] !== value;
    }
    return varies ? sum / ring.length : 0;
  }
}
