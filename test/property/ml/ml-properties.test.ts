import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auc } from '../../../src/domain/ml/auc.ts';
import { averageRanks, pearson } from '../../../src/domain/ml/correlation.ts';
import { applyIsotonic, fitIsotonic } from '../../../src/domain/ml/isotonic.ts';
import { brierScore } from '../../../src/domain/ml/probability-scores.ts';
import { lightgbmSpace, regularisedBounds } from '../../../src/domain/ml/tuning/lightgbm-space.ts';
import { type Bounds, samplePoint } from '../../../src/domain/ml/tuning/space.ts';
import { createRng } from '../../../src/kernel/rng.ts';

/** Scores from a small set, so that ties are common. */
const scored = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.boolean()), { minLength: 1, maxLength: 80 })
  .map((rows) => ({
    score: Float64Array.from(rows, ([value]) => value / 12),
    outcome: Int8Array.from(rows, ([, isOne]) => (isOne ? 1 : 0)),
  }));

describe('AUC', () => {
  it('equals the share of ordered pairs, counted one by one', () => {
    fc.assert(
      fc.property(scored, ({ score, outcome }) => {
        let pairs = 0;
        let won = 0;
        outcome.forEach((a, i) => {
          outcome.forEach((b, j) => {
            if (a !== 1 || b !== 0) return;
            pairs++;
            won += score[i] > score[j] ? 1 : score[i] === score[j] ? 0.5 : 0;
          });
        });
        if (pairs === 0) expect(auc(score, outcome)).toBeNull();
        else expect(auc(score, outcome)).toBeCloseTo(won / pairs, 12);
      }),
    );
  });
});

describe('isotonic calibration', () => {
  it('never decreases, stays between 0 and 1, and keeps the mean of what it was fitted on', () => {
    fc.assert(
      fc.property(scored, ({ score, outcome }) => {
        const map = fitIsotonic(score, outcome);
        for (const knot of map.raw) expect(score).toContain(knot);
        map.calibrated.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(i === 0 ? 0 : map.calibrated[i - 1]);
          expect(value).toBeLessThanOrEqual(1);
          if (i > 0) expect(map.raw[i]).toBeGreaterThan(map.raw[i - 1]);
        });
        const mean = (values: Iterable<number>): number =>
          [...values].reduce((sum, value) => sum + value, 0) / score.length;
        expect(mean(applyIsotonic(map, score))).toBeCloseTo(mean(outcome), 10);
      }),
    );
  });

  it('is at least as good as any other non-decreasing map: no worse than the raw score or a constant', () => {
    fc.assert(
      fc.property(scored, fc.double({ min: 0, max: 1, noNaN: true }), ({ score, outcome }, constant) => {
        const fitted = brierScore(applyIsotonic(fitIsotonic(score, outcome), score), outcome);
        const others = [score, score.map((value) => value ** 2), score.map(() => constant)];
        for (const other of others) {
          expect(fitted).toBeLessThanOrEqual((brierScore(other, outcome) ?? 1) + 1e-12);
        }
      }),
    );
  });
});

type Ranged =
  | 'learning_rate'
  | 'num_leaves'
  | 'min_data_in_leaf'
  | 'feature_fraction'
  | 'bagging_fraction'
  | 'lambda_l2'
  | 'num_iterations';
const spaceOf = (low: number, width: number): Record<Ranged, Bounds> => ({
  learning_rate: [0.001 * low, 0.001 * (low + width)],
  num_leaves: [1 + low, 1 + low + width],
  min_data_in_leaf: [low, low + width],
  feature_fraction: [0.1, 0.1 + width / 1_000],
  bagging_fraction: [0.5, 0.5],
  lambda_l2: [0, width],
  num_iterations: [low, low + width],
});
const space = fc
  .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 500 }))
  .map((v) => spaceOf(...v));

describe('the search space', () => {
  it('gives values inside the bounds, whole numbers where they must be, the same for the same seed', () => {
    fc.assert(
      fc.property(space, fc.integer(), (bounds, seed) => {
        const params = samplePoint(lightgbmSpace(bounds), createRng(seed));
        for (const [name, value] of Object.entries(params)) {
          const [low, high] = bounds[name as Ranged];
          expect(value).toBeGreaterThanOrEqual(low);
          expect(value).toBeLessThanOrEqual(high);
        }
        for (const name of ['num_leaves', 'min_data_in_leaf', 'num_iterations'] as const) {
          expect(Number.isInteger(params[name])).toBe(true);
        }
        expect(samplePoint(lightgbmSpace(bounds), createRng(seed))).toEqual(params);
      }),
    );
  });

  it('only ever gets more regular under a plan', () => {
    fc.assert(
      fc.property(space, fc.double({ min: 1, max: 64, noNaN: true }), (bounds, factor) => {
        const regular = regularisedBounds(bounds, factor) as typeof bounds;
        expect(regular.lambda_l2[1]).toBeCloseTo(bounds.lambda_l2[1] * factor, 8);
        expect(regular.min_data_in_leaf[0]).toBeGreaterThanOrEqual(bounds.min_data_in_leaf[0]);
        expect(regular.min_data_in_leaf[1]).toBeGreaterThanOrEqual(regular.min_data_in_leaf[0]);
        expect(regular.learning_rate).toEqual(bounds.learning_rate);
      }),
    );
  });
});

describe('correlation', () => {
  it('of ranks is 1 for any rising map of the values', () => {
    const values = fc.uniqueArray(fc.integer({ min: -500, max: 500 }), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(values, (list) => {
        const a = Float64Array.from(list);
        const b = a.map((value) => Math.exp(value / 100));
        expect(pearson(averageRanks(a), averageRanks(b))).toBeCloseTo(1, 12);
        expect(
          pearson(
            a,
            a.map((value) => 3 - 2 * value),
          ),
        ).toBeCloseTo(-1, 12);
      }),
    );
  });
});
