import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanDeviation } from '../../../src/domain/indicators/cci.ts';
import { linearRegression } from '../../../src/domain/indicators/linear-regression.ts';
import {
  autocorrelation,
  hurstOf,
  permutationEntropy,
  varianceRatio,
} from '../../../src/domain/indicators/memory.ts';
import { wma } from '../../../src/domain/indicators/moving-averages.ts';
import { rollingShape } from '../../../src/domain/indicators/rolling-shape.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { centralMoment, correlationOf, eachWindow, meanOf, total } from '../../support/naive-window.ts';

const series = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 90 });
const window = fc.integer({ min: 3, max: 30 });
/** On top of the values: digits must not be lost to it. */
const offset = fc.constantFrom(0, 1e6);

function noise(n: number, seed: string): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => rng.normal());
}

function expectSame(actual: Float64Array, expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    if (Number.isNaN(value)) expect(actual[i], `value ${i}`).toBeNaN();
    else expect(Math.abs(actual[i] - value), `value ${i}`).toBeLessThanOrEqual(tolerance);
  });
}

describe('windowed statistics equal their definition on each window', () => {
  it('weighted average and mean deviation', () => {
    fc.assert(
      fc.property(series, window, (values, width) => {
        const typed = Float64Array.from(values);
        const weighted = (part: readonly number[]): number =>
          total(part.map((value, i) => (i + 1) * value)) / ((width * (width + 1)) / 2);
        expectSame(wma(typed, width), eachWindow(values, width, weighted), 1e-10);
        const deviation = (part: readonly number[]): number =>
          meanOf(part.map((value) => Math.abs(value - meanOf(part))));
        expectSame(meanDeviation(typed, width), eachWindow(values, width, deviation), 1e-10);
      }),
    );
  });

  it('mean deviation of long windows, with ties and holes, on any offset', () => {
    for (const [width, base] of [
      [513, 0],
      [700, 1e6],
    ]) {
      // Whole numbers: many are equal. Rising first.
      const walk = noise(2_600, `deviation ${width}`).map((value, i) =>
        i < 600 ? base + i : base + Math.round(5 * value),
      );
      walk[900] = Number.NaN;
      walk[1_700] = Number.POSITIVE_INFINITY;
      const deviation = meanDeviation(walk, width);
      for (let i = 0; i < walk.length; i += 13) {
        const part = [...walk.subarray(Math.max(0, i - width + 1), i + 1)];
        if (part.length < width || !part.every(Number.isFinite)) expect(deviation[i]).toBeNaN();
        else {
          const mean = meanOf(part);
          expect(deviation[i]).toBeCloseTo(meanOf(part.map((value) => Math.abs(value - mean))), 8);
        }
      }
      expect(deviation.findLastIndex(Number.isFinite)).toBe(walk.length - 1);
    }
    expect(meanDeviation(new Float64Array(600).fill(1e6 / 3), 513)[599]).toBe(0);
  });

  it('slope, end and explained share of a regression, on any offset', () => {
    fc.assert(
      fc.property(fc.integer(), window, offset, (seed, width, base) => {
        const values = noise(80, `line ${seed}`).map((value, i) => base + value + 0.01 * i);
        const { slope, end, rSquared } = linearRegression(values, width);
        const times = Array.from({ length: width }, (_, i) => i);
        const middle = (width - 1) / 2;
        const slopeOf = (part: readonly number[]): number =>
          total(part.map((value, i) => (value - meanOf(part)) * (i - middle))) /
          total(times.map((time) => (time - middle) ** 2));
        expectSame(slope, eachWindow(values, width, slopeOf), 1e-9);
        expectSame(
          end,
          eachWindow(values, width, (part) => meanOf(part) + slopeOf(part) * middle),
          1e-8,
        );
        expectSame(
          rSquared,
          eachWindow(values, width, (part) => correlationOf(times, part) ** 2),
          1e-7,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('skewness and kurtosis, on any offset', () => {
    fc.assert(
      fc.property(fc.integer(), window, offset, (seed, width, base) => {
        const values = noise(80, `shape ${seed}`).map((value) => base + value);
        const { skewness, kurtosis } = rollingShape(values, width);
        const skew = (part: readonly number[]): number =>
          centralMoment(part, 3) / centralMoment(part, 2) ** 1.5;
        const excess = (part: readonly number[]): number =>
          centralMoment(part, 4) / centralMoment(part, 2) ** 2 - 3;
        expectSame(skewness, eachWindow(values, width, skew), 1e-6);
        expectSame(kurtosis, eachWindow(values, width, excess), 1e-6);
      }),
      { numRuns: 40 },
    );
  });

  it('autocorrelation and variance ratio', () => {
    fc.assert(
      fc.property(fc.integer(), window, fc.integer({ min: 1, max: 5 }), (seed, width, lag) => {
        const values = noise(80, `memory ${seed}`);
        const pairs = eachWindow(values, width + lag, (part) =>
          correlationOf(part.slice(lag), part.slice(0, width)),
        );
        expectSame(autocorrelation(values, width, lag), pairs, 1e-9);
        const step = lag + 1;
        const ratio = eachWindow(values, width + step - 1, (part) => {
          const sums = Array.from({ length: width }, (_, i) => total(part.slice(i, i + step)));
          return centralMoment(sums, 2) / (step * centralMoment(part.slice(step - 1), 2));
        });
        expectSame(varianceRatio(values, width, step), ratio, 1e-9);
      }),
      { numRuns: 60 },
    );
  });
});

describe('what the statistics say of known processes', () => {
  it('a random walk has a Hurst exponent of one half, a trend more, a pendulum less', () => {
    const steps = noise(20_000, 'hurst');
    const last = (values: Float64Array): number => hurstOf(varianceRatio(values, 10_000, 8)[19_999], 8);
    expect(last(steps)).toBeGreaterThan(0.45);
    expect(last(steps)).toBeLessThan(0.55);
    const moving = steps.map((value, i) => value + (steps[i - 1] ?? 0) + (steps[i - 2] ?? 0));
    expect(last(moving)).toBeGreaterThan(0.65);
    expect(last(steps.map((value, i) => value - 0.9 * (steps[i - 1] ?? 0)))).toBeLessThan(0.25);
  });

  it('entropy is 0 on a straight line and near 1 on noise', () => {
    const line = Float64Array.from({ length: 200 }, (_, i) => i);
    expect(permutationEntropy(line, 100)[199]).toBe(0);
    expect(permutationEntropy(line, 100).findIndex(Number.isFinite)).toBe(101);
    expect(permutationEntropy(noise(2_000, 'entropy'), 1_000)[1_999]).toBeGreaterThan(0.99);
    const zigzag = line.map((i) => i % 2);
    expect(permutationEntropy(zigzag, 100)[199]).toBeCloseTo(Math.log(2) / Math.log(6), 12);
  });

  it('a window without spread has no shape, correlation or explained share', () => {
    const flat = new Float64Array(60).fill(1e6 / 3);
    expect(rollingShape(flat, 10).skewness[59]).toBeNaN();
    expect(autocorrelation(flat, 10, 1)[59]).toBeNaN();
    expect(linearRegression(flat, 10).rSquared[59]).toBeNaN();
    expect(linearRegression(flat, 10).slope[59]).toBe(0);
    expect(meanDeviation(flat, 10)[59]).toBe(0);
  });
});
