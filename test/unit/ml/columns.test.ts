import { describe, expect, it } from 'vitest';
import { averageRanks, pearson } from '../../../src/domain/ml/correlation.ts';
import { correlationMatrix } from '../../../src/domain/ml/correlation-matrix.ts';
import { importanceShares } from '../../../src/domain/ml/importance.ts';
import { screenColumns } from '../../../src/domain/ml/screen-columns.ts';
import { lightgbmSpace } from '../../../src/domain/ml/tuning/lightgbm-space.ts';
import { samplePoint } from '../../../src/domain/ml/tuning/space.ts';
import { createRng } from '../../../src/kernel/rng.ts';

const f = (...values: number[]) => Float64Array.from(values);
const noise = (seed: string, rows = 200) => {
  const rng = createRng(seed);
  return Float64Array.from({ length: rows }, () => rng.normal());
};
const everyRow = Int32Array.from({ length: 200 }, (_, i) => i);
const screen = (columns: Record<string, Float64Array>, rows = everyRow) =>
  screenColumns({ names: Object.keys(columns), columns, rows, maxCorrelation: 0.98 });

describe('screening columns', () => {
  it('leaves out what is empty, constant, or says what an earlier column says', () => {
    const a = noise('a');
    const { kept, dropped } = screen({
      a,
      empty: new Float64Array(200).fill(Number.NaN),
      constant: new Float64Array(200).fill(3),
      mirrored: a.map((value) => -value),
      bent: a.map((value) => value ** 3),
      b: noise('b'),
    });
    expect(kept).toEqual(['a', 'b']);
    expect(dropped).toEqual([
      { name: 'empty', reason: 'empty' },
      { name: 'constant', reason: 'constant' },
      { name: 'mirrored', reason: 'duplicate', of: 'a' },
      { name: 'bent', reason: 'duplicate', of: 'a' },
    ]);
  });

  it('keeps a column that is present only sometimes: that it is says something', () => {
    const a = noise('a');
    const sometimes = a.map((value, i) => (i % 2 === 0 ? value : Number.NaN));
    const flag = a.map((_, i) => (i % 3 === 0 ? 1 : Number.NaN));
    expect(screen({ a, sometimes, flag }).kept).toEqual(['a', 'sometimes', 'flag']);
  });

  it('judges by the training rows alone', () => {
    const late = Float64Array.from({ length: 200 }, (_, i) => (i < 100 ? 0 : i));
    const train = everyRow.slice(0, 100);
    expect(screen({ late }, train).dropped).toEqual([{ name: 'late', reason: 'constant' }]);
    expect(screen({ late }).kept).toEqual(['late']);
  });

  it('takes infinities for missing values', () => {
    expect(screen({ wild: new Float64Array(200).fill(Number.POSITIVE_INFINITY) }).dropped).toEqual([
      { name: 'wild', reason: 'empty' },
    ]);
  });
});

describe('correlation', () => {
  it('gives ties the mean of their ranks', () => {
    expect(averageRanks(f(10, 20, 10, Number.NaN, 30))).toEqual(f(1.5, 3, 1.5, Number.NaN, 4));
  });
  it('is taken over the rows both have', () => {
    expect(pearson(f(1, 2, 3, Number.NaN), f(2, 4, 6, 100))).toBeCloseTo(1, 15);
    expect(pearson(f(1, 2, 3, 4, 5), f(2, 1, 4, 3, 5))).toBeCloseTo(0.8, 12);
  });
  it('is not defined for a constant or a single row', () => {
    expect(pearson(f(1, 1), f(1, 2))).toBeNull();
    expect(pearson(f(1), f(2))).toBeNull();
  });
});

