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
 * Each window merges the moments of two half-open blocks (van Herk 1992 with the update of Chan, Golub & LeVeque 1983):
 * no squares of large numbers are subtracted from each other, so a large offset or a past outlier costs no digits. O(n).
 *
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function rollingMoments(values: Float64Array, window: number): RollingMoments {
  requireWindow('window', window);
  const n = values.length;
  const mean = new Float64Array(n).fill(Number.NaN);
  const deviation = new Float64Array(n).fill(Number.NaN);
  if (window > n) return { mean, deviation };
  const tailMean = new Float64Array(window + 1);
  const tailSquares = new Float64Array(window + 1);

  for (let start = 0; start < n; start += window) {
    const end = Math.min(start + window, n);
    let headMean = 0;
    let headSquares = 0;
    for (let i = start; i < end; i++) {
      const headCount = i - start + 1;
      const distance = values[i] - headMean;
      headMean += distance / headCount;
      headSquares += distance * (values[i] - headMean);
      if (i < window - 1) continue;
      const tailCount = window - headCount;
      const gap = headMean - tailMean[headCount];
      const squares = tailSquares[headCount] + headSquares + (gap * gap * tailCount * headCount) / window;
      if (!Number.isFinite(squares)) continue;
      mean[i] = tailCount === 0 ? headMean : tailMean[headCount] + (gap * headCount) / window;
      deviation[i] = Math.sqrt(squares / window);
    }
    if (end - start === window) tailMoments(values, start, tailMean, tailSquares);
  }
  return { mean, deviation };
}

/** Population standard deviation of the last `window` values. See `rollingMoments`. */
export const rollingDeviation = (values: Float64Array, window: number): Float64Array =>
  rollingMoments(values, window).deviation;

/** Moments of the last 1, 2, … values of the block that starts at `start`; index k holds those from start + k on. */
function tailMoments(
  values: Float64Array,
  start: number,
  tailMean: Float64Array,
  tailSquares: Float64Array,
): void {
  const window = tailMean.length - 1;
  let mean = 0;
  let squares = 0;
  for (let k = window - 1; k >= 0; k--) {
    const distance = values[start + k] - mean;
    mean += distance / (window - k);
    squares += distance * (values[start + k] - mean);
    tailMean[k] = mean;
    tailSquares[k] = squares;
  }
}
