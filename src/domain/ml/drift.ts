import { AppError } from '../../kernel/errors.ts';

/** A bin nothing fell into counts as this share, so that the logarithm stays finite. */
const EMPTY_SHARE = 1e-4;

/** What a feature looked like in training, small enough to live in a model card. */
export interface ReferenceDistribution {
  /** Inner edges of the bins, ascending, without repetitions; a value equal to an edge belongs to the bin above it. */
  readonly edges: readonly number[];
  /** Share of the present values in each bin; one more than edges. */
  readonly shares: readonly number[];
  /** Share of the rows without a value. */
  readonly missing: number;
}

/**
 * Quantiles of a sample and the share of it between them. Null when it has no finite value.
 * @param bins At least 2; deciles are the custom of the stability index.
 * @throws AppError `parameter_invalid` for fewer than two bins.
 */
export function referenceDistribution(values: Float64Array, bins = 10): ReferenceDistribution | null {
  if (!Number.isInteger(bins) || bins < 2) {
    throw new AppError('parameter_invalid', `${bins} bins; there must be at least 2`);
  }
  const present = values.filter(Number.isFinite).sort();
  if (present.length === 0) return null;
  const edges = Array.from(
    { length: bins - 1 },
    (_, k) => present[Math.floor(((k + 1) * present.length) / bins)],
  ).filter((edge, k, all) => k === 0 || edge > all[k - 1]);
  return { edges, shares: sharesOf(present, edges), missing: 1 - present.length / values.length };
}

export interface DistributionShift {
  /** Population stability index over the reference's bins; null without a finite value. */
  readonly psi: number | null;
  /** Largest distance of the two distribution functions at the reference's edges: a lower bound of Kolmogorov-Smirnov's. */
  readonly ks: number | null;
  /** Share of the rows without a value, now and in the reference. */
  readonly missing: number;
  readonly missingBefore: number;
}

/**
 * How far a sample has moved from a reference: the stability index is the sum over bins of (b - a) ln(b / a). Below 0.1 a stability index is usually read as none, above 0.25 as much.
 * @throws AppError `parameter_invalid` for a reference whose lists do not fit together, or no rows.
 */
export function distributionShift(reference: ReferenceDistribution, values: Float64Array): DistributionShift {
  const { edges, shares: before } = reference;
  if (before.length !== edges.length + 1 || values.length === 0) {
    throw new AppError(
      'parameter_invalid',
      `${edges.length} edges, ${before.length} shares and ${values.length} values; there must be one share more than edges, and a value`,
    );
  }
  const present = values.filter(Number.isFinite).sort();
  const missing = 1 - present.length / values.length;
  const common = { missing, missingBefore: reference.missing };
  if (present.length === 0) return { psi: null, ks: null, ...common };
  const after = sharesOf(present, edges);
  let [psi, ks, below] = [0, 0, 0];
  for (let bin = 0; bin < after.length; bin++) {
    const [a, b] = [Math.max(EMPTY_SHARE, before[bin]), Math.max(EMPTY_SHARE, after[bin])];
    psi += (b - a) * Math.log(b / a);
    below += after[bin] - before[bin];
    ks = Math.max(ks, Math.abs(below));
  }
  return { psi, ks, ...common };
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

function sharesOf(ascending: Float64Array, edges: readonly number[]): number[] {
  const count = new Array<number>(edges.length + 1).fill(0);
  let bin = 0;
  for (const value of ascending) {
    while (bin < edges.length && value >= edges[bin]) bin++;
    count[bin]++;
  }
  return count.map((rows) => rows / ascending.length);
}

const sorted = (values: Float64Array): Float64Array => values.filter((value) => !Number.isNaN(value)).sort();
