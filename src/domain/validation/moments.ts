/** Moments of a series of returns. A figure the series does not define is null. */
export interface Moments {
  readonly n: number;
  readonly mean: number | null;
  /** Sample standard deviation (n - 1); 0 for a constant series, null below two values. */
  readonly sd: number | null;
  /** Population skewness m3 / m2^1.5; null where the standard deviation is 0 or null. */
  readonly skew: number | null;
  /** Population kurtosis m4 / m2^2, 3 for a normal distribution (not the excess). */
  readonly kurtosis: number | null;
}

/**
 * Two passes, so that a mean far from zero costs no digits. A series of equal values has a standard deviation
 * of exactly 0, whatever the rounding of its mean.
 */
export function moments(returns: Float64Array): Moments {
  const n = returns.length;
  if (n === 0) return { n, mean: null, sd: null, skew: null, kurtosis: null };
  let total = 0;
  let isConstant = true;
  for (let i = 0; i < n; i++) {
    total += returns[i];
    if (returns[i] !== returns[0]) isConstant = false;
  }
  const mean = total / n;
  if (n === 1) return { n, mean, sd: null, skew: null, kurtosis: null };
  if (isConstant) {
    return { n, mean: returns[0], sd: 0, skew: null, kurtosis: null };
  }
  let m2 = 0;
  let m3 = 0;
  let m4 = 0;
  for (let i = 0; i < n; i++) {
    const d = returns[i] - mean;
    const d2 = d * d;
    m2 += d2;
    m3 += d2 * d;
    m4 += d2 * d2;
  }
  const variance = m2 / n;
  return {
    n,
    mean,
    sd: Math.sqrt(m2 / (n - 1)),
    skew: finite(m3 / n / variance ** 1.5),
    kurtosis: finite(m4 / n / variance ** 2),
  };
}

/** Returns so small that their powers vanish have no shape that floating point can tell. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
