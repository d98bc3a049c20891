import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import { createEma, type Smoother } from './exponential.ts';
import { type BarKernel, overBars } from './kernel.ts';
import { requireRising } from './parameters.ts';

/**
 * Klinger volume oscillator (Klinger 1997): EMA(fast) - EMA(slow) of the volume force, in units of volume times 100; first
 * value 0 at bar 1, as in Tulip. The force is 100 volume |2 range / (sum of the ranges since the typical price turned) - 1|,
 * signed by its direction; 0 before the price has moved, and while no bar since has a range. A missing value begins it anew.
 * @throws AppError `parameter_invalid` unless fast is below slow.
 */
export const klinger = (bars: Bars, fast: number, slow: number): Float64Array =>
  overBars(bars, 1, () => new Klinger(fast, slow));

export class Klinger implements BarKernel {
  private readonly fast: Smoother;
  private readonly slow: Smoother;
  private priceBefore = Number.NaN;
  private rangeBefore = Number.NaN;
  private direction = 0;
  private run = 0;

  constructor(fast: number, slow: number) {
    requireRising({ fast, slow });
    this.fast = createEma(fast, 'tulip');
    this.slow = createEma(slow, 'tulip');
  }

  push({ high, low, close, volume }: Bar): number {
    const force = this.force(high + low + close, high - low, volume);
    return this.fast.push(force) - this.slow.push(force);
  }

  private force(price: number, range: number, volume: number): number {
    const isPresent = Number.isFinite(price + range + volume);
    const change = price - this.priceBefore;
    const rangeBefore = this.rangeBefore;
    this.priceBefore = isPresent ? price : Number.NaN;
    this.rangeBefore = range;
    if (!isPresent || Number.isNaN(change)) {
      this.direction = this.run = 0;
      return Number.NaN;
    }
    const turned = Math.sign(change);
    if (turned !== 0 && turned !== this.direction) {
      this.direction = turned;
      this.run = rangeBefore;
    }
    this.run += range;
    return this.run > 0 ? 100 * this.direction * volume * Math.abs((2 * range) / this.run - 1) : 0;
  }
}
