import { type Moments, moments } from '../validation/moments.ts';
import { cagr } from './growth.ts';

/** What a record owes to its benchmark; pairs of returns of the same bars. A figure that is undefined is null. */
export interface BenchmarkFit {
  /** Covariance over the benchmark's variance. */
  readonly beta: number | null;
  /** `(1 + mean(r - beta b))^barsPerYear - 1`: what is left of the mean, compounded over a year (empyrical). */
  readonly alpha: number | null;
}

/** Least-squares line of a record on its benchmark, without a risk-free rate. */
export function benchmarkFit(
  returns: Float64Array,
  benchmark: Float64Array,
  barsPerYear: number,
): BenchmarkFit {
  const [own, other] = [moments(returns), moments(benchmark)];
  if (own.mean === null || other.mean === null || !other.sd) return { beta: null, alpha: null };
  const [mean, otherMean] = [own.mean, other.mean];
  const covariance = returns.reduce((sum, value, i) => sum + (value - mean) * (benchmark[i] - otherMean), 0);
  const beta = covariance / (returns.length - 1) / other.sd ** 2;
  return { beta, alpha: (1 + mean - beta * otherMean) ** barsPerYear - 1 };
}

/** Moments of the difference to the benchmark: its deviation is the tracking error. */
export const differenceMoments = (returns: Float64Array, benchmark: Float64Array): Moments =>
  moments(difference(returns, benchmark));

/**
 * Growth rate of the record over that of the benchmark, over the bars on which the benchmark rose (`up`) or fell
 * (`down`), as Morningstar and empyrical define it.
 * @returns null without such a bar, or where the benchmark's growth is zero.
 */
export function captureRatio(
  side: 'up' | 'down',
  returns: Float64Array,
  benchmark: Float64Array,
  barsPerYear: number,
): number | null {
  const own = cagr(onBars(side, returns, benchmark), barsPerYear);
  const other = cagr(onBars(side, benchmark, benchmark), barsPerYear);
  return own === null || !other ? null : own / other;
}

/** The values of the bars on which the benchmark rose or fell. */
function onBars(side: 'up' | 'down', values: Float64Array, benchmark: Float64Array): Float64Array {
  const sign = side === 'up' ? 1 : -1;
  const found = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (sign * benchmark[i] > 0) found[count++] = values[i];
  return found.subarray(0, count);
}

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - b[i]);
