/** a / b; NaN where b is not above 0: a share of nothing is missing, not infinite. */
export const shareOf = (a: number, b: number): number => (b > 0 ? a / b : Number.NaN);

/** Writes (a - b) / unit bar by bar; NaN where the unit is not above 0. */
export function writeDistance(
  values: Float64Array,
  a: Float64Array,
  b: Float64Array,
  unit: Float64Array,
): void {
  for (let i = 0; i < values.length; i++) values[i] = shareOf(a[i] - b[i], unit[i]);
}

/** Writes (price - low) / (high - low) bar by bar, outside 0 to 1 beyond the range; NaN where it has no height. */
export function writePosition(
  values: Float64Array,
  price: Float64Array,
  low: Float64Array,
  high: Float64Array,
): void {
  for (let i = 0; i < values.length; i++) values[i] = shareOf(price[i] - low[i], high[i] - low[i]);
}

/** Multiplies the values bar by bar. */
export function scaleBy(values: Float64Array, factors: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] *= factors[i];
}