describe('the correlations of all pairs', () => {
  /** Columns of every kind: far from zero, of few values, missing at the start, here and there, nearly everywhere. */
  function columnsOf(rows: number): Float64Array[] {
    const rng = createRng(`pairs ${rows}`);
    const base = noise('base', rows);
    const mixed = (share: number): Float64Array => base.map((value) => share * value + rng.normal());
    const without = (column: Float64Array, isMissing: (i: number) => boolean): Float64Array =>
      column.map((value, i) => (isMissing(i) ? Number.NaN : value));
    return [
      base,
      mixed(2).map((value) => 1e6 + value),
      mixed(1).map(Math.round),
      without(mixed(3), (i) => i < rows / 5),
      without(mixed(3), (i) => i % 7 === 3),
      without(mixed(5), () => rng.uniform() < 0.9),
      without(mixed(2), (i) => i > rows / 2),
      // Varies where the column above is missing, and hardly elsewhere.
      base.map((value, i) => (i > rows / 2 ? 100 * value : 1e-3 * value)),
      base.map((_, i) => (i > rows / 2 ? i : 4)),
      base.map((value) => -value),
      base.map((value) => 1e200 * value),
      new Float64Array(rows).fill(7),
      new Float64Array(rows).fill(Number.NaN),
    ];
  }

  it.each([0, 1, 2, 50, 1_500])('are those of each pair by itself: %i rows', (rows) => {
    const columns = columnsOf(rows);
    for (const list of [columns, columns.map(averageRanks)]) {
      const { correlation, shared } = correlationMatrix(list);
      list.forEach((a, i) => {
        list.forEach((b, j) => {
          const expected = pearson(a, b) ?? Number.NaN;
          if (Number.isNaN(expected)) expect(correlation[i][j], `${i} ${j}`).toBeNaN();
          else expect(Math.abs(correlation[i][j] - expected), `${i} ${j}`).toBeLessThan(1e-11);
          expect(correlation[i][j]).toBe(correlation[j][i]);
          expect(shared[i][j]).toBe(a.filter((value, row) => !Number.isNaN(value + b[row])).length);
        });
      });
    }
  });
});

describe('importance', () => {
  it('is a share of the gain, descending', () => {
    expect(importanceShares(['a', 'b', 'c'], f(1, 0, 3))).toEqual([
      { feature: 'c', share: 0.75 },
      { feature: 'a', share: 0.25 },
      { feature: 'b', share: 0 },
    ]);
  });
  it('is zero all over for a model without a split', () => {
    expect(importanceShares(['a', 'b'], f(0, 0)).map(({ share }) => share)).toEqual([0, 0]);
  });
});

describe('the search', () => {
  const space = {
    learning_rate: [0.001, 1],
    num_leaves: [4, 6],
    min_data_in_leaf: [20, 20],
    feature_fraction: [0.3, 0.9],
    bagging_fraction: [0.5, 0.9],
    lambda_l2: [0, 50],
    num_iterations: [30, 150],
  } as const;
  const draws = Array.from(
    { length: 4_000 },
    (_, i) => samplePoint(lightgbmSpace(space), createRng(i)) as Record<keyof typeof space, number>,
  );

  it('draws the learning rate evenly over its decades', () => {
    for (const [low, high] of [
      [0.001, 0.01],
      [0.01, 0.1],
      [0.1, 1],
    ]) {
      const share =
        draws.filter((d) => d.learning_rate >= low && d.learning_rate < high).length / draws.length;
      // A share of 1/3 over 4,000 draws has a standard error of 0.0075.
      expect(Math.abs(share - 1 / 3)).toBeLessThan(4 * 0.0075);
    }
  });

  it('reaches every whole number, the outermost ones included, and keeps a fixed one', () => {
    const leaves = [4, 5, 6].map((value) => draws.filter((d) => d.num_leaves === value).length);
    // Log-uniform over [3.5, 6.5): ln(4.5/3.5), ln(5.5/4.5), ln(6.5/5.5) of ln(6.5/3.5).
    const expected = [4, 5, 6].map((k) => Math.log((k + 0.5) / (k - 0.5)) / Math.log(6.5 / 3.5));
    leaves.forEach((count, i) => {
      expect(Math.abs(count / draws.length - expected[i])).toBeLessThan(0.032);
    });
    expect(new Set(draws.map((d) => d.min_data_in_leaf))).toEqual(new Set([20]));
  });
});
