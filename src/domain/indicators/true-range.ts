import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import type { Convention } from './convention.ts';
import { type BarKernel, overBars } from './kernel.ts';

/**
 * True range in price units: max(high, close before) - min(low, close before) (Wilder 1978).
 * @returns `talib`: NaN at bar 0, which has no bar before it. `tulip`: high - low there.
 */
export const trueRange = (bars: Bars, convention: Convention = 'talib'): Float64Array =>
  overBars(bars, 0, () => new TrueRange(convention));

export class TrueRange implements BarKernel {
  private readonly convention: Convention;
  private isFirst = true;
  private before = Number.NaN;

  constructor(convention: Convention = 'talib') {
    this.convention = convention;
  }

  push({ high, low, close }: Bar): number {
    return this.step(high, low, close);
  }

  step(high: number, low: number, close: number): number {
    const before = this.before;
    this.before = close;
    if (this.isFirst) {
      this.isFirst = false;
      return this.convention === 'tulip' ? high - low : Number.NaN;
    }
    return Math.max(high, before) - Math.min(low, before);
  }
}
