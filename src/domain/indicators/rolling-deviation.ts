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
  const mean = new Float64Array(n);
  const deviation = new Float64Array(n);
  mean.fill(Number.NaN, 0, window - 1);
  deviation.fill(Number.NaN, 0, window - 1);
  // `RollingMoments` in a loop over blocks, to the last bit.
  let tailOrigin = values[0];
  for (let start = 0; start < n; start += window) {
    const end = Math.min(start + window, n);
    const origin = values[start];
    let headSum = 0;
    let headSquares = 0;
    for (let i = start; i < end; i++) {
      const distance = values[i] - origin;
      headSum += distance;
      headSquares += distance * distance;
      const tailCount = start + window - 1 - i;
      const shift = tailCount === 0 ? 0 : tailOrigin - origin;
      const tailSum = mean[i];
      const sum = headSum + (tailSum + tailCount * shift);
      const squares = headSquares + (deviation[i] + shift * (2 * tailSum + tailCount * shift));
      const meanDistance = sum / window;
      const spread = Math.max(0, squares - sum * meanDistance);
      const isPresent = Number.isFinite(spread);
      mean[i] = isPresent ? origin + meanDistance : Number.NaN;
      deviation[i] = isPresent ? Math.sqrt(spread / window) : Number.NaN;
    }
    // What is left of this block waits in the places of the next, until its heads are added.
    tailOrigin = values[end - 1];
    let tailSum = 0;
    let tailSquares = 0;
    for (let i = end - 1; i > start; i--) {
      const distance = values[i] - tailOrigin;
      tailSum += distance;
      tailSquares += distance * distance;
      if (i + window - 1 >= n) continue;
      mean[i + window - 1] = tailSum;
      deviation[i + window - 1] = tailSquares;
    }
  }
  return { mean, deviation };
}

/** Population standard deviation of the last `window` values. See `rollingMoments`. */
export const rollingDeviation = (values: Float64Array, window: number): Float64Array =>
  rollingMoments(values, window).deviation;

/**
 * Sums and sums of squares of two parts of blocks (van Herk 1992), each counted from a value of its own: the head of a block
 * from its first value, the tail of the one before from its last, both brought to the origin of the head. Either origin is in
 * the window or next to it, so its distance from the mean is at most some deviations, and neither a large offset nor an
 * outlier of the past costs digits: the variance loses at most those of `window`. O(1) a value, amortised.
 */
export class RollingMoments implements SeriesKernel {
  /** Mean of the window. */
  mean = Number.NaN;
  /** Sum of the squared distances from the mean. */
  squares = Number.NaN;
  private readonly window: number;
  private readonly block: Float64Array;
  /** From place k to the end of the block before; NaN until there is one, 0 after the last. */
  private readonly tailSums: Float64Array;
  private readonly tailSquares: Float64Array;
  private tailOrigin = 0;
  private origin = 0;
  private headSum = 0;
  private headSquares = 0;
  private filled = 0;

  constructor(window: number) {
    requireWindow('window', window);
    this.window = window;
    this.block = new Float64Array(window);
    this.tailSums = new Float64Array(window + 1).fill(Number.NaN);
    this.tailSquares = new Float64Array(window + 1).fill(Number.NaN);
    this.tailSums[window] = this.tailSquares[window] = 0;
  }

  /** The population standard deviation; `mean` and `squares` can be read after it. */
  push(value: number): number {
    const { window } = this;
    if (this.filled === 0) this.origin = value;
    this.block[this.filled++] = value;
    const { filled, origin } = this;
    const distance = value - origin;
    this.headSum += distance;
    this.headSquares += distance * distance;
    // The tail counts from its own origin, which lies `shift` above that of the head.
    const tailCount = window - filled;
    const shift = tailCount === 0 ? 0 : this.tailOrigin - origin;
    const tailSum = this.tailSums[filled];
    const sum = this.headSum + (tailSum + tailCount * shift);
    const squares = this.headSquares + (this.tailSquares[filled] + shift * (2 * tailSum + tailCount * shift));
    const meanDistance = sum / window;
    const spread = Math.max(0, squares - sum * meanDistance);
    const isPresent = Number.isFinite(spread);
    this.squares = isPresent ? spread : Number.NaN;
    this.mean = isPresent ? origin + meanDistance : Number.NaN;
    if (tailCount === 0) this.closeBlock();
    return Math.sqrt(this.squares / window);
  }

  private closeBlock(): void {
    const { block, tailSums, tailSquares } = this;
    const origin = block[this.window - 1];
    let sum = 0;
    let squares = 0;
    for (let k = this.window - 1; k >= 0; k--) {
      const distance = block[k] - origin;
      sum += distance;
      squares += distance * distance;
      tailSums[k] = sum;
      tailSquares[k] = squares;
    }
    this.tailOrigin = origin;
    this.filled = this.headSum = this.headSquares = 0;
  }
}
