import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fold, purgedKFold } from '../../../src/domain/ml/purged-k-fold.ts';
import { AppError } from '../../../src/kernel/errors.ts';

/** Labels on random bars, each ending a random while later, folds and embargo that may or may not leave enough. */
const labelled = fc
  .record({
    gaps: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 4, maxLength: 120 }),
    spans: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 120, maxLength: 120 }),
    folds: fc.integer({ min: 2, max: 6 }),
    embargoBars: fc.integer({ min: 0, max: 10 }),
  })
  .filter(({ gaps, folds }) => gaps.length >= folds)
  .map(({ gaps, spans, ...rest }) => {
    let bar = -1;
    const rows = Int32Array.from(gaps, (gap) => {
      bar += gap;
      return bar;
    });
    const endIndex = new Int32Array(bar + 1).fill(-1);
    rows.forEach((row, i) => {
      endIndex[row] = row + spans[i];
    });
    return { rows, endIndex, ...rest };
  });

/** Null when purging left a fold nothing, which is refused. */
const foldsOf = (input: Parameters<typeof purgedKFold>[0]): Fold[] | null => {
  try {
    return purgedKFold(input);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'data_insufficient' });
    return null;
  }
};

describe('purged k-fold', () => {
  it('no training label shares a bar with a test label', () => {
    fc.assert(
      fc.property(labelled, (input) => {
        for (const { trainRows, testRows } of foldsOf(input) ?? []) {
          for (const train of trainRows) {
            for (const test of testRows) {
              const isApart = input.endIndex[train] < test || train > input.endIndex[test];
              expect(isApart).toBe(true);
            }
          }
        }
      }),
    );
  });

  it('no training label starts within the embargo after a test label ends, and none is lost without a cause', () => {
    fc.assert(
      fc.property(labelled, (input) => {
        const { rows, endIndex, embargoBars } = input;
        for (const { trainRows, testRows } of foldsOf(input) ?? []) {
          const testFrom = testRows[0];
          const testTo = Math.max(...testRows.map((row) => endIndex[row]));
          const inTrain = new Set(trainRows);
          for (const row of rows) {
            const overlaps = row <= testTo && endIndex[row] >= testFrom;
            const isEmbargoed = row > testTo && row <= testTo + embargoBars;
            expect(inTrain.has(row)).toBe(!overlaps && !isEmbargoed);
          }
        }
      }),
    );
  });

  it('tests every label exactly once, in parts that differ by one at most', () => {
    fc.assert(
      fc.property(labelled, (input) => {
        const folds = foldsOf(input);
        if (!folds) return;
        expect(folds.flatMap(({ testRows }) => [...testRows])).toEqual([...input.rows]);
        const sizes = folds.map(({ testRows }) => testRows.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
