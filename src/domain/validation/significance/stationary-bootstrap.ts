import { AppError } from '../../../kernel/errors.ts';
import type { Rng } from '../../../kernel/rng.ts';

/** Told of one stretch of a resample: rows from inclusive, to exclusive, never empty. */
export type TakeRows = (from: number, to: number) => void;

/**
 * Draws one resample of the stationary bootstrap (Politis & Romano 1994): blocks that begin anywhere with equal
 * probability and have geometric lengths of mean `meanBlock`, the series being a circle, until `n` rows are taken.
 * A block that runs over the end is told in two stretches. O(n / meanBlock).
 * @param n Rows of the series and of the resample, >= 1.
 * @param meanBlock Mean length of a block, >= 1; 1 draws every row by itself.
 * @throws AppError `parameter_invalid` for a mean block below 1, or that is no number.
 */
export function drawResample(n: number, meanBlock: number, rng: Rng, take: TakeRows): void {
  if (!(meanBlock >= 1)) {
    throw new AppError('parameter_invalid', `The mean block is ${meanBlock}; it must be at least 1`);
  }
  const logStay = Math.log(1 - 1 / meanBlock);
  let left = n;
  while (left > 0) {
    const start = rng.integer(n);
    // Geometric by inversion; 1 - u is never 0.
    const drawn = meanBlock === 1 ? 1 : 1 + Math.floor(Math.log(1 - rng.uniform()) / logStay);
    let length = Math.min(drawn, left);
    left -= length;
    let from = start;
    while (length > 0) {
      const to = Math.min(n, from + length);
      take(from, to);
      length -= to - from;
      from = 0;
    }
  }
}

/** Sums over the first k values, k from 0 to n: a stretch is the difference of two. */
export function prefixSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i] + values[i];
  return sums;
}
