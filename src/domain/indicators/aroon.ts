import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import { type LinesKernel, linesOverBars } from './kernel.ts';
import { requireWindow } from './parameters.ts';
import { RollingExtreme } from './rolling-extremes.ts';

/**
 * Aroon (Chande 1995), 0 to 100: 100 (period - bars since the high or low of the last period + 1 bars) / period; the
 * latest bar on a tie. `oscillator` is up - down. First value at bar period.
 * @throws AppError `parameter_invalid` for an impossible period.
 */
export function aroon(
  bars: Bars,
  period: number,
): Readonly<Record<'up' | 'down' | 'oscillator', Float64Array>> {
  requireWindow('period', period);
  return linesOverBars(
    bars,
    ['up', 'down', 'oscillator'],
    () => new Aroon(period),
    (kernel, lines, i) => {
      lines.up[i] = kernel.up;
      lines.down[i] = kernel.down;
      lines.oscillator[i] = kernel.oscillator;
    },
  );
}

export class Aroon implements LinesKernel<Bar> {
  up = Number.NaN;
  down = Number.NaN;
  oscillator = Number.NaN;
  private readonly period: number;
  private readonly top: RollingExtreme;
  private readonly bottom: RollingExtreme;

  constructor(period: number) {
    this.period = period;
    this.top = new RollingExtreme(period + 1, 1);
    this.bottom = new RollingExtreme(period + 1, -1);
  }

  push({ high, low }: Bar): void {
    this.top.push(high);
    this.bottom.push(low);
    this.up = (100 * (this.period - this.top.age)) / this.period;
    this.down = (100 * (this.period - this.bottom.age)) / this.period;
    this.oscillator = this.up - this.down;
  }
}
