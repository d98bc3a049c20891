import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rollingMoments } from '../../../src/domain/indicators/rolling-deviation.ts';
import { rollingMax, rollingMin } from '../../../src/domain/indicators/rolling-extremes.ts';
import { rollingSum } from '../../../src/domain/indicators/rolling-sum.ts';
import { sma } from '../../../src/domain/indicators/sma.ts';
import { createRng } from '../../../src/kernel/rng.ts';

/** Values of one magnitude with a few wild ones and holes, and a window. */
const series = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: fc.double({ min: -1_000, max: 1_000, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(1e15, -1e15, Number.NaN) },
  ),
  { maxLength: 120 },
);
const window = fc.integer({ min: 1, max: 40 });

/** Each window on its own, straight from the definition. */
function byDefinition(
  values: readonly number[],
  width: number,
  of: (part: readonly number[]) => number,
): number[] {
  return values.map((_, i) => {
    const part = values.slice(i - width + 1, i + 1);
    return i < width - 1 || part.some(Number.isNaN) ? Number.NaN : of(part);
  });
}

const total = (part: readonly number[]): number => part.reduce((sum, value) => sum + value, 0);
const largest = (part: readonly number[]): number => Math.max(1, ...part.map(Math.abs));

function expectClose(
  actual: Float64Array,
  expected: readonly number[],
  tolerance: (i: number) => number,
): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    if (Number.isNaN(value)) expect(actual[i]).toBeNaN();
    else expect(Math.abs(actual[i] - value)).toBeLessThanOrEqual(tolerance(i));
  });
}

describe('rolling windows', () => {
  it('equal each window computed on its own, whatever has passed through before', () => {
    fc.assert(
      fc.property(series, window, (values, width) => {
        const typed = Float64Array.from(values);
        // The error is that of the values in the window: an outlier leaves nothing behind.
        const error = (power: number) => (i: number) =>
          1e-12 *
          largest(values.slice(Math.max(i - width + 1, 0), i + 1).filter(Number.isFinite)) ** power *
          width;
        expectClose(rollingSum(typed, width), byDefinition(values, width, total), error(1));
        const { mean, deviation } = rollingMoments(typed, width);
        const meanOf = (part: readonly number[]): number => total(part) / width;
        expectClose(mean, byDefinition(values, width, meanOf), error(1));
        const variance = (part: readonly number[]): number =>
          total(part.map((value) => (value - meanOf(part)) ** 2)) / width;
        expectClose(
          deviation.map((value) => value ** 2),
          byDefinition(values, width, variance),
          error(2),
        );
      }),
    );
  });

  it('extremes are exact', () => {
    fc.assert(
      fc.property(series, window, (values, width) => {
        const typed = Float64Array.from(values);
        const max = byDefinition(values, width, (part) => Math.max(...part));
        const min = byDefinition(values, width, (part) => Math.min(...part));
        expect(rollingMax(typed, width)).toEqual(Float64Array.from(max));
        expect(rollingMin(typed, width)).toEqual(Float64Array.from(min));
      }),
    );
  });

  it('keep their digits over a million bars with a large offset', () => {
    const n = 1_000_000;
    const width = 100;
    const rng = createRng('rolling');
    // Multiples of 2^-10 on an offset of 2^30: sums of 100 are exact in integers of 2^-10.
    const steps = Float64Array.from({ length: n }, () => rng.integer(1_024));
    const values = steps.map((step) => 2 ** 30 + step / 1_024);
    const averages = sma(values, width);
    const { deviation } = rollingMoments(values, width);
    for (let i = n - 1; i > n - 200; i--) {
      const part = [...steps.subarray(i - width + 1, i + 1)];
      const mean = total(part) / width;
      expect(averages[i]).toBeCloseTo(2 ** 30 + mean / 1_024, 6);
      const variance = total(part.map((step) => (step - mean) ** 2)) / width;
      expect(deviation[i]).toBeCloseTo(Math.sqrt(variance) / 1_024, 8);
    }
  });

  it('have no spread at all in a window of equal values', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), window, (value, width) => {
        const { mean, deviation } = rollingMoments(new Float64Array(100).fill(value), width);
        expect(mean[99] === value).toBe(true);
        expect(deviation[99]).toBe(0);
      }),
    );
  });
});
