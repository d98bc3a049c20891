import { overSeries, type SeriesKernel } from './kernel.ts';
import { Lag } from './lag.ts';
import { requireWindow } from './parameters.ts';
import { Sma } from './sma.ts';

/**
 * Detrended price oscillator, in the unit of the values: the value floor(window / 2) + 1 bars ago less the mean of the last
 * `window`. (Charts draw it where that value was, which is a look-ahead.) First value at bar
 * max(window - 1, floor(window / 2) + 1).
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function detrended(values: Float64Array, window: number): Float64Array {
  requireWindow('window', window);
  return overSeries(values, window - 1, () => new Detrended(window));
}

export class Detrended implements SeriesKernel {
  private readonly mean: Sma;
  private readonly lag: Lag;

  constructor(window: number) {
    this.mean = new Sma(window);
    this.lag = new Lag(Math.floor(window / 2) + 1);
  }

  push(value: number): number {
    const before = this.lag.push(value);
    return before - this.mean.push(value);
  }
}
