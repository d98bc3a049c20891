/**
 * The non-decreasing sequence nearest to `values` in weighted least squares: pool adjacent violators
 * (Ayer et al. 1955; Barlow et al. 1972), O(n).
 *
 * @param weights Above 0, one a value.
 */
export function poolAdjacentViolators(values: Float64Array, weights: Float64Array): Float64Array {
  const n = values.length;
  const blockMean = new Float64Array(n);
  const blockWeight = new Float64Array(n);
  const blockEnd = new Int32Array(n);
  let blocks = 0;
  for (let i = 0; i < n; i++) {
    let mean = values[i];
    let weight = weights[i];
    while (blocks > 0 && blockMean[blocks - 1] >= mean) {
      blocks--;
      const total = blockWeight[blocks] + weight;
      mean = (blockMean[blocks] * blockWeight[blocks] + mean * weight) / total;
      weight = total;
    }
    blockMean[blocks] = mean;
    blockWeight[blocks] = weight;
    blockEnd[blocks] = i + 1;
    blocks++;
  }
  const fitted = new Float64Array(n);
  for (let block = 0, start = 0; block < blocks; block++) {
    fitted.fill(blockMean[block], start, blockEnd[block]);
    start = blockEnd[block];
  }
  return fitted;
}
