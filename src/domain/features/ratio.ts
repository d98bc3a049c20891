/** a / b bar by bar; NaN where b is not above 0: a share of nothing is missing, not infinite. */
export function ratio(numerator: Float64Array, denominator: Float64Array): Float64Array {
  const quotient = new Float64Array(numerator.length);
  for (let i = 0; i < quotient.length; i++) {
    quotient[i] = denominator[i] > 0 ? numerator[i] / denominator[i] : Number.NaN;
  }
  return quotient;
}

/** (a - b) / unit bar by bar; NaN where the unit is not above 0. */
export function distance(a: Float64Array, b: Float64Array, unit: Float64Array): Float64Array {
  const units = new Float64Array(a.length);
  for (let i = 0; i < units.length; i++) units[i] = unit[i] > 0 ? (a[i] - b[i]) / unit[i] : Number.NaN;
  return units;
}

/** a * b bar by bar. */
export function times(a: Float64Array, b: Float64Array): Float64Array {
  const product = new Float64Array(a.length);
  for (let i = 0; i < product.length; i++) product[i] = a[i] * b[i];
  return product;
}

/** a - b bar by bar. */
export function minus(a: Float64Array, b: Float64Array): Float64Array {
  const difference = new Float64Array(a.length);
  for (let i = 0; i < difference.length; i++) difference[i] = a[i] - b[i];
  return difference;
}
