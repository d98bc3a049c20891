import { requireWindow } from './parameters.ts';

/** Mean and population standard deviation of the last `window` values, bar by bar. */
export interface RollingMoments {
  readonly mean: Float64Array;
  /** Square root of the mean squared distance from the mean (division by `window`). */
  readonly deviation: Float64Array;
}

/**
 * Rolling mean and population standard deviation. NaN before the window is full and while it holds a value that is
 * not finite; exactly 0 when all values of the window are equal.
 *
 * Each window merges the moments of two parts of blocks (van Herk 1992 with the update of Chan, Golub & LeVeque 1983),
 * each taken around a value of its own: large numbers are never squared and then subtracted from each other, so
 * neither a large offset nor an outlier of the past costs digits. O(n) for any window.
 *
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function rollingMoments(values: Float64Array, window: number): RollingMoments {
  requireWindow('window', window);
  const n = values.length;
  const mean = new Float64Array(n).fill(Number.NaN);
  const deviation = new Float64Array(n).fill(Number.NaN);
  if (window > n) return { mean, deviation };
  const tail = { origin: 0, mean: new Float64Array(window + 1), squares: new Float64Array(window + 1) };

  for (let start = 0; start < n; start += window) {
    const end = Math.min(start + window, n);
    const origin = values[start];
    let headMean = 0;
    let headSquares = 0;
    for (let i = start; i < end; i++) {
      const headCount = i - start + 1;
      const distance = values[i] - origin - headMean;
      headMean += distance / headCount;
      headSquares += distance * (values[i] - origin - headMean);
      if (i < window - 1) continue;
      const tailCount = window - headCount;
      const gap = tailCount === 0 ? 0 : headMean - tail.mean[headCount] + (origin - tail.origin);
      const squares = tail.squares[headCount] + headSquares + (gap * gap * tailCount * headCount) / window;
      if (!Number.isFinite(squares)) continue;
      mean[i] = origin + headMean - (gap * tailCount) / window;
      deviation[i] = Math.sqrt(squares / window);
    }
    if (end - start === window) takeTail(values, start, tail);
  }
  return { mean, deviation };
}

/** Population standard deviation of the last `window` values. See `rollingMoments`. */
export const rollingDeviation = (values: Float64Array, window: number): Float64Array =>
  rollingMoments(values, window).deviation;

/** Moments, around `origin`, of what is left of a block from its k-th value on; nothing is left at the last k. */
interface BlockTail {
  origin: number;
  readonly mean: Float64Array;
  readonly squares: Float64Array;
}

function takeTail(values: Float64Array, start: number, tail: BlockTail): void {
  const window = tail.mean.length - 1;
  tail.origin = values[start + window - 1];
  let mean = 0;
  let squares = 0;
  for (let k = window - 1; k >= 0; k--) {
    const value = values[start + k] - tail.origin;
    const distance = value - mean;
    mean += distance / (window - k);
    squares += distance * (value - mean);
    tail.mean[k] = mean;
    tail.squares[k] = squares;
  }
}
