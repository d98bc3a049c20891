import type { Bar } from '../market/bar.ts';
import { type Bars, barCount } from '../market/bars.ts';
import { BarsSinceExtreme } from './bars-since-extreme.ts';
import type { LinesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';

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
  const { high, low } = bars;
  const n = barCount(bars);
  const kernel = new Aroon(Math.min(period, n + 1));
  const [up, down, oscillator] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    kernel.step(high[i], low[i]);
    up[i] = kernel.up;
    down[i] = kernel.down;
    oscillator[i] = kernel.oscillator;
  }
  return { up, down, oscillator };
}

export class Aroon implements LinesKernel<Bar> {
  up = Number.NaN;
  down = Number.NaN;
  oscillator = Number.NaN;
  private readonly period: number;
  private readonly top: BarsSinceExtreme;
  private readonly bottom: BarsSinceExtreme;

  constructor(period: number) {
    this.period = period;
    this.top = new BarsSinceExtreme(period + 1, 1);
    this.bottom = new BarsSinceExtreme(period + 1, -1);
  }

  push({ high, low }: Bar): void {
    this.step(high, low);
  }

  step(high: number, low: number): void {
    this.up = (100 * (this.period - this.top.push(high))) / this.period;
    this.down = (100 * (this.period - this.bottom.push(low))) / this.period;
    this.oscillator = this.up - this.down;
  }
}
