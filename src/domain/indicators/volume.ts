import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import type { Convention } from './convention.ts';
import { createEma, Smoother } from './exponential.ts';
import { type BarKernel, overBars } from './kernel.ts';
import { requireRising, requireWindow } from './parameters.ts';
import { RollingSum } from './rolling-sum.ts';

/** A bar's volume times where its close lies, from -1 (at the low) to 1 (at the high); 0 for a bar without range. */
function moneyFlowVolume({ high, low, close, volume }: Bar): number {
  return high === low ? 0 * (high - low) * volume : (volume * (close - low - (high - close))) / (high - low);
}

/**
 * On-balance volume (Granville 1963): volume added on a rise, subtracted on a fall, from 0 (`tulip`, the default here) or from
 * the first bar's volume (`talib`) at bar 0. In units of volume; its level depends on where the series starts, so
 * features use its changes. A bar with a missing value has no value; the line starts anew after it.
 */
export function obv({ close, volume }: Bars, convention: Convention = 'tulip'): Float64Array {
  const result = new Float64Array(close.length);
  const kernel = new Obv(convention);
  for (let i = 0; i < result.length; i++) result[i] = kernel.step(close[i], volume[i]);
  return result;
}

export class Obv implements BarKernel {
  private readonly addsFirst: boolean;
  private before = Number.NaN;
  private level = 0;

  constructor(convention: Convention = 'tulip') {
    this.addsFirst = convention === 'talib';
  }

  push({ close, volume }: Bar): number {
    return this.step(close, volume);
  }

  step(close: number, volume: number): number {
    if (!Number.isFinite(close + volume)) {
      this.before = Number.NaN;
      this.level = 0;
      return Number.NaN;
    }
    if (close > this.before) this.level += volume;
    else if (close < this.before) this.level -= volume;
    else if (this.addsFirst && Number.isNaN(this.before)) this.level = volume;
    this.before = close;
    return this.level;
  }
}

/** Accumulation/distribution line (Chaikin): running sum of the money-flow volume. Level and missing values as `obv`. */
export const accumulation = (bars: Bars): Float64Array => overBars(bars, 0, () => new Accumulation());

export class Accumulation implements BarKernel {
  private level = 0;

  push(bar: Bar): number {
    const flow = moneyFlowVolume(bar);
    if (!Number.isFinite(flow)) {
      this.level = 0;
      return Number.NaN;
    }
    this.level += flow;
    return this.level;
  }
}

/**
 * Chaikin oscillator: EMA(fast) - EMA(slow) of the accumulation line, both started at its first value, as in both
 * libraries. In units of volume; first value at bar slow - 1, and as many bars after a missing value.
 * @throws AppError `parameter_invalid` unless fast is below slow.
 */
export const chaikinOscillator = (bars: Bars, fast: number, slow: number): Float64Array =>
  overBars(bars, 0, () => new ChaikinOscillator(fast, slow));

export class ChaikinOscillator implements BarKernel {
  private readonly hiddenBars: number;
  private readonly line = new Accumulation();
  private readonly fast: Smoother;
  private readonly slow: Smoother;
  private seen = 0;

  constructor(fast: number, slow: number) {
    requireRising({ fast, slow });
    this.hiddenBars = slow - 1;
    this.fast = new Smoother(2 / (fast + 1), 1);
    this.slow = new Smoother(2 / (slow + 1), 1);
  }

  push(bar: Bar): number {
    const level = this.line.push(bar);
    const value = this.fast.push(level) - this.slow.push(level);
    this.seen = Number.isNaN(value) ? 0 : this.seen + 1;
    return this.seen > this.hiddenBars ? value : Number.NaN;
  }
}

/**
 * Chaikin money flow, -1 to 1: money-flow volume over volume, of `window` bars. NaN while nothing is traded.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function chaikinMoneyFlow(bars: Bars, window: number): Float64Array {
  requireWindow('window', window);
  return overBars(bars, window - 1, () => new ChaikinMoneyFlow(window));
}

export class ChaikinMoneyFlow implements BarKernel {
  private readonly flow: RollingSum;
  private readonly volume: RollingSum;

  constructor(window: number) {
    this.flow = new RollingSum(window);
    this.volume = new RollingSum(window);
  }

  push(bar: Bar): number {
    const flow = this.flow.push(moneyFlowVolume(bar));
    const volume = this.volume.push(bar.volume);
    return volume > 0 ? flow / volume : Number.NaN;
  }
}

/**
 * Money flow index (Quong & Soudack 1989), 0 to 100: the RSI of turnover, with sums in place of Wilder's averages. A bar
 * whose typical price did not move counts on neither side. First value at bar window; NaN without turnover.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function moneyFlowIndex(bars: Bars, window: number): Float64Array {
  requireWindow('window', window);
  const { high, low, close, volume } = bars;
  const result = new Float64Array(close.length);
  if (window >= result.length) return result.fill(Number.NaN);
  const kernel = new MoneyFlowIndex(window);
  for (let i = 0; i < result.length; i++) result[i] = kernel.step(high[i], low[i], close[i], volume[i]);
  return result;
}

export class MoneyFlowIndex implements BarKernel {
  private readonly ups: RollingSum;
  private readonly downs: RollingSum;
  private before = Number.NaN;

  constructor(window: number) {
    this.ups = new RollingSum(window);
    this.downs = new RollingSum(window);
  }

  push({ high, low, close, volume }: Bar): number {
    return this.step(high, low, close, volume);
  }

  step(high: number, low: number, close: number, volume: number): number {
    const price = (high + low + close) / 3;
    const change = price - this.before;
    this.before = price;
    const none = 0 * change * volume;
    const up = this.ups.push(change > 0 ? price * volume : none);
    const down = this.downs.push(change < 0 ? price * volume : none);
    return up + down > 0 ? 100 * (up / (up + down)) : Number.NaN;
  }
}

/**
 * Force index (Elder 1993): EMA(period) of change of close * volume, in price units times volume; first value at bar
 * period. @throws AppError `parameter_invalid` for an impossible period.
 */
export const forceIndex = (bars: Bars, period: number): Float64Array =>
  overBars(bars, 0, () => new ForceIndex(period));

export class ForceIndex implements BarKernel {
  private readonly average: Smoother;
  private before = Number.NaN;

  constructor(period: number) {
    this.average = createEma(period);
  }

  push({ close, volume }: Bar): number {
    const force = (close - this.before) * volume;
    this.before = close;
    return this.average.push(force);
  }
}
