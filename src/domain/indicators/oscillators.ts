import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import type { Convention } from './convention.ts';
import { createEma, type Smoother } from './exponential.ts';
import { type BarKernel, overBars, overSeries, type SeriesKernel } from './kernel.ts';
import { Lag } from './lag.ts';
import { requireRising, requireWindow } from './parameters.ts';
import { RollingSum } from './rolling-sum.ts';
import { WilderChanges } from './rsi.ts';

/** x[i] - x[i - bars], in the unit of the values. @throws AppError `parameter_invalid` for an impossible lag. */
export function momentum(values: Float64Array, bars: number): Float64Array {
  requireWindow('bars', bars);
  return overSeries(values, bars, () => new Momentum(bars));
}

export class Momentum implements SeriesKernel {
  private readonly lag: Lag;

  constructor(bars: number) {
    this.lag = new Lag(bars);
  }

  push(value: number): number {
    const change = value - this.lag.push(value);
    return Number.isFinite(change) ? change : Number.NaN;
  }
}

/**
 * Absolute price oscillator: EMA(fast) - EMA(slow); first value at bar slow - 1 (`talib`) or 1 (`tulip`).
 * @throws AppError `parameter_invalid` unless fast is below slow.
 */
export const apo = (
  values: Float64Array,
  fast: number,
  slow: number,
  convention: Convention = 'talib',
): Float64Array => overSeries(values, 0, () => new PriceOscillator(fast, slow, 'price', convention));

/** The same in percent of EMA(slow): comparable between prices. NaN where that is not above 0. */
export const ppo = (
  values: Float64Array,
  fast: number,
  slow: number,
  convention: Convention = 'talib',
): Float64Array => overSeries(values, 0, () => new PriceOscillator(fast, slow, 'percent', convention));

export class PriceOscillator implements SeriesKernel {
  private readonly fast: Smoother;
  private readonly slow: Smoother;
  private readonly isPercent: boolean;
  /** Tulip hides the first bar, at which both averages are the price. */
  private hides: boolean;

  constructor(fast: number, slow: number, unit: 'price' | 'percent', convention: Convention = 'talib') {
    requireRising({ fast, slow });
    this.fast = createEma(fast, convention);
    this.slow = createEma(slow, convention);
    this.isPercent = unit === 'percent';
    this.hides = convention === 'tulip';
  }

  push(value: number): number {
    const fast = this.fast.push(value);
    const slow = this.slow.push(value);
    if (this.hides) {
      this.hides = false;
      return Number.NaN;
    }
    if (!this.isPercent) return fast - slow;
    return slow > 0 ? (100 * (fast - slow)) / slow : Number.NaN;
  }
}

/**
 * Chande's momentum oscillator (Chande 1994), -100 to 100: rises minus falls over their sum; first value at bar window.
 * `tulip`, the default here: of the sums of `window` changes, as Chande has it; NaN while flat. `talib`: of Wilder's averages of
 * them, which is 2 RSI - 100; 0 while flat.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function cmo(values: Float64Array, window: number, convention: Convention = 'tulip'): Float64Array {
  requireWindow('window', window);
  return overSeries(values, window, () => (convention === 'talib' ? new WilderCmo(window) : new Cmo(window)));
}

export class Cmo implements SeriesKernel {
  private readonly ups: RollingSum;
  private readonly downs: RollingSum;
  private before = Number.NaN;

  constructor(window: number) {
    this.ups = new RollingSum(window);
    this.downs = new RollingSum(window);
  }

  push(value: number): number {
    const change = value - this.before;
    this.before = value;
    const up = this.ups.push(change > 0 ? change : change * 0);
    const down = this.downs.push(change < 0 ? -change : change * 0);
    return up + down > 0 ? 100 * ((up - down) / (up + down)) : Number.NaN;
  }
}

class WilderCmo implements SeriesKernel {
  private readonly changes: WilderChanges;

  constructor(period: number) {
    this.changes = new WilderChanges(period);
  }

  push(value: number): number {
    const { changes } = this;
    if (!changes.push(value)) return Number.NaN;
    const total = changes.up + changes.down;
    return total > 0 ? 100 * ((changes.up - changes.down) / total) : 0;
  }
}

/**
 * True strength index (Blau 1991), -100 to 100: the change smoothed by EMA(slow), then EMA(fast), over its size
 * smoothed alike. First value at bar slow + fast - 1 (`talib` seeding); NaN while nothing moved.
 * @throws AppError `parameter_invalid` unless fast is below slow.
 */
export const tsi = (
  values: Float64Array,
  fast: number,
  slow: number,
  convention: Convention = 'talib',
): Float64Array => overSeries(values, 0, () => new Tsi(fast, slow, convention));

export class Tsi implements SeriesKernel {
  private readonly change: readonly [Smoother, Smoother];
  private readonly size: readonly [Smoother, Smoother];
  private before = Number.NaN;

  constructor(fast: number, slow: number, convention: Convention = 'talib') {
    requireRising({ fast, slow });
    this.change = [createEma(slow, convention), createEma(fast, convention)];
    this.size = [createEma(slow, convention), createEma(fast, convention)];
  }

  push(value: number): number {
    const change = value - this.before;
    this.before = value;
    const smooth = this.change[1].push(this.change[0].push(change));
    const size = this.size[1].push(this.size[0].push(Math.abs(change)));
    return size > 0 ? 100 * (smooth / size) : Number.NaN;
  }
}

/**
 * Ultimate oscillator (Williams 1985), 0 to 100: buying pressure over true range of three windows, weighted 4, 2, 1.
 * First value at bar `long`.
 * @throws AppError `parameter_invalid` unless the windows rise.
 */
export const ultimate = (bars: Bars, short: number, medium: number, long: number): Float64Array =>
  overBars(bars, 0, () => new Ultimate(short, medium, long));

export class Ultimate implements BarKernel {
  private readonly shortShare: PressureShare;
  private readonly mediumShare: PressureShare;
  private readonly longShare: PressureShare;
  private before = Number.NaN;

  constructor(short: number, medium: number, long: number) {
    requireRising({ short, medium, long });
    this.shortShare = new PressureShare(short);
    this.mediumShare = new PressureShare(medium);
    this.longShare = new PressureShare(long);
  }

  push({ high, low, close }: Bar): number {
    const bottom = Math.min(low, this.before);
    const pressure = close - bottom;
    const range = Math.max(high, this.before) - bottom;
    this.before = close;
    const short = this.shortShare.push(pressure, range);
    const medium = this.mediumShare.push(pressure, range);
    const long = this.longShare.push(pressure, range);
    return (100 * (4 * short + 2 * medium + long)) / 7;
  }
}

/** Buying pressure over true range of a window; NaN where there was no range. */
class PressureShare {
  private readonly pressure: RollingSum;
  private readonly range: RollingSum;

  constructor(window: number) {
    this.pressure = new RollingSum(window);
    this.range = new RollingSum(window);
  }

  push(pressure: number, range: number): number {
    const part = this.pressure.push(pressure);
    const whole = this.range.push(range);
    return whole > 0 ? part / whole : Number.NaN;
  }
}
