import { expect } from 'vitest';

/** Bars before which an average has nothing to average. */
const firstFinite = (values: ArrayLike<number>): number => Array.from(values).findIndex(Number.isFinite);

/**
 * The exponential average without its recursion: with f the factor and the mean of the first `seedBars` finite values as
 * the seed of bar s, the value at bar i is (1 - f)^(i - s) seed + the sum over s < j <= i of f (1 - f)^(i - j) x[j].
 */
export function unrolledAverage(values: ArrayLike<number>, factor: number, seedBars: number): number[] {
  const all = Array.from(values);
  const first = firstFinite(all);
  const seedAt = first + seedBars - 1;
  const seed = all.slice(first, seedAt + 1).reduce((sum, value) => sum + value, 0) / seedBars;
  return all.map((_, i) => {
    if (i < seedAt) return Number.NaN;
    return all
      .slice(seedAt + 1, i + 1)
      .reduce(
        (sum, value, k) => sum + factor * (1 - factor) ** (i - seedAt - 1 - k) * value,
        (1 - factor) ** (i - seedAt) * seed,
      );
  });
}

/**
 * The same with a factor of its own for each bar, seeded with the value before the first finite one: each value weighs
 * its factor times what all later ones leave of it.
 */
export function pathWeighted(values: ArrayLike<number>, factors: readonly number[]): number[] {
  const all = Array.from(values);
  const first = firstFinite(factors);
  return all.map((_, i) => {
    if (i < first) return Number.NaN;
    const left = (from: number): number =>
      factors.slice(from, i + 1).reduce((product, factor) => product * (1 - factor), 1);
    return all
      .slice(first, i + 1)
      .reduce(
        (sum, value, k) => sum + factors[first + k] * left(first + k + 1) * value,
        left(first) * all[first - 1],
      );
  });
}

/** Values and gaps alike, to 1e-9 of the size of the value, with at least one value to compare. */
export function expectSeries(actual: Float64Array, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expect(expected.some(Number.isFinite)).toBe(true);
  expected.forEach((value, i) => {
    if (!Number.isFinite(value)) expect(actual[i], `value ${i}`).toBeNaN();
    else
      expect(Math.abs(actual[i] - value), `value ${i}`).toBeLessThanOrEqual(
        1e-9 * Math.max(1, Math.abs(value)),
      );
  });
}
