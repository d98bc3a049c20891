import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RollingMoments, rollingMoments } from '../../../src/domain/indicators/rolling-deviation.ts';
import { rollingMax, rollingMin } from '../../../src/domain/indicators/rolling-extremes.ts';
import { RollingSum, rollingSum } from '../../../src/domain/indicators/rolling-sum.ts';
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

  it('keep their digits over ten million bars with a large offset', () => {
    const bars = 10_000_000;
    const width = 100;
    const rng = createRng('rolling');
    // Whole multiples of the last digit a double has at 2^30: their sums must be rounded, at every bar.
    const digit = 2 ** -22;
    const steps = new Float64Array(width);
    const values = new Float64Array(width);
    const sums = new RollingSum(width);
    const moments = new RollingMoments(width);
    let added = 0;
    for (let i = 0; i < bars; i++) {
      const slot = i % width;
      const step = rng.integer(2 ** 32);
      const value = 2 ** 30 + step * digit;
      added += value - values[slot];
      steps[slot] = step;
      values[slot] = value;
      const sum = sums.push(value);
      moments.push(value);
      if (i % 99_991 !== 99_990 && i !== bars - 1) continue;
      // Exact, in whole multiples: BigInt where they exceed 2^53.
      const stepSum = total([...steps]);
      const exactSum = BigInt(width) * 2n ** 52n + BigInt(stepSum);
      const inExcess = (value: number): number => Math.abs(Number(BigInt(value / digit) - exactSum)) * digit;
      // The bound of adding 100 numbers one by one (Higham 2002, 4.4), which is that of any window on its own.
      const bound = (width - 1) * 2 ** -53 * Number(exactSum) * digit;
      expect(inExcess(sum)).toBeLessThanOrEqual(bound);
      expect(Math.abs(moments.mean - 2 ** 30 - (stepSum / width) * digit)).toBeLessThanOrEqual(2 ** -22);
      const squareSum = [...steps].reduce((all, step) => all + BigInt(step) ** 2n, 0n);
      const exactSquares = Number(BigInt(width) * squareSum - BigInt(stepSum) ** 2n) / width;
      expect(moments.squares / (exactSquares * digit ** 2)).toBeCloseTo(1, 12);
      // What a sum kept by subtraction has become by then.
      if (i === bars - 1) expect(inExcess(added)).toBeGreaterThan(5 * bound);
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
