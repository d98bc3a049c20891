import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import { type LinesKernel, linesOverBars } from './kernel.ts';
import { requireWindow } from './parameters.ts';
import { RollingSum } from './rolling-sum.ts';
import { TrueRange } from './true-range.ts';

/**
 * Vortex indicator (Botes & Siepman 2010): sums over `window` bars of |high - low before| (`plus`) and |low - high before|
 * (`minus`), over that of the true range; about 1, the larger one names the trend. First value at bar window; NaN where
 * there was no range.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function vortex(bars: Bars, window: number): Readonly<Record<'plus' | 'minus', Float64Array>> {
  requireWindow('window', window);
  return linesOverBars(
    bars,
    ['plus', 'minus'],
    () => new Vortex(Math.min(window, bars.close.length + 1)),
    (kernel, lines, i) => {
      lines.plus[i] = kernel.plus;
      lines.minus[i] = kernel.minus;
    },
  );
}

export class Vortex implements LinesKernel<Bar> {
  plus = Number.NaN;
  minus = Number.NaN;
  private readonly trueRange = new TrueRange();
  private readonly up: RollingSum;
  private readonly down: RollingSum;
  private readonly range: RollingSum;
  private highBefore = Number.NaN;
  private lowBefore = Number.NaN;

  constructor(window: number) {
    this.up = new RollingSum(window);
    this.down = new RollingSum(window);
    this.range = new RollingSum(window);
  }

  push(bar: Bar): void {
    const range = this.range.push(this.trueRange.push(bar));
    const up = this.up.push(Math.abs(bar.high - this.lowBefore));
    const down = this.down.push(Math.abs(bar.low - this.highBefore));
    this.highBefore = bar.high;
    this.lowBefore = bar.low;
    this.plus = range > 0 ? up / range : Number.NaN;
    this.minus = range > 0 ? down / range : Number.NaN;
  }
}
