import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import { type LinesKernel, linesOverBars } from './kernel.ts';
import { requireWindow } from './parameters.ts';
import { RollingExtreme } from './rolling-extremes.ts';

/** Ehlers': weight of the new place in the channel, and what it may not pass, where the logarithm has no end. */
const NEW_WEIGHT = 0.33;
const MOST = 0.99;
const CLAMPED = 0.999;

/**
 * Fisher transform (Ehlers 2002): the place of the middle of the bar among those of `window` bars, -1 to 1 and smoothed, by
 * ln((1 + x) / (1 - x)) / 2, smoothed again; without unit, about -4 to 4. `signal` is the value before, 0 at the first. First
 * value at bar window - 1. Where the middles do not vary there is none, and it begins anew (Tulip goes on with a made-up height).
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function fisher(bars: Bars, window: number): Readonly<Record<'transform' | 'signal', Float64Array>> {
  requireWindow('window', window);
  return linesOverBars(
    bars,
    ['transform', 'signal'],
    () => new Fisher(Math.min(window, bars.close.length + 1)),
    (kernel, lines, i) => {
      lines.transform[i] = kernel.transform;
      lines.signal[i] = kernel.signal;
    },
  );
}

export class Fisher implements LinesKernel<Bar> {
  transform = Number.NaN;
  signal = Number.NaN;
  private readonly top: RollingExtreme;
  private readonly bottom: RollingExtreme;
  private place = 0;

  constructor(window: number) {
    this.top = new RollingExtreme(window, 1);
    this.bottom = new RollingExtreme(window, -1);
  }

  push({ high, low }: Bar): void {
    const middle = (high + low) / 2;
    const bottom = this.bottom.push(middle);
    const height = this.top.push(middle) - bottom;
    if (!(height > 0)) {
      this.place = 0;
      this.transform = this.signal = Number.NaN;
      return;
    }
    const place = 2 * ((middle - bottom) / height - 0.5);
    const smoothed = NEW_WEIGHT * place + (1 - NEW_WEIGHT) * this.place;
    this.place = Math.abs(smoothed) > MOST ? Math.sign(smoothed) * CLAMPED : smoothed;
    this.signal = Number.isNaN(this.transform) ? 0 : this.transform;
    this.transform = 0.5 * Math.log((1 + this.place) / (1 - this.place)) + 0.5 * this.signal;
  }
}
