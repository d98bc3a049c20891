import { describe, expect, it } from 'vitest';
import { lightgbmSpace, regularisedBounds } from '../../../src/domain/ml/tuning/lightgbm-space.ts';
import { isBelowMedian } from '../../../src/domain/ml/tuning/median-rule.ts';
import { halvingBracket, hyperbandBrackets } from '../../../src/domain/ml/tuning/rungs.ts';
import {
  parameterOf,
  SEARCH_NAMES,
  SEARCHABLE,
  type SearchBounds,
} from '../../../src/domain/ml/tuning/search-bounds.ts';
import {
  positionOf,
  requireSpace,
  type Space,
  samplePoint,
  valueAt,
} from '../../../src/domain/ml/tuning/space.ts';
import { type Observation, suggestTpe } from '../../../src/domain/ml/tuning/tpe.ts';
import { allows } from '../../../src/domain/model/parameter-range.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { TEST_FUNCTIONS, type TestFunction } from '../../support/test-functions.ts';

const MIXED: Space = [
  { name: 'booster', kind: 'categorical', choices: ['gbdt', 'dart'] },
  { name: 'rate', kind: 'real', bounds: [0.001, 1], scale: 'log' },
  { name: 'leaves', kind: 'integer', bounds: [2, 64], scale: 'log' },
  { name: 'drop', kind: 'real', bounds: [0, 1], scale: 'linear', when: { name: 'booster', is: ['dart'] } },
];

describe('a search space', () => {
  it('gives a conditional dimension a value only where it exists', () => {
    const draws = Array.from({ length: 200 }, (_, i) => samplePoint(MIXED, createRng(i)));
    for (const point of draws) expect('drop' in point).toBe(point.booster === 'dart');
    expect(new Set(draws.map(({ booster }) => booster))).toEqual(new Set(['gbdt', 'dart']));
  });

  it('finds the position of each value it gives', () => {
    for (const dimension of MIXED) {
      if (dimension.kind === 'categorical') continue;
      for (const position of [0, 0.2, 0.5, 0.99]) {
        const value = Number(valueAt(dimension, position));
        expect(valueAt(dimension, positionOf(dimension, value))).toBeCloseTo(value, 5);
      }
    }
  });

  it('says what makes it impossible', () => {
    const number = { kind: 'real', scale: 'linear', bounds: [0, 1] } as const;
    const impossible: [Space, RegExp][] = [
      [[], /no dimension/],
      [
        [
          { ...number, name: 'a' },
          { ...number, name: 'a' },
        ],
        /occurs twice/,
      ],
      [[{ ...number, name: 'a', bounds: [2, 1] }], /from 2 to 1/],
      [[{ ...number, name: 'a', scale: 'log' }], /scale log/],
      [[{ ...number, name: 'a', kind: 'integer', bounds: [0.5, 3] }], /must be integers/],
      [[{ name: 'a', kind: 'categorical', choices: [] }], /no choice/],
      [[{ ...number, name: 'a', when: { name: 'b', is: [1] } }], /depends on "b"/],
    ];
    for (const [space, message] of impossible) expect(() => requireSpace(space)).toThrow(message);
    expect(() => requireSpace(MIXED)).not.toThrow();
  });
});

describe('the space of a spec', () => {
  const bounds = {
    drop_rate: { range: [0.05, 0.3], when: { name: 'boosting', is: ['dart'] } },
    num_leaves: [4, 32],
    learning_rate: { range: [0.01, 0.1], when: { name: 'extra_trees', is: [true] } },
    boosting: { choices: ['gbdt', 'dart'] },
    extra_trees: { choices: [true, false] },
  } as const satisfies SearchBounds;

  it('has each dimension after the one it depends on, however the spec is written down', () => {
    const names = lightgbmSpace(bounds).map(({ name }) => name);
    expect(names).toEqual(['num_leaves', 'boosting', 'extra_trees', 'learning_rate', 'drop_rate']);
    const turned = Object.fromEntries(Object.entries(bounds).reverse());
    expect(lightgbmSpace(turned)).toEqual(lightgbmSpace(bounds));
    expect(() => requireSpace(lightgbmSpace(bounds))).not.toThrow();
  });

  it('has types and scales of LightGBM’s parameters, inside what LightGBM takes', () => {
    for (const name of SEARCH_NAMES) {
      const parameter = parameterOf(name);
      const how = SEARCHABLE[name];
      const isNumber = parameter.kind === 'int' || parameter.kind === 'double';
      expect([name, how !== null]).toEqual([name, isNumber]);
      if (!how) continue;
      expect([name, how.limits.map((limit) => allows(parameter, limit))]).toEqual([name, [true, true]]);
      expect(() => requireSpace(lightgbmSpace({ [name]: how.limits }))).not.toThrow();
    }
  });

  it('is made more regular where it has ranges', () => {
    const when = { name: 'extra_trees', is: [true] };
    const search = { lambda_l2: { choices: [0, 10] }, min_data_in_leaf: { range: [10, 30], when } } as const;
    expect(regularisedBounds(search, 4)).toEqual({
      lambda_l2: { choices: [0, 10] },
      min_data_in_leaf: { range: [40, 40], when },
    });
  });
});

