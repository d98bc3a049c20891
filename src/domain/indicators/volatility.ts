import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import { type BarKernel, overBars } from './kernel.ts';
import { requireWindow } from './parameters.ts';
import { RollingMoments } from './rolling-deviation.ts';
import { RollingSum } from './rolling-sum.ts';

/** Per-bar volatility of log prices from `window` bars, not annualised. Which of a bar's prices each one uses: */
export const VOLATILITY_ESTIMATORS = [
  'realised',
  'parkinson',
  'garman_klass',
  'rogers_satchell',
  'yang_zhang',
] as const;
export type VolatilityEstimator = (typeof VOLATILITY_ESTIMATORS)[number];

/**
 * - `realised`: root mean square of close-to-close returns; first value at bar window.
 * - `parkinson` (1980): range, sqrt(mean ln(h/l)^2 / (4 ln 2)); assumes no drift.
 * - `garman_klass` (1980): sqrt(mean(ln(h/l)^2 / 2 - (2 ln 2 - 1) ln(c/o)^2)); no drift, no gaps.
 * - `rogers_satchell` (1991): sqrt(mean(ln(h/c) ln(h/o) + ln(l/c) ln(l/o))); any drift, no gaps.
 * - `yang_zhang` (2000): overnight and open-to-close sample variances with Rogers-Satchell; any drift and gaps; first
 *   value at bar window, window at least 2.
 *
 * NaN where a price of the window is not above 0.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function volatility(bars: Bars, estimator: VolatilityEstimator, window: number): Float64Array {
  requireWindow('window', window, estimator === 'yang_zhang' ? 2 : 1);
  return overBars(bars, window - 1, () => createVolatility(estimator, window));
}

export function createVolatility(estimator: VolatilityEstimator, window: number): BarKernel {
  if (estimator === 'realised') return new Realised(window);
  if (estimator === 'yang_zhang') return new YangZhang(window);
  return new RangeVolatility(window, RANGE_VARIANCE[estimator]);
}

const RANGE_VARIANCE: Readonly<
  Record<'parkinson' | 'garman_klass' | 'rogers_satchell', (bar: Bar) => number>
> = {
  parkinson: ({ high, low }) => Math.log(high / low) ** 2 / (4 * Math.LN2),
  garman_klass: ({ open, high, low, close }) =>
    Math.log(high / low) ** 2 / 2 - (2 * Math.LN2 - 1) * Math.log(close / open) ** 2,
  rogers_satchell: rogersSatchell,
};

function rogersSatchell({ open, high, low, close }: Bar): number {
  return Math.log(high / close) * Math.log(high / open) + Math.log(low / close) * Math.log(low / open);
}

class RangeVolatility implements BarKernel {
  private readonly window: number;
  private readonly variance: (bar: Bar) => number;
  private readonly sum: RollingSum;

  constructor(window: number, variance: (bar: Bar) => number) {
    this.window = window;
    this.variance = variance;
    this.sum = new RollingSum(window);
  }

  push(bar: Bar): number {
    const sum = this.sum.push(bar.low > 0 ? this.variance(bar) : Number.NaN);
    // Garman-Klass can round to just below 0 on bars without range.
    return Math.sqrt(Math.max(sum, 0) / this.window);
  }
}

class Realised implements BarKernel {
  private readonly window: number;
  private readonly sum: RollingSum;
  private before = Number.NaN;

  constructor(window: number) {
    this.window = window;
    this.sum = new RollingSum(window);
  }

  push({ close }: Bar): number {
    const change = close > 0 && this.before > 0 ? Math.log(close / this.before) : Number.NaN;
    this.before = close;
    return Math.sqrt(this.sum.push(change * change) / this.window);
  }
}

class YangZhang implements BarKernel {
  private readonly window: number;
  private readonly weight: number;
  private readonly overnight: RollingMoments;
  private readonly session: RollingMoments;
  private readonly range: RollingSum;
  private before = Number.NaN;

  constructor(window: number) {
    requireWindow('window', window, 2);
    this.window = window;
    // The authors' k, which makes the variance of the estimator least.
    this.weight = 0.34 / (1.34 + (window + 1) / (window - 1));
    this.overnight = new RollingMoments(window);
    this.session = new RollingMoments(window);
    this.range = new RollingSum(window);
  }

  push(bar: Bar): number {
    const { window, weight } = this;
    const isPriced = bar.low > 0 && this.before > 0;
    this.overnight.push(isPriced ? Math.log(bar.open / this.before) : Number.NaN);
    this.session.push(isPriced ? Math.log(bar.close / bar.open) : Number.NaN);
    const range = this.range.push(isPriced ? rogersSatchell(bar) : Number.NaN) / window;
    this.before = bar.close;
    const between = this.overnight.squares + weight * this.session.squares;
    return Math.sqrt(between / (window - 1) + (1 - weight) * range);
  }
}
