import { AppError } from '../../../kernel/errors.ts';
import type { Rng } from '../../../kernel/rng.ts';
import { automaticBlockLength } from './block-length.ts';
import { drawResample, prefixSums } from './stationary-bootstrap.ts';

/** Strategies against a benchmark, and what the stationary bootstrap makes of their means. */
export interface ResampledMeans {
  /** Rows, the bars. */
  readonly n: number;
  readonly draws: number;
  readonly meanBlock: number;
  /** Mean performance of each strategy. */
  readonly means: Float64Array;
  /** sqrt of the long-run variance of each strategy; 0 for a constant one. */
  readonly deviations: Float64Array;
  /** `of(draw, strategy)`: resampled mean less the observed one. All strategies share the rows of a draw. */
  of(draw: number, strategy: number): number;
}

export interface ResampleOptions {
  readonly draws: number;
  readonly rng: Rng;
  /** Mean block; the largest automatic one among the strategies when absent. */
  readonly meanBlock?: number;
}

/**
 * Bootstraps the means of all strategies together, which keeps their dependence: what the reality check, Hansen's test
 * and the step-down procedure work on.
 * @param performance One column a strategy: its return less the benchmark's, one row a bar, finite.
 * @throws AppError `parameter_invalid` for columns of unequal length or values that are not finite;
 *   `data_insufficient` without a strategy or with fewer than three rows.
 */
export function resampleMeans(
  performance: readonly Float64Array[],
  { draws, rng, meanBlock = longestBlock(performance) }: ResampleOptions,
): ResampledMeans {
  const n = requireTable(performance);
  const count = performance.length;
  const means = Float64Array.from(performance, (column) => column.reduce((sum, v) => sum + v, 0) / n);
  const centred = performance.map((column, k) => column.map((value) => value - means[k]));
  const sums = centred.map(prefixSums);
  const shifts = new Float64Array(draws * count);
  for (let draw = 0; draw < draws; draw++) {
    const row = shifts.subarray(draw * count, (draw + 1) * count);
    drawResample(n, meanBlock, rng, (from, to) => {
      for (let k = 0; k < count; k++) row[k] += sums[k][to] - sums[k][from];
    });
    for (let k = 0; k < count; k++) row[k] /= n;
  }
  return {
    n,
    draws,
    meanBlock,
    means,
    // A constant column less its mean is rounding, not nothing.
    deviations: Float64Array.from(centred, (column, k) =>
      performance[k].every((value) => value === performance[k][0])
        ? 0
        : Math.sqrt(longRunVariance(column, meanBlock)),
    ),
    of: (draw, strategy) => shifts[draw * count + strategy],
  };
}

const longestBlock = (performance: readonly Float64Array[]): number =>
  performance.reduce((longest, column) => Math.max(longest, automaticBlockLength(column)), 1);

/** Lags of a smaller weight change nothing that could be seen. */
const NEGLIGIBLE = 1e-10;

/**
 * Variance of sqrt(n) times the mean under the stationary bootstrap: `g0 + 2 sum K(i) g(i)` with
 * `K(i) = (n - i)/n (1 - q)^i + i/n (1 - q)^(n - i)`, q = 1 / mean block (Hansen 2005).
 */
export function longRunVariance(centred: Float64Array, meanBlock: number): number {
  const n = centred.length;
  const stay = 1 - 1 / meanBlock;
  let variance = 0;
  for (const value of centred) variance += (value * value) / n;
  for (let lag = 1; lag < n; lag++) {
    const weight = ((n - lag) / n) * stay ** lag + (lag / n) * stay ** (n - lag);
    if (weight < NEGLIGIBLE) continue;
    let product = 0;
    for (let i = lag; i < n; i++) product += centred[i] * centred[i - lag];
    variance += (2 * weight * product) / n;
  }
  return Math.max(0, variance);
}

function requireTable(performance: readonly Float64Array[]): number {
  const n = performance[0]?.length ?? 0;
  if (n < 3) {
    throw new AppError(
      'data_insufficient',
      `A test of superior performance needs a strategy and three bars; there are ${performance.length} of ${n} bars`,
    );
  }
  const wrong = performance.findIndex((column) => column.length !== n || !column.every(Number.isFinite));
  if (wrong < 0) return n;
  throw new AppError(
    'parameter_invalid',
    `Strategy ${wrong} has ${performance[wrong].length} returns for ${n} bars, or some that are not finite`,
  );
}
