import { describe, expect, it } from 'vitest';
import { auc } from '../../../src/domain/ml/auc.ts';
import { baseRate, shiftBaseRate } from '../../../src/domain/ml/base-rate.ts';
import { calibrationBins, expectedCalibrationError } from '../../../src/domain/ml/calibration-bins.ts';
import { confusion } from '../../../src/domain/ml/confusion.ts';
import { brierScore, logLoss } from '../../../src/domain/ml/probability-scores.ts';

const p = (...values: number[]) => Float64Array.from(values);
const y = (...values: number[]) => Int8Array.from(values);

describe('AUC', () => {
  it.each([
    ['the example of the scikit-learn reference', p(0.1, 0.4, 0.35, 0.8), y(0, 0, 1, 1), 0.75],
    ['a perfect order', p(1, 2, 3), y(0, 1, 1), 1],
    ['the opposite order', p(3, 2, 1), y(0, 1, 1), 0],
    ['all scores tied', p(0.5, 0.5, 0.5, 0.5), y(0, 1, 0, 1), 0.5],
    // Pairs (1,0): 0.5 vs 0.5 counts half, 0.5 vs 0.2 one, 0.9 both one: 3.5 of 4.
    ['a tie across the classes', p(0.5, 0.5, 0.2, 0.9), y(1, 0, 0, 1), 0.875],
  ])('%s', (_, score, outcome, expected) => {
    expect(auc(score, outcome)).toBe(expected);
  });

  it('is not defined for one class', () => {
    expect(auc(p(0.1, 0.9), y(1, 1))).toBeNull();
    expect(auc(p(), y())).toBeNull();
  });
});

describe('log loss', () => {
  it('is ln 2 for a coin', () => {
    expect(logLoss(p(0.5, 0.5), y(0, 1))).toBeCloseTo(Math.LN2, 15);
  });
  it('is the example of the scikit-learn reference', () => {
    // log_loss(["spam", "ham", "ham", "spam"], [[.1, .9], [.9, .1], [.8, .2], [.35, .65]]) = 0.21616...
    expect(logLoss(p(0.9, 0.1, 0.2, 0.65), y(1, 0, 0, 1))).toBeCloseTo(0.21616187468057912, 12);
  });
  it('stays finite for a certain mistake', () => {
    expect(logLoss(p(0), y(1))).toBeCloseTo(-Math.log(1e-15), 10);
  });
  it('is null for nothing', () => {
    expect(logLoss(p(), y())).toBeNull();
  });
});

describe('Brier score', () => {
  it('is the example of the scikit-learn reference', () => {
    expect(brierScore(p(0.1, 0.9, 0.8, 0.3), y(0, 1, 1, 0))).toBeCloseTo(0.0375, 15);
  });
  it('is a quarter for a coin', () => {
    expect(brierScore(p(0.5, 0.5, 0.5), y(0, 1, 1))).toBe(0.25);
  });
});

describe('calibration bins', () => {
  it('group by equal width, leave empty ones out and keep 1 in the last', () => {
    expect(calibrationBins(p(0, 0.1, 0.55, 1), y(0, 1, 1, 1), 2)).toEqual([
      { meanPredicted: 0.05, observed: 0.5, count: 2 },
      { meanPredicted: 0.775, observed: 1, count: 2 },
    ]);
    expect(calibrationBins(p(0.95), y(1), 10)).toHaveLength(1);
  });
  it('give the expected calibration error', () => {
    expect(expectedCalibrationError(calibrationBins(p(0, 0.1, 0.55, 1), y(0, 1, 1, 1), 2))).toBeCloseTo(
      (2 * 0.45 + 2 * 0.225) / 4,
      12,
    );
    expect(expectedCalibrationError([])).toBeNull();
  });
});

describe('confusion', () => {
  it('counts a probability at the threshold as a prediction of 1', () => {
    expect(confusion(p(0.5, 0.49, 0.9, 0.1, 0.8), y(1, 1, 0, 0, 1), 0.5)).toEqual({
      truePositive: 2,
      falsePositive: 1,
      trueNegative: 1,
      falseNegative: 1,
    });
  });
});

describe('base rates', () => {
  it('are weighted shares of ones among the rows', () => {
    const target = Float32Array.of(1, 0, 1, 1);
    expect(baseRate(target, Float32Array.of(3, 1, 100, 0), Int32Array.of(0, 1, 3))).toBe(0.75);
    expect(baseRate(target, Float32Array.of(3, 1, 1, 1), new Int32Array(0))).toBeNull();
    expect(baseRate(target, new Float32Array(4), Int32Array.of(0))).toBeNull();
  });

  it('are exchanged as Bayes says', () => {
    // A test of sensitivity 0.9 and specificity 0.8: what a positive means at 10 % and at 50 % prevalence.
    const positive = (prevalence: number) => (0.9 * prevalence) / (0.9 * prevalence + 0.2 * (1 - prevalence));
    expect(shiftBaseRate(p(positive(0.1)), 0.1, 0.5)[0]).toBeCloseTo(positive(0.5), 14);
  });

  it('keep order, certainty and what is missing', () => {
    const shifted = shiftBaseRate(p(0, 0.2, 0.3, 1, Number.NaN), 0.2, 0.6);
    expect(shifted[1]).toBeCloseTo(0.6, 15);
    expect(shifted[2]).toBeGreaterThan(shifted[1]);
    expect([shifted[0], shifted[3], shifted[4]]).toEqual([0, 1, Number.NaN]);
  });
});

describe('bad input', () => {
  it.each([
    ['unequal lengths', () => auc(p(0.5), y(0, 1))],
    ['a score that is NaN', () => auc(p(Number.NaN), y(1))],
    ['an outcome that is neither 0 nor 1', () => brierScore(p(0.5), y(-1))],
    ['a probability above 1', () => logLoss(p(1.1), y(1))],
    ['a base rate of 1', () => shiftBaseRate(p(0.5), 0.5, 1)],
    ['no bins', () => calibrationBins(p(0.5), y(1), 0)],
  ])('%s is refused', (_, call) => {
    expect(call).toThrowError(expect.objectContaining({ code: 'parameter_invalid' }));
  });
});
