import type { Convention } from './convention.ts';
import { createEma, type Smoother } from './exponential.ts';
import { overSeries, type SeriesKernel } from './kernel.ts';
import { Lag } from './lag.ts';
import { requireWindow } from './parameters.ts';
import { RollingSum } from './rolling-sum.ts';
import { WeightedSum } from './weighted-sum.ts';

/**
 * Linearly weighted average, the newest value weighing `window` times the oldest; first value at bar window - 1.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function wma(values: Float64Array, window: number): Float64Array {
  requireWindow('window', window);
  const result = new Float64Array(values.length);
  if (window > result.length) return result.fill(Number.NaN);
  const kernel = new Wma(window);
  for (let i = 0; i < result.length; i++) result[i] = kernel.push(values[i]);
  return result;
}

export class Wma implements SeriesKernel {
  private readonly sum: WeightedSum;
  private readonly weight: number;

  constructor(window: number) {
    this.sum = new WeightedSum(window);
    this.weight = (window * (window + 1)) / 2;
  }

  push(value: number): number {
    return this.sum.push(value) / this.weight;
  }
}

/**
 * Hull's average: WMA over floor(sqrt(window)) of 2 WMA(floor(window / 2)) - WMA(window) (Hull 2005).
 * @throws AppError `parameter_invalid` for a window below 2.
 */
export function hma(values: Float64Array, window: number): Float64Array {
  requireWindow('window', window, 2);
  return overSeries(values, window - 1, () => new Hma(window));
}

export class Hma implements SeriesKernel {
  private readonly half: Wma;
  private readonly whole: Wma;
  private readonly smooth: Wma;

  constructor(window: number) {
    requireWindow('window', window, 2);
    this.half = new Wma(Math.floor(window / 2));
    this.whole = new Wma(window);
    this.smooth = new Wma(Math.floor(Math.sqrt(window)));
  }

  push(value: number): number {
    return this.smooth.push(2 * this.half.push(value) - this.whole.push(value));
  }
}

/** Double exponential average 2 e1 - e2 (Mulloy 1994), e2 the average of e1; first value at bar 2 (period - 1). */
export const dema = (values: Float64Array, period: number, convention: Convention = 'talib'): Float64Array =>
  overSeries(values, 0, () => new Dema(period, convention));

export class Dema implements SeriesKernel {
  private readonly first: FullEma;
  private readonly second: FullEma;

  constructor(period: number, convention: Convention = 'talib') {
    this.first = new FullEma(period, convention);
    this.second = new FullEma(period, convention);
  }

  push(value: number): number {
    const once = this.first.push(value);
    return 2 * once - this.second.push(once);
  }
}

/** Triple exponential average 3 e1 - 3 e2 + e3 (Mulloy 1994); first value at bar 3 (period - 1). */
export const tema = (values: Float64Array, period: number, convention: Convention = 'talib'): Float64Array =>
  overSeries(values, 0, () => new Tema(period, convention));

export class Tema implements SeriesKernel {
  private readonly first: FullEma;
  private readonly second: FullEma;
  private readonly third: FullEma;

  constructor(period: number, convention: Convention = 'talib') {
    this.first = new FullEma(period, convention);
    this.second = new FullEma(period, convention);
    this.third = new FullEma(period, convention);
  }

  push(value: number): number {
    const once = this.first.push(value);
    const twice = this.second.push(once);
    return 3 * once - 3 * twice + this.third.push(twice);
  }
}

/**
 * Zero-lag exponential average (Ehlers & Way 2010): EMA of the value led by its change over (period - 1) / 2 bars, rounded
 * down. As in Tulip it starts one bar before the first led value, with the plain one. First value at bar max(lag - 1, 0).
 * @throws AppError `parameter_invalid` for an impossible period.
 */
export function zlema(values: Float64Array, period: number): Float64Array {
  requireWindow('period', period);
  return overSeries(values, Math.max(0, zeroLagBars(period) - 1), () => new Zlema(period));
}

const zeroLagBars = (period: number): number => Math.floor((period - 1) / 2);

export class Zlema implements SeriesKernel {
  private readonly lagBars: number;
  private readonly lag: Lag | undefined;
  private readonly average: Smoother;
  private seen = 0;

  constructor(period: number) {
    requireWindow('period', period);
    this.lagBars = zeroLagBars(period);
    this.lag = this.lagBars > 0 ? new Lag(this.lagBars) : undefined;
    this.average = createEma(period, 'tulip');
  }

  push(value: number): number {
    const before = this.lag ? this.lag.push(value) : value;
    this.seen = Number.isFinite(value) ? this.seen + 1 : 0;
    if (this.seen < this.lagBars) return this.average.push(Number.NaN);
    return this.average.push(this.seen === this.lagBars ? value : 2 * value - before);
  }
}

/** Simple average of a simple average: weights rise and fall in a triangle; first value at bar window - 1. */
export function trima(values: Float64Array, window: number): Float64Array {
  requireWindow('window', window);
  return overSeries(values, window - 1, () => new Trima(window));
}

export class Trima implements SeriesKernel {
  private readonly inner: RollingSum;
  private readonly outer: RollingSum;
  private readonly weight: number;

  constructor(window: number) {
    requireWindow('window', window);
    const inner = Math.floor(window / 2) + 1;
    const outer = window + 1 - inner;
    this.inner = new RollingSum(inner);
    this.outer = new RollingSum(outer);
    this.weight = inner * outer;
  }

  push(value: number): number {
    return this.outer.push(this.inner.push(value)) / this.weight;
  }
}

/** Volume-weighted average of the closes: sum of price * volume over sum of volume; NaN while nothing is traded. */
export class Vwma {
  private readonly turnover: RollingSum;
  private readonly volume: RollingSum;

  constructor(window: number) {
    this.turnover = new RollingSum(window);
    this.volume = new RollingSum(window);
  }

  push(price: number, volume: number): number {
    const turnover = this.turnover.push(price * volume);
    const traded = this.volume.push(volume);
    return traded > 0 ? turnover / traded : Number.NaN;
  }
}

/** `prices` and `volumes` of one length. See `Vwma`. @throws AppError `parameter_invalid` for an impossible window. */
export function vwma(prices: Float64Array, volumes: Float64Array, window: number): Float64Array {
  requireWindow('window', window);
  if (window > prices.length) return prices.map(() => Number.NaN);
  const kernel = new Vwma(window);
  return prices.map((price, i) => kernel.push(price, volumes[i]));
}

/**
 * An EMA that shows nothing before its first window is full, in either convention: what the averages of averages feed
 * on. Tulip starts at the first value all the same, and starts the next average where this one is first shown.
 */
export class FullEma implements SeriesKernel {
  private readonly period: number;
  private readonly average: Smoother;
  private seen = 0;

  constructor(period: number, convention: Convention) {
    this.period = period;
    this.average = createEma(period, convention);
  }

  push(value: number): number {
    this.seen = Number.isFinite(value) ? this.seen + 1 : 0;
    const average = this.average.push(value);
    return this.seen < this.period ? Number.NaN : average;
  }
}
