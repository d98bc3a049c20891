import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distributionShift, kolmogorovSmirnov, referenceDistribution } from '../../../src/domain/ml/drift.ts';
import { applyPlatt, fitPlatt } from '../../../src/domain/ml/platt.ts';
import { averagePrecision, fBeta } from '../../../src/domain/ml/precision-recall.ts';
import { createRng } from '../../../src/kernel/rng.ts';

const f = (...values: number[]) => Float64Array.from(values);

describe('average precision', () => {
  it('is that of the example in the documentation of scikit-learn', () => {
    expect(averagePrecision(f(0.1, 0.4, 0.35, 0.8), Int8Array.of(0, 0, 1, 1))).toBeCloseTo(5 / 6, 12);
  });

  it('of scores that say nothing is the share of ones, and undefined without one', () => {
    expect(averagePrecision(f(1, 1, 1, 1), Int8Array.of(1, 0, 0, 0))).toBe(0.25);
    expect(averagePrecision(f(1, 2), Int8Array.of(0, 0))).toBeNull();
    expect(averagePrecision(f(3, 2, 1), Int8Array.of(1, 1, 0))).toBe(1);
  });
});

describe('F-beta', () => {
  const counts = { truePositive: 6, falsePositive: 2, trueNegative: 9, falseNegative: 4 };
  it('weighs precision against recall', () => {
    const [precision, recall] = [6 / 8, 6 / 10];
    for (const beta of [0.5, 1, 2]) {
      const formula = ((1 + beta ** 2) * precision * recall) / (beta ** 2 * precision + recall);
      expect(fBeta(counts, beta)).toBeCloseTo(formula, 12);
    }
    expect(fBeta({ truePositive: 0, falsePositive: 0, trueNegative: 5, falseNegative: 0 }, 1)).toBeNull();
    expect(() => fBeta(counts, 0)).toThrow(/above 0/);
  });
});

describe('Platt scaling', () => {
  it('gives the figures of LibSVM that scikit-learn tests its own by', () => {
    const { slope, offset } = fitPlatt(f(5, -4, 1), Int8Array.of(1, 0, 0));
    expect(slope).toBeCloseTo(-0.20261354391187855, 5);
    expect(offset).toBeCloseTo(0.6523631498001051, 5);
  });

  it('finds the sigmoid that made the outcomes, and is never certain', () => {
    const rng = createRng('platt');
    const score = Float64Array.from({ length: 20_000 }, () => rng.normal());
    const outcome = Int8Array.from(score, (x) => (rng.uniform() < 1 / (1 + Math.exp(-2 * x + 0.5)) ? 1 : 0));
    const { slope, offset } = fitPlatt(score, outcome);
    expect(slope).toBeCloseTo(-2, 0);
    expect(Math.abs(offset - 0.5)).toBeLessThan(0.1);
    const separable = fitPlatt(f(-1, -1, 1, 1), Int8Array.of(0, 0, 1, 1));
    // The smoothed classes 1/4 and 3/4 are what a separable sample is taken for.
    expect([...applyPlatt(separable, f(-1, 1))]).toEqual([expect.closeTo(0.25, 6), expect.closeTo(0.75, 6)]);
    expect(() => fitPlatt(f(), new Int8Array(0))).toThrow(
      expect.objectContaining({ code: 'data_insufficient' }),
    );
  });
});

describe('drift', () => {
  const even = Float64Array.from({ length: 100 }, (_, i) => i);
  const shift = (a: Float64Array, b: Float64Array, bins?: number) => {
    const reference = referenceDistribution(a, bins);
    return reference && distributionShift(reference, b);
  };
  it('is none between a sample and itself', () => {
    expect(shift(even, even)).toEqual({ psi: 0, ks: 0, missing: 0, missingBefore: 0 });
    expect(kolmogorovSmirnov(even, even)).toBe(0);
  });

  it('follows its formulas: half of each bin moved to the other of two', () => {
    // Shares 1/2 and 1/2 become 1/4 and 3/4.
    const moved = Float64Array.from({ length: 100 }, (_, i) => (i < 25 ? 0 : 99));
    expect(shift(even, moved, 2)?.psi).toBeCloseTo(0.25 * Math.log(3), 12);
    expect(shift(even, moved, 2)?.ks).toBeCloseTo(0.25, 12);
    expect(kolmogorovSmirnov(f(1, 2, 3, 4), f(3, 4, 5, 6))).toBe(0.5);
    expect(kolmogorovSmirnov(f(1, 2), f(8, 9, Number.NaN))).toBe(1);
  });

  it('follows its formulas where the bins of the reference are unequal', () => {
    const reference = { edges: [1, 2], shares: [0.2, 0.3, 0.5], missing: 0 };
    const { psi, ks } = distributionShift(reference, f(0, 0, 0, 0, 0, 1, 1, 1, 2, 9));
    expect(psi).toBeCloseTo(0.3 * Math.log(0.5 / 0.2) - 0.3 * Math.log(0.2 / 0.5), 12);
    expect(ks).toBeCloseTo(0.3, 12);
  });

  it('between samples is the largest distance of their distribution functions, ties or not', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const below = (values: readonly number[], x: number): number =>
          values.filter((value) => value <= x).length / values.length;
        const distances = [...a, ...b].map((x) => Math.abs(below(a, x) - below(b, x)));
        expect(kolmogorovSmirnov(f(...a), f(...b))).toBeCloseTo(Math.max(...distances), 12);
      }),
    );
  });

  it('of the reference is never above that of the samples themselves', () => {
    const rng = createRng('shift');
    const [a, b] = [0, 0.4].map((by) => Float64Array.from({ length: 500 }, () => rng.normal() + by));
    const [bound, exact] = [shift(a, b)?.ks ?? Number.NaN, kolmogorovSmirnov(a, b) ?? Number.NaN];
    expect(bound).toBeLessThanOrEqual(exact);
    // Two normals 0.4 apart: 2 Phi(0.2) - 1.
    expect(bound).toBeCloseTo(0.1585, 1);
  });

  it('counts what is missing, and takes a constant as one bin', () => {
    expect(shift(f(1, Number.NaN), f(Number.NaN, Number.NaN, Number.NaN, 5))).toMatchObject({
      missing: 0.75,
      missingBefore: 0.5,
    });
    expect(shift(f(3, 3, 3), f(3, 3))?.psi).toBe(0);
    expect(shift(f(3, 3, 3), f(2, 2))?.psi).toBeGreaterThan(5);
  });

  it('is undefined without values', () => {
    expect(shift(even, f(Number.NaN))?.psi).toBeNull();
    expect(referenceDistribution(f(Number.NaN))).toBeNull();
    expect(kolmogorovSmirnov(f(), even)).toBeNull();
    expect(() => referenceDistribution(even, 1)).toThrow(/at least 2/);
    expect(() => distributionShift({ edges: [1], shares: [1], missing: 0 }, even)).toThrow(/one share more/);
  });
});
