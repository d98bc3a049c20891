import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import { type BarKernel, overBars } from './kernel.ts';
import { FullEma } from './moving-averages.ts';
import { requireWindow } from './parameters.ts';
import { RollingSum } from './rolling-sum.ts';

/** Dorsey's, which the reading of the index (a bulge above 27) rests on. */
const EMA_PERIOD = 9;

/**
 * Mass index (Dorsey 1992): sum over `window` bars of EMA(9) of the range over EMA(9) of that. About `window` while ranges
 * stay, more while they widen. Averages start at the first range, as in Tulip. First value at bar window + 15; NaN while
 * bars have no range.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function massIndex(bars: Bars, window: number): Float64Array {
  requireWindow('window', window);
  return overBars(bars, window - 1 + 2 * (EMA_PERIOD - 1), () => new MassIndex(window));
}

export class MassIndex implements BarKernel {
  private readonly once = new FullEma(EMA_PERIOD, 'tulip');
  private readonly twice = new FullEma(EMA_PERIOD, 'tulip');
  private readonly sum: RollingSum;

  constructor(window: number) {
    this.sum = new RollingSum(window);
  }

  push({ high, low }: Bar): number {
    const once = this.once.push(high - low);
    const twice = this.twice.push(once);
    return this.sum.push(twice > 0 ? once / twice : Number.NaN);
  }
}
