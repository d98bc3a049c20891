/** Middle value, the mean of the middle two for an even count; NaN of nothing. O(n log n), the values stay as they are. */
export function median(values: Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/**
 * Median of each block of `block` values, one figure a block, non-finite values left out; the last block takes what
 * remains. A local level in O(n log block).
 */
export function blockMedians(values: Float64Array, block: number): Float64Array {
  const blocks = Math.max(1, Math.floor(values.length / block));
  return Float64Array.from({ length: blocks }, (_, b) => {
    const end = b === blocks - 1 ? values.length : (b + 1) * block;
    return median(values.subarray(b * block, end).filter((value) => Number.isFinite(value)));
  });
}