describe('the Parzen estimator', () => {
  it('learns a choice and the dimension that hangs on it', () => {
    const rng = createRng('mixed');
    const seen: Observation[] = [];
    for (let i = 0; i < 60; i++) {
      const point = suggestTpe(MIXED, seen, { startup: 10 }, rng);
      const drop = point.booster === 'dart' ? Number(point.drop) : null;
      seen.push({ point, score: drop === null ? -1 : -((drop - 0.7) ** 2) });
    }
    const late = seen.slice(40);
    expect(late.filter(({ point }) => point.booster === 'dart').length).toBeGreaterThan(15);
    const drops = late.flatMap(({ point }) => (point.booster === 'dart' ? [Number(point.drop)] : []));
    const off = drops.map((drop) => Math.abs(drop - 0.7)).sort((a, b) => a - b);
    // Even draws would lie 0.25 off in the median.
    expect(off[off.length >> 1]).toBeLessThan(0.15);
  });

  it('is random before it has observations, and counts a missing score as the worst', () => {
    expect(suggestTpe(MIXED, [], { startup: 5 }, createRng(1))).toEqual(samplePoint(MIXED, createRng(1)));
    const space: Space = [{ name: 'x', kind: 'real', bounds: [0, 1], scale: 'linear' }];
    const seen = Array.from({ length: 40 }, (_, i) => ({
      point: { x: i / 40 },
      score: i < 20 ? null : 1,
    }));
    const suggested = Array.from({ length: 30 }, (_, i) =>
      Number(suggestTpe(space, seen, { startup: 5 }, createRng(i)).x),
    );
    expect(suggested.filter((x) => x >= 0.45).length).toBeGreaterThan(20);
  });

  it('beats random search at equal trials, median of seven seeds', () => {
    for (const target of TEST_FUNCTIONS.filter(({ name }) => name === 'Branin' || name === 'Hartmann 3')) {
      expect(medianBest(target, true)).toBeGreaterThan(medianBest(target, false));
    }
  });
});

/** Median over seeds of the best score of 50 trials. */
function medianBest(target: TestFunction, isTpe: boolean): number {
  const bests = Array.from({ length: 7 }, (_, seed) => {
    const rng = createRng(`tuning ${seed}`);
    const seen: Observation[] = [];
    for (let i = 0; i < 50; i++) {
      const point = isTpe
        ? suggestTpe(target.space, seen, { startup: 10 }, rng)
        : samplePoint(target.space, rng);
      seen.push({ point, score: target.score(point) });
    }
    return Math.max(...seen.map(({ score }) => score ?? Number.NEGATIVE_INFINITY));
  });
  return bests.sort((a, b) => a - b)[3];
}

describe('rungs', () => {
  it('of successive halving give fewer trials more folds', () => {
    expect(halvingBracket(9, 9, 3)).toEqual([
      { trials: 9, folds: 1 },
      { trials: 3, folds: 3 },
      { trials: 1, folds: 9 },
    ]);
    expect(halvingBracket(4, 5, 3)).toEqual([
      { trials: 4, folds: 1 },
      { trials: 1, folds: 3 },
      { trials: 1, folds: 5 },
    ]);
    expect(halvingBracket(4, 1, 2)).toEqual([{ trials: 4, folds: 1 }]);
  });

  it('of Hyperband are those of its paper: R = 81, eta = 3', () => {
    // Table 1 of Li et al. 2018 has 81, 34, 15, 8 and 5; their proportions share out what is asked for.
    const brackets = hyperbandBrackets(143, 81, 3);
    expect(brackets.map(([first]) => first.folds)).toEqual([1, 3, 9, 27, 81]);
    expect(brackets.map(([first]) => first.trials)).toEqual(
      [81, 34, 15, 7, 5].map((n) => expect.closeTo(n, -0.5)),
    );
    expect(brackets.reduce((sum, [first]) => sum + first.trials, 0)).toBe(143);
    expect(hyperbandBrackets(20, 5, 3).reduce((sum, [first]) => sum + first.trials, 0)).toBe(20);
    expect(() => hyperbandBrackets(0, 5, 3)).toThrow(/integers/);
  });
});

describe('the median rule', () => {
  const earlier = [[1, 1], [2, 2], [3, 3], [4, 4], [0]];
  it('gives up what is below the median of those that got as far', () => {
    expect(isBelowMedian([1.5], earlier)).toBe(true);
    expect(isBelowMedian([2], earlier)).toBe(false);
    expect(isBelowMedian([2, 2], earlier)).toBe(true);
    expect(isBelowMedian([2, 3.1], earlier)).toBe(false);
  });

  it('compares with earlier trials over as many folds, not over all of theirs', () => {
    const improving = [0, 1, 2, 3].map((first) => [first, 100]);
    expect(isBelowMedian([2], improving)).toBe(false);
    expect(isBelowMedian([1], improving)).toBe(true);
  });

  it('judges nobody by too few', () => {
    expect(isBelowMedian([0, 0], earlier.slice(1))).toBe(false);
    expect(isBelowMedian([], earlier)).toBe(false);
  });
});
