import { describe, expect, it } from 'vitest';
import { combinatorialCv, foldsOfPath } from '../../../src/domain/ml/combinatorial-cv.ts';
import { purgeTrainRows } from '../../../src/domain/ml/purged-k-fold.ts';

const rows = Int32Array.from({ length: 12 }, (_, i) => i);
const input = { rows, endIndex: rows, groups: 3, testGroups: 2, embargoBars: 0 };

describe('combinatorial purged cross-validation', () => {
  it('trains on what is not tested', () => {
    const { splits, paths } = combinatorialCv(input);
    expect(splits.map(({ testGroups, trainRows }) => [testGroups, [...trainRows]])).toEqual([
      [
        [0, 1],
        [8, 9, 10, 11],
      ],
      [
        [0, 2],
        [4, 5, 6, 7],
      ],
      [
        [1, 2],
        [0, 1, 2, 3],
      ],
    ]);
    expect(paths).toEqual([
      [0, 0, 1],
      [1, 2, 2],
    ]);
  });

  it('gives each path as the folds of a cross-validation', () => {
    const cv = combinatorialCv(input);
    expect(foldsOfPath(cv, 1).map((fold) => [[...fold.testRows], [...fold.trainRows]])).toEqual([
      [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
      ],
      [
        [4, 5, 6, 7],
        [0, 1, 2, 3],
      ],
      [
        [8, 9, 10, 11],
        [0, 1, 2, 3],
      ],
    ]);
  });

  it('refuses impossible numbers, and a split without training rows', () => {
    for (const wrong of [
      { groups: 1 },
      { groups: 13 },
      { testGroups: 0 },
      { testGroups: 3 },
      { embargoBars: -1 },
    ]) {
      expect(() => combinatorialCv({ ...input, ...wrong })).toThrow(
        expect.objectContaining({ code: 'parameter_invalid' }),
      );
    }
    const many = Int32Array.from({ length: 100 }, (_, i) => i);
    expect(() =>
      combinatorialCv({ ...input, rows: many, endIndex: many, groups: 40, testGroups: 20 }),
    ).toThrow(/splits; at most 100000/);
    expect(() => combinatorialCv({ ...input, embargoBars: 12, lookbackBars: 12 })).toThrow(
      expect.objectContaining({ code: 'data_insufficient' }),
    );
  });
});

describe('a purge with a look-back', () => {
  it('keeps labels out of what test features read, and test bars out of what training features read', () => {
    const purged = purgeTrainRows({
      rows,
      endIndex: rows.map((row) => row + 1),
      testFrom: 5,
      testTo: 7,
      embargoBars: 1,
      lookbackBars: 2,
    });
    // Row 2 ends at 3, which the features of test row 5 read; row 9 reads back to bar 7.
    expect([...purged]).toEqual([0, 1, 10, 11]);
  });
});
