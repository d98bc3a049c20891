import { AppError } from '../../kernel/errors.ts';

/** A bin nothing fell into counts as this share, so that the logarithm stays finite. */
const EMPTY_SHARE = 1e-4;

/**
 * Population stability index of two samples: sum over bins of (b - a) ln(b / a), the bins being the quantiles of `a`.
 * By the usual reading below 0.1 nothing has moved, above 0.25 a lot. Missing values are left out.
 * @returns From 0; null when either sample has no value.
 * @throws AppError `parameter_invalid` for fewer than two bins.
 */
export function stabilityIndex(a: Float64Array, b: Float64Array, bins = 10): number | null {
  if (!Number.isInteger(bins) || bins < 2) {
    throw new AppError('parameter_invalid', `${bins} bins; there must be at least 2`);
  }
  const [before, after] = [sorted(a), sorted(b)];
  if (before.length === 0 || after.length === 0) return null;
  const edges = Array.from(
    { length: bins - 1 },
    (_, k) => before[Math.floor(((k + 1) * before.length) / bins)],
  );
  const shares = (values: Float64Array): number[] => {
    const below = [0, ...edges.map((edge) => countBelow(values, edge)), values.length];
    return below.slice(1).map((count, k) => Math.max(EMPTY_SHARE, (count - below[k]) / values.length));
  };
  const expected = shares(before);
  return shares(after).reduce(
    (sum, share, k) => sum + (share - expected[k]) * Math.log(share / expected[k]),
    0,
  );
}

/**
 * Two-sample Kolmogorov-Smirnov statistic: the largest distance of the two empirical distribution functions.
 * Missing values are left out.
 * @returns 0 to 1; null when either sample has no value.
 */
export function kolmogorovSmirnov(a: Float64Array, b: Float64Array): number | null {
  const [x, y] = [sorted(a), sorted(b)];
  if (x.length === 0 || y.length === 0) return null;
  let [i, j, largest] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i], y[j]);
    while (i < x.length && x[i] === value) i++;
    while (j < y.length && y[j] === value) j++;
    largest = Math.max(largest, Math.abs(i / x.length - j / y.length));
  }
  return largest;
}

const sorted = (values: Float64Array): Float64Array => values.filter((value) => !Number.isNaN(value)).sort();

function countBelow(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
