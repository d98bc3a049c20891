import { describe, expect, it } from 'vitest';
import { applyIsotonic, fitIsotonic } from '../../../src/domain/ml/isotonic.ts';
import { poolAdjacentViolators } from '../../../src/domain/ml/pool-adjacent-violators.ts';

const f = (...values: number[]) => Float64Array.from(values);
const unit = (values: Float64Array) => new Float64Array(values.length).fill(1);

describe('pool adjacent violators', () => {
  // First two: scikit-learn's own test_isotonic_regression.
  it.each([
    [f(3, 7, 5, 9, 8, 7, 10), f(3, 6, 6, 8, 8, 8, 10)],
    [f(10, 0, 2), f(4, 4, 4)],
    [f(1, 2, 3), f(1, 2, 3)],
    [f(), f()],
  ])('%s', (values, expected) => {
    expect(poolAdjacentViolators(values, unit(values))).toEqual(expected);
  });

  it('weighs: a heavy value moves its light neighbour', () => {
    expect(poolAdjacentViolators(f(4, 0), f(3, 1))).toEqual(f(3, 3));
  });
});

describe('isotonic calibration', () => {
  it('keeps the ends of each flat stretch as knots', () => {
    const map = fitIsotonic(f(0.1, 0.2, 0.3, 0.4, 0.5, 0.6), Int8Array.of(0, 1, 0, 1, 0, 1));
    expect(map).toEqual({ raw: [0.1, 0.2, 0.5, 0.6], calibrated: [0, 0.5, 0.5, 1] });
  });

  it('counts rows of equal score as one point', () => {
    const map = fitIsotonic(f(0.5, 0.5, 0.5, 0.9), Int8Array.of(1, 0, 0, 1));
    expect(map.raw).toEqual([0.5, 0.9]);
    expect(map.calibrated[0]).toBeCloseTo(1 / 3, 15);
  });

  it('is linear between the knots and flat beyond them', () => {
    const map = { raw: [0.2, 0.4, 0.8], calibrated: [0.1, 0.3, 0.9] };
    const applied = applyIsotonic(map, f(0, 0.2, 0.3, 0.4, 0.6, 0.8, 1, Number.NaN));
    expect([...applied].map((value) => Math.round(value * 1e12) / 1e12)).toEqual([
      0.1,
      0.1,
      0.2,
      0.3,
      0.6,
      0.9,
      0.9,
      Number.NaN,
    ]);
  });

  it('of one single score is a constant', () => {
    expect(applyIsotonic(fitIsotonic(f(0.5, 0.5), Int8Array.of(1, 0)), f(0, 0.5, 1))).toEqual(
      f(0.5, 0.5, 0.5),
    );
  });

  it('with a smallest group: no share of fewer outcomes becomes a probability', () => {
    const scores = f(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7);
    const outcome = Int8Array.of(0, 0, 1, 0, 1, 1, 1);
    // Groups 0.1-0.3 and 0.4-0.6; the last row alone is too few and joins the group before it.
    const map = fitIsotonic(scores, outcome, 3);
    expect(map.raw[0]).toBeCloseTo(0.2, 15);
    expect(map.raw[1]).toBeCloseTo(0.55, 15);
    expect(map.calibrated).toEqual([1 / 3, 0.75]);
    expect(fitIsotonic(scores, outcome, 100).calibrated).toEqual([4 / 7]);
    // Rows of one score are never torn apart.
    expect(fitIsotonic(f(0.1, 0.1, 0.1, 0.2, 0.2), Int8Array.of(0, 0, 1, 1, 1), 2).calibrated).toEqual([
      1 / 3,
      1,
    ]);
  });

  it('refuses nothing to fit on, and a map without knots', () => {
    expect(() => fitIsotonic(f(), new Int8Array(0))).toThrowError(
      expect.objectContaining({ code: 'data_insufficient' }),
    );
    expect(() => fitIsotonic(f(0.5), Int8Array.of(1), 0)).toThrowError(
      expect.objectContaining({ code: 'parameter_invalid' }),
    );
    expect(() => applyIsotonic({ raw: [], calibrated: [] }, f(0.5))).toThrowError(
      expect.objectContaining({ code: 'parameter_invalid' }),
    );
  });
});
