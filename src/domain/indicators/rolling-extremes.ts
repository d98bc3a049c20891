import { requireWindow } from './parameters.ts';

/**
 * Largest of the last `window` values. NaN before the window is full and while it holds a value that is not finite. O(n) for any window.
 * @throws AppError `parameter_invalid` for an impossible window.
 */
export const rollingMax = (values: Float64Array, window: number): Float64Array =>
  rollingExtreme(values, window, Math.max, Number.NEGATIVE_INFINITY);

/** Smallest of the last `window` values, as `rollingMax`. */
export const rollingMin = (values: Float64Array, window: number): Float64Array =>
  rollingExtreme(values, window, Math.min, Number.POSITIVE_INFINITY);

/** Heads and tails of blocks, as in `rollingSum` (van Herk 1992). Math.max and Math.min carry NaN along. */
function rollingExtreme(
  values: Float64Array,
  window: number,
  pick: (a: number, b: number) => number,
  identity: number,
): Float64Array {
  requireWindow('window', window);
  const n = values.length;
  const extremes = new Float64Array(n).fill(Number.NaN);
  if (window > n) return extremes;
  const tails = new Float64Array(window + 1).fill(identity);
  for (let start = 0; start < n; start += window) {
    const end = Math.min(start + window, n);
    let head = identity;
    for (let i = start; i < end; i++) {
      head = pick(head, finiteOrNaN(values[i]));
      if (i >= window - 1) extremes[i] = pick(tails[i - start + 1], head);
    }
    if (end - start < window) break;
    for (let k = window - 1; k >= 0; k--) tails[k] = pick(tails[k + 1], finiteOrNaN(values[start + k]));
  }
  return extremes;
}

const finiteOrNaN = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);
