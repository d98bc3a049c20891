import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import { type BarKernel, type LinesKernel, overSeries, type SeriesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';
import { RollingExtreme, rollingMax, rollingMin } from './rolling-extremes.ts';
import { Rsi } from './rsi.ts';
import { Sma, sma } from './sma.ts';

export interface StochasticPeriods {
  /** Bars of the channel. */
  readonly window: number;
  /** Bars %K is averaged over; 1: the fast stochastic. */
  readonly slowing: number;
  /** Bars %D, the average of %K, is taken over. */
  readonly signal: number;
}

/**
 * Stochastic oscillator (Lane), 0 to 100: where the close lies between the lowest low and the highest high. NaN where
 * the channel has no height. TA-Lib shows %K from the first %D on; here each line starts when it is known.
 * @throws AppError `parameter_invalid` for impossible periods.
 */
export function stochastic(
  bars: Bars,
  periods: StochasticPeriods,
): Readonly<Record<'k' | 'd', Float64Array>> {
  const k = sma(inChannel(bars, periods.window), periods.slowing);
  return { k, d: sma(k, periods.signal) };
}

export class Stochastic implements LinesKernel<Bar> {
  k = Number.NaN;
  d = Number.NaN;
  private readonly position: ChannelPosition;
  private readonly slowing: Sma;
  private readonly signal: Sma;

  constructor({ window, slowing, signal }: StochasticPeriods) {
    requireWindow('slowing', slowing);
    requireWindow('signal', signal);
    this.position = new ChannelPosition(window);
    this.slowing = new Sma(slowing);
    this.signal = new Sma(signal);
  }

  push(bar: Bar): void {
    this.k = this.slowing.push(100 * this.position.push(bar));
    this.d = this.signal.push(this.k);
  }
}

/** (close - lowest low) / (highest high - lowest low) of `window` bars, 0 to 1; NaN where the channel has no height. */
export class ChannelPosition implements BarKernel {
  private readonly top: RollingExtreme;
  private readonly bottom: RollingExtreme;

  constructor(window: number) {
    this.top = new RollingExtreme(window, 1);
    this.bottom = new RollingExtreme(window, -1);
  }

  push({ high, low, close }: Bar): number {
    const top = this.top.push(high);
    const bottom = this.bottom.push(low);
    return top > bottom ? (close - bottom) / (top - bottom) : Number.NaN;
  }
}

/** `ChannelPosition` of all bars, in percent. */
function inChannel({ high, low, close }: Bars, window: number): Float64Array {
  const result = rollingMax(high, window);
  const bottoms = rollingMin(low, window);
  for (let i = 0; i < result.length; i++) {
    const top = result[i];
    const bottom = bottoms[i];
    result[i] = top > bottom ? 100 * ((close[i] - bottom) / (top - bottom)) : Number.NaN;
  }
  return result;
}

/**
 * Williams' %R, -100 (at the low of the channel) to 0 (at its high); first value at bar window - 1.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function williamsR(bars: Bars, window: number): Float64Array {
  const result = inChannel(bars, window);
  for (let i = 0; i < result.length; i++) result[i] -= 100;
  return result;
}

/**
 * Stochastic of the RSI, 0 to 1 (Chande & Kroll 1994): where the RSI lies within its own last `window` values.
 * First value at bar period + window - 1; NaN where the RSI did not move, as at 100 while prices only rise.
 * @throws AppError `parameter_invalid` for impossible periods.
 */
export function stochRsi(values: Float64Array, period: number, window = period): Float64Array {
  requireWindow('period', period);
  requireWindow('window', window);
  return overSeries(values, period + window - 1, () => new StochRsi(period, window));
}

export class StochRsi implements SeriesKernel {
  private readonly rsi: Rsi;
  private readonly top: RollingExtreme;
  private readonly bottom: RollingExtreme;

  constructor(period: number, window: number) {
    this.rsi = new Rsi(period);
    this.top = new RollingExtreme(window, 1);
    this.bottom = new RollingExtreme(window, -1);
  }

  push(value: number): number {
    const strength = this.rsi.push(value);
    const top = this.top.push(strength);
    const bottom = this.bottom.push(strength);
    return top > bottom ? (strength - bottom) / (top - bottom) : Number.NaN;
  }
}
