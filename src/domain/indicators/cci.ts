import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import { type BarKernel, overBars, overSeries, type SeriesKernel } from './kernel.ts';
import { OrderedWindow } from './ordered-window.ts';
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

/** Up to this window a loop over all values is faster than a tree of them. */
export const MOST_LOOPED = 512;

/**
 * Distances from a mean that moves with every value cannot be carried over. Up to `MOST_LOOPED` values they are added up
 * one by one; longer windows are kept in order of size, where those above the mean are found in O(log window).
 * 0, not a rounding error, where all values are equal.
 */
export class MeanDeviation implements SeriesKernel {
  mean = Number.NaN;
  private readonly window: number;
  private readonly average: Sma;
  private readonly distances: Distances;
  private last = Number.NaN;
  /** How many of the latest values are equal. */
  private equalCount = 0;

  constructor(window: number) {
    this.window = window;
    this.average = new Sma(window);
    this.distances = window > MOST_LOOPED ? new OrderedDistances(window) : new LoopedDistances(window);
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

/** The last values, and the sum of their absolute distances from a point, which is asked for when all are finite. */
interface Distances {
  push(value: number): void;
  sumFrom(point: number): number;
}

class LoopedDistances implements Distances {
  private readonly ring: Float64Array;
  private next = 0;

  constructor(window: number) {
    this.ring = new Float64Array(window);
  }

  push(value: number): void {
    this.ring[this.next] = value;
    this.next = this.next + 1 === this.ring.length ? 0 : this.next + 1;
  }

  sumFrom(point: number): number {
    const { ring } = this;
    let sum = 0;
    for (let i = 0; i < ring.length; i++) sum += Math.abs(ring[i] - point);
    return sum;
  }
}

/** Values count from the first of the series, so that a large offset common to all does not cost their sums digits. */
class OrderedDistances implements Distances {
  private readonly values: OrderedWindow;
  private origin = Number.NaN;

  constructor(window: number) {
    this.values = new OrderedWindow(window);
  }

  push(value: number): void {
    if (!Number.isFinite(this.origin)) this.origin = value;
    this.values.push(value - this.origin);
  }

  /** Those above: sum - count x point. Those below: the other way round. */
  sumFrom(point: number): number {
    const { values } = this;
    const distance = point - this.origin;
    values.above(distance);
    return 2 * values.aboveSum - values.sum + (values.count - 2 * values.aboveCount) * distance;
  }
}
