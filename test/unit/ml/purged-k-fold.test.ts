import { describe, expect, it } from 'vitest';
import { purgedKFold, purgeTrainRows } from '../../../src/domain/ml/purged-k-fold.ts';

const rows = Int32Array.from({ length: 10 }, (_, i) => i);
/** Ten labels of three bars each. */
const endIndex = rows.map((row) => row + 2);
const purge = (testFrom: number, testTo: number, embargoBars = 0): number[] => [
  ...purgeTrainRows({ rows, endIndex, testFrom, testTo, embargoBars }),
];

describe('purging', () => {
  it('removes labels that start inside the test, end inside it or envelop it, ends included', () => {
    expect(purge(1, 2)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect(purge(8, 11)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(purge(6, 8)).toEqual([0, 1, 2, 3, 9]);
    expect(purge(4, 4)).toEqual([0, 1, 5, 6, 7, 8, 9]);
  });

  it('the embargo holds after the test and never before it', () => {
    expect(purge(4, 4, 2)).toEqual([0, 1, 7, 8, 9]);
    expect(purge(4, 4, 100)).toEqual([0, 1]);
  });
});

describe('folds', () => {
  it('are contiguous, purged by the latest label end of the test part, and embargoed', () => {
    const folds = purgedKFold({ rows, endIndex, folds: 2, embargoBars: 1 });
    expect(folds.map(({ testRows }) => [...testRows])).toEqual([
      [0, 1, 2, 3, 4],
      [5, 6, 7, 8, 9],
    ]);
    // The test looks at bars 0 to 6 and 5 to 11; bar 7 is embargoed.
    expect(folds.map(({ trainRows }) => [...trainRows])).toEqual([
      [8, 9],
      [0, 1, 2],
    ]);
  });

  it('a fold that purging leaves nothing to train on is refused, with what to do', () => {
    const long = rows.map(() => 20);
    expect(() => purgedKFold({ rows, endIndex: long, folds: 2, embargoBars: 0 })).toThrowError(
      expect.objectContaining({ code: 'data_insufficient', message: expect.stringContaining('fewer folds') }),
    );
  });

  it.each([
    ['one fold', { folds: 1 }],
    ['more folds than labels', { folds: 11 }],
    ['half a fold', { folds: 2.5 }],
    ['a negative embargo', { embargoBars: -1 }],
    ['rows out of order', { rows: Int32Array.of(1, 0) }],
    ['a row twice', { rows: Int32Array.of(1, 1) }],
    ['a row without a label', { endIndex: new Int32Array(10).fill(-1) }],
    ['a row beyond the labels', { rows: Int32Array.of(3, 12) }],
  ])('%s is refused', (_, change) => {
    expect(() => purgedKFold({ rows, endIndex, folds: 2, embargoBars: 0, ...change })).toThrowError(
      expect.objectContaining({ code: 'parameter_invalid' }),
    );
  });
});
