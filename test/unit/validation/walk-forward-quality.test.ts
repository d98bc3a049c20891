import { describe, expect, it } from 'vitest';
import {
  featureStability,
  parameterStability,
  walkForwardEfficiency,
} from '../../../src/domain/validation/walk-forward-quality.ts';

const windowOf = (inSample: readonly number[], outOfSample: readonly number[]) => ({
  inSample: Float64Array.from(inSample),
  outOfSample: Float64Array.from(outOfSample),
});

describe('walk-forward efficiency', () => {
  it('is the mean return a bar out of sample over that in sample, bars counted and not windows', () => {
    // In sample 0.06 over 6 bars, out of sample 0.01 over 4.
    const windows = [windowOf([0.02, 0.02], [0.03, -0.03, 0.01]), windowOf([0.02, 0, 0.01, -0.01], [0])];
    expect(walkForwardEfficiency(windows)).toBeCloseTo(0.25, 12);
  });

  it('is undefined where nothing was earned in sample, or no bar was traded', () => {
    expect(walkForwardEfficiency([windowOf([0.01, -0.01], [0.5])])).toBeNull();
    expect(walkForwardEfficiency([windowOf([-0.01], [-0.02])])).toBeNull();
    expect(walkForwardEfficiency([windowOf([0.01], [])])).toBeNull();
    expect(walkForwardEfficiency([])).toBeNull();
  });
});

describe('stability of what the windows chose', () => {
  it('of parameters goes from 1, all alike, to 0, between both ends, averaged over the parameters', () => {
    expect(parameterStability([[0.3], [0.3], [0.3]])).toBe(1);
    expect(parameterStability([[0], [1]])).toBeCloseTo(0, 12);
    expect(
      parameterStability([
        [0.3, 0],
        [0.3, 1],
      ]),
    ).toBeCloseTo(0.5, 12);
    // Evenly over the range, as drawn at random: 1 - 2 / sqrt(12).
    const even = Array.from({ length: 1_001 }, (_, k) => [k / 1_000]);
    expect(parameterStability(even)).toBeCloseTo(1 - 2 / Math.sqrt(12), 2);
  });

  it('of features is the overlap of neighbours, by Jaccard', () => {
    expect(
      featureStability([
        ['a', 'b'],
        ['a', 'b'],
      ]),
    ).toBe(1);
    // One of three shared, then none of two.
    expect(featureStability([['a', 'b'], ['b', 'c'], ['d']])).toBeCloseTo((1 / 3 + 0) / 2, 12);
  });

  it('says nothing of one window, or without a parameter', () => {
    expect(parameterStability([[0.5]])).toBeNull();
    expect(parameterStability([[], []])).toBeNull();
    expect(featureStability([['a']])).toBeNull();
  });
});
