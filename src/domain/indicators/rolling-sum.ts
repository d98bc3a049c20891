import { requireWindow } from './parameters.ts';

/**
 * Sum of the last `window` values. NaN before the window is full and while it holds a value that is not finite.
 *
 * Adds, never subtracts (van Herk 1992): the series is cut into blocks of one window; each window is the tail of one
 * block plus the head of the next. So nothing drifts over millions of bars, and an outlier leaves no trace once it has
 * left the window: the error is that of adding `window` numbers. O(n) for any window.
 *
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export function rollingSum(values: Float64Array, window: number): Float64Array {
  requireWindow('window', window);
  const n = values.length;
  const sums = new Float64Array(n).fill(Number.NaN);
  if (window > n) return sums;
  const tails = new Float64Array(window + 1);
  for (let start = 0; start < n; start += window) {
    const end = Math.min(start + window, n);
    let head = 0;
    for (let i = start; i < end; i++) {
      head += values[i];
      if (i >= window - 1) sums[i] = finiteOrNaN(tails[i - start + 1] + head);
    }
    if (end - start === window) sumTails(values, start, tails);
  }
  return sums;
}

/** tails[k] = values[start + k] + … up to the end of the block; the entry after the last stays 0. */
function sumTails(values: Float64Array, start: number, tails: Float64Array): void {
  for (let k = tails.length - 2; k >= 0; k--) tails[k] = tails[k + 1] + values[start + k];
}

const finiteOrNaN = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);
