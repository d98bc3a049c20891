import type { SeriesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';

/** Mean and population standard deviation of the last `window` values, bar by bar. */
export interface Moments {
  readonly mean: Float64Array;
  /** Square root of the mean squared distance from the mean (division by `window`). */
  readonly deviation: Float64Array;
}

/**
 * Rolling mean and population standard deviation. NaN before the window is full and while it holds a value that is
 * not finite; exactly 0 when all values of the window are equal. O(n) for any window. See `RollingMoments`.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function rollingMoments(values: Float64Array, window: number): Moments {
  requireWindow('window', window);
  const n = values.length;
  const mean = new Float64Array(n).fill(Number.NaN);
  const deviation = new Float64Array(n).fill(Number.NaN);
  if (window > n) return { mean, deviation };
  const moments = new RollingMoments(window);
  for (let i = 0; i < n; i++) {
    deviation[i] = moments.push(values[i]);
    mean[i] = moments.mean;
  }
  return { mean, deviation };
}

/** Population standard deviation of the last `window` values. See `rollingMoments`. */
export const rollingDeviation = (values: Float64Array, window: number): Float64Array =>
  rollingMoments(values, window).deviation;

/**
 * Each window merges the moments of two parts of blocks (van Herk 1992 with the update of Chan, Golub & LeVeque 1983),
 * each taken around a value of its own: large numbers are never squared and then subtracted from each other, so
 * neither a large offset nor an outlier of the past costs digits. O(1) a value, amortised.
 */
export class RollingMoments implements SeriesKernel {
  /** Mean of the window. */
  mean = Number.NaN;
  /** Sum of the squared distances from the mean. */
  squares = Number.NaN;
  private readonly window: number;
  private readonly block: Float64Array;
  private readonly tailMean: Float64Array;
  private readonly tailSquares: Float64Array;
  private tailOrigin = 0;
  private origin = 0;
  private headMean = 0;
  private headSquares = 0;
  private filled = 0;
  private isFull = false;

  constructor(window: number) {
    requireWindow('window', window);
    this.window = window;
    this.block = new Float64Array(window);
    this.tailMean = new Float64Array(window + 1);
    this.tailSquares = new Float64Array(window + 1);
  }

  /** The population standard deviation; `mean` and `squares` can be read after it. */
  push(value: number): number {
    if (this.filled === 0) {
      this.origin = value;
      this.headMean = 0;
      this.headSquares = 0;
    }
    this.block[this.filled++] = value;
    const distance = value - this.origin - this.headMean;
    this.headMean += distance / this.filled;
    this.headSquares += distance * (value - this.origin - this.headMean);
    const isLast = this.filled === this.window;
    if (this.isFull || isLast) this.merge();
    if (isLast) this.closeBlock();
    return Math.sqrt(this.squares / this.window);
  }

  private merge(): void {
    const { window, filled } = this;
    const tailCount = window - filled;
    const gap = tailCount === 0 ? 0 : this.headMean - this.tailMean[filled] + (this.origin - this.tailOrigin);
    const squares = this.tailSquares[filled] + this.headSquares + (gap * gap * tailCount * filled) / window;
    const isPresent = Number.isFinite(squares);
    this.squares = isPresent ? squares : Number.NaN;
    this.mean = isPresent ? this.origin + this.headMean - (gap * tailCount) / window : Number.NaN;
  }

  private closeBlock(): void {
    const { window, block, tailMean, tailSquares } = this;
    this.tailOrigin = block[window - 1];
    let mean = 0;
    let squares = 0;
    for (let k = window - 1; k >= 0; k--) {
      const value = block[k] - this.tailOrigin;
      const distance = value - mean;
      mean += distance / (window - k);
      squares += distance * (value - mean);
      tailMean[k] = mean;
      tailSquares[k] = squares;
    }
    this.filled = 0;
    this.isFull = true;
  }
}
