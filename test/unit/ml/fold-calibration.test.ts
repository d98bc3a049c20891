import { describe, expect, it } from 'vitest';
import { auc } from '../../../src/domain/ml/auc.ts';
import { applyCalibration, fitCalibration } from '../../../src/domain/ml/calibration.ts';
import { alignFolds, calibrateOutOfFold, foldRates } from '../../../src/domain/ml/fold-calibration.ts';
import { purgedKFold } from '../../../src/domain/ml/purged-k-fold.ts';
import { createRng } from '../../../src/kernel/rng.ts';

const ROWS = 1_000;
const rows = Int32Array.from({ length: ROWS }, (_, i) => i);
const weightOf = () => new Float32Array(ROWS).fill(1);
const folds = purgedKFold({ rows, endIndex: rows, folds: 5, embargoBars: 0 });

/**
 * Outcomes whose share of ones differs from fold to fold, and a weak model of each fold: it knows the sign of the
 * truth, and moves from its training base rate by a thousandth for it.
 */
const rng = createRng('folds');
const signal = Float64Array.from(rows, () => (rng.uniform() < 0.5 ? -1 : 1));
const target = Float32Array.from(rows, (row) => {
  const share = 0.35 + 0.3 * (Math.floor(row / 200) % 2) + 0.15 * signal[row];
  return rng.uniform() < share ? 1 : 0;
});
const rateOf = (of: Int32Array) => of.reduce((sum, row) => sum + target[row], 0) / of.length;
const predictions = folds.map(({ trainRows, testRows }) =>
  Float64Array.from(testRows, (row) => rateOf(trainRows) + 0.001 * signal[row]),
);
const outcome = Int8Array.from(target);
const pooled = (parts: readonly Float64Array[]) => Float64Array.from(parts.flatMap((part) => [...part]));

describe('calibration by a sigmoid', () => {
  it('leaves probabilities alone that are right, and undoes odds that are too bold', () => {
    const known = createRng('sigmoid');
    const truth = Float64Array.from({ length: 20_000 }, () => 0.1 + 0.8 * known.uniform());
    const happened = Int8Array.from(truth, (p) => (known.uniform() < p ? 1 : 0));
    const bold = truth.map((p) => p ** 2 / (p ** 2 + (1 - p) ** 2));
    expect(fitCalibration('platt', truth, happened)).toEqual({
      slope: expect.closeTo(-1, 1),
      offset: expect.closeTo(0, 1),
    });
    const [low, high] = applyCalibration(
      fitCalibration('platt', bold, happened),
      Float64Array.of(0.2 ** 2 / (0.2 ** 2 + 0.8 ** 2), 0.9),
    );
    expect(low).toBeCloseTo(0.2, 1);
    expect(high).toBeCloseTo(0.75, 1);
    const same = applyCalibration({ slope: -1, offset: 0 }, Float64Array.of(0, 0.3, 1, Number.NaN));
    expect([...same]).toEqual([
      expect.closeTo(0, 12),
      expect.closeTo(0.3, 12),
      expect.closeTo(1, 12),
      Number.NaN,
    ]);
  });
});

describe('predictions of folds put together', () => {
  it('as they are lean against the outcome; aligned they do not', () => {
    expect(auc(pooled(predictions), outcome)).toBeLessThan(0.5);
    const aligned = alignFolds(predictions, foldRates({ folds, target, weightOf }));
    expect(auc(pooled(aligned), outcome)).toBeGreaterThan(0.58);
  });

  it('keep their order within each fold', () => {
    const aligned = alignFolds(predictions, foldRates({ folds, target, weightOf }));
    folds.forEach(({ testRows }, fold) => {
      const ofFold = Int8Array.from(testRows, (row) => target[row]);
      expect(auc(aligned[fold], ofFold)).toBe(auc(predictions[fold], ofFold));
    });
  });

  it('calibrate the model of all rows to the shares that its signal really has', () => {
    const map = calibrateOutOfFold('isotonic', { folds, predictions, target, weightOf });
    const all = rateOf(rows);
    const [down, up] = applyCalibration(map, Float64Array.of(all - 0.01, all + 0.01));
    const share = (sign: number) => rateOf(rows.filter((row) => signal[row] === sign));
    // The aligned levels differ by a hair from fold to fold, so the extreme groups are samples of the two sides.
    expect(down).toBeLessThan(share(-1) + 0.1);
    expect(up).toBeGreaterThan(share(1) - 0.1);
    expect(up - down).toBeGreaterThan(0.15);
  });
});
