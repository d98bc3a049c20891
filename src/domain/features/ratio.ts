/** a / b bar by bar; NaN where b is not above 0: a share of nothing is missing, not infinite. */
export function ratio(numerator: Float64Array, denominator: Float64Array): Float64Array {
  return numerator.map((value, i) => (denominator[i] > 0 ? value / denominator[i] : Number.NaN));
}

/** (a - b) / unit bar by bar; NaN where the unit is not above 0. */
export function distance(a: Float64Array, b: Float64Array, unit: Float64Array): Float64Array {
  return a.map((value, i) => (unit[i] > 0 ? (value - b[i]) / unit[i] : Number.NaN));
}
