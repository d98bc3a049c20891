import { overSeries, type SeriesKernel } from './kernel.ts';
import { Lag } from './lag.ts';
import { requireWindow } from './parameters.ts';
import { RollingCovariance } from './rolling-covariance.ts';
import { RollingMoments } from './rolling-deviation.ts';
import { RollingSum } from './rolling-sum.ts';

/**
 * Correlation of the last `window` values with those `lag` bars before them, -1 to 1; first value at bar
 * window + lag - 1. NaN where either side does not vary. O(n) for any window.
 * @throws AppError `parameter_invalid` for an impossible window or lag.
 */
export function autocorrelation(values: Float64Array, window: number, lag: number): Float64Array {
  requireWindow('window', window, 2);
  requireWindow('lag', lag);
  return overSeries(values, window + lag - 1, () => new Autocorrelation(window, lag));
}

export class Autocorrelation implements SeriesKernel {
  private readonly lag: Lag;
  private readonly moments: RollingCovariance;

  constructor(window: number, lag: number) {
    this.lag = new Lag(lag);
    this.moments = new RollingCovariance(window);
  }

  push(value: number): number {
    this.moments.push(value, this.lag.push(value));
    return this.moments.correlation();
  }
}

/**
 * Variance ratio (Lo & MacKinlay 1988) of `window` returns: variance of sums of `step` returns over `step` times the
 * variance of single ones, population form, overlapping. 1: a random walk; above: trending; below: reverting.
 * First value at bar window + step - 2 of the returns. NaN where returns do not vary.
 * @throws AppError `parameter_invalid` for a window or step below 2.
 */
export function varianceRatio(returns: Float64Array, window: number, step: number): Float64Array {
  requireWindow('window', window, 2);
  requireWindow('step', step, 2);
  return overSeries(returns, window + step - 2, () => new VarianceRatio(window, step));
}

export class VarianceRatio implements SeriesKernel {
  private readonly step: number;
  private readonly sum: RollingSum;
  private readonly single: RollingMoments;
  private readonly summed: RollingMoments;

  constructor(window: number, step: number) {
    this.step = step;
    this.sum = new RollingSum(step);
    this.single = new RollingMoments(window);
    this.summed = new RollingMoments(window);
  }

  push(value: number): number {
    this.single.push(value);
    this.summed.push(this.sum.push(value));
    const { squares } = this.single;
    return squares > 0 ? this.summed.squares / (this.step * squares) : Number.NaN;
  }
}

/**
 * Hurst exponent from how the variance grows with the horizon: Var(step returns) = step^2H Var(one return), so
 * H = (1 + ln VR / ln step) / 2 of the variance ratio VR. About 0.5 for a random walk. NaN where the ratio is NaN or 0.
 */
export const hurstOf = (ratio: number, step: number): number =>
  ratio > 0 ? (1 + Math.log(ratio) / Math.log(step)) / 2 : Number.NaN;

/** Orders three values can come in. */
const ORDERS = 6;
const MISSING = ORDERS;

/**
 * Permutation entropy (Bandt & Pompe 2002) of order 3 over the last `window` triples, 0 (one pattern only) to 1 (all
 * six alike). Equal values count as rising. First value at bar window + 1.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function permutationEntropy(values: Float64Array, window: number): Float64Array {
  requireWindow('window', window);
  return overSeries(values, window + 1, () => new PermutationEntropy(window));
}

export class PermutationEntropy implements SeriesKernel {
  private readonly window: number;
  private readonly patterns: Uint8Array;
  private readonly counts = new Int32Array(ORDERS + 1);
  private next = 0;
  private before = Number.NaN;
  private twoBefore = Number.NaN;

  constructor(window: number) {
    requireWindow('window', window);
    this.window = window;
    this.patterns = new Uint8Array(window).fill(MISSING);
    this.counts[MISSING] = window;
  }

  push(value: number): number {
    const pattern = orderOf(this.twoBefore, this.before, value);
    this.twoBefore = this.before;
    this.before = value;
    this.counts[this.patterns[this.next]] -= 1;
    this.counts[pattern] += 1;
    this.patterns[this.next] = pattern;
    this.next = this.next + 1 === this.window ? 0 : this.next + 1;
    return this.counts[MISSING] > 0 ? Number.NaN : this.entropy();
  }

  private entropy(): number {
    let sum = 0;
    for (let order = 0; order < ORDERS; order++) {
      const share = this.counts[order] / this.window;
      if (share > 0) sum -= share * Math.log(share);
    }
    return sum / Math.log(ORDERS);
  }
}

function orderOf(a: number, b: number, c: number): number {
  if (!Number.isFinite(a + b + c)) return MISSING;
  if (a <= b) return b <= c ? 0 : a <= c ? 1 : 2;
  return a <= c ? 3 : b <= c ? 4 : 5;
}
