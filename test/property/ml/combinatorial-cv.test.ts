import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CombinatorialInput,
  combinatorialCounts,
  combinatorialCv,
  foldsOfPath,
} from '../../../src/domain/ml/combinatorial-cv.ts';
import { AppError } from '../../../src/kernel/errors.ts';

const cases = fc
  .record({
    gaps: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 20, maxLength: 120 }),
    spans: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 120, maxLength: 120 }),
    groups: fc.integer({ min: 2, max: 7 }),
    testGroups: fc.integer({ min: 1, max: 6 }),
    embargoBars: fc.integer({ min: 0, max: 4 }),
    lookbackBars: fc.integer({ min: 0, max: 4 }),
  })
  .filter(({ groups, testGroups }) => testGroups < groups)
  .map(({ gaps, spans, ...choice }) => {
    let at = 0;
    const rows = Int32Array.from(gaps, (gap) => (at += gap));
    const endIndex = new Int32Array(at + 1).fill(-1);
    rows.forEach((row, i) => {
      endIndex[row] = row + spans[i];
    });
    return { ...choice, rows, endIndex };
  });

describe('combinatorial purged cross-validation over random label spans', () => {
  it('never lets a training label or its features meet a test label, and covers every row once on every path', () => {
    fc.assert(
      fc.property(cases, (input) => {
        let cv: ReturnType<typeof combinatorialCv>;
        try {
          cv = combinatorialCv(input);
        } catch (error) {
          // Purging may leave nothing: that is said, not hidden.
          expect(error instanceof AppError && error.code).toBe('data_insufficient');
          return;
        }
        const { splits, groups, paths } = cv;
        expect({ splits: splits.length, paths: paths.length }).toEqual(
          combinatorialCounts(input.groups, input.testGroups),
        );
        for (const { trainRows, testGroups } of splits) {
          const meetings = testGroups.flatMap((g) => meetingRows(input, trainRows, groups[g]));
          expect(meetings).toEqual([]);
        }
        for (const path of paths.keys()) {
          expect(foldsOfPath(cv, path).flatMap((fold) => [...fold.testRows])).toEqual([...input.rows]);
        }
        for (const [g] of groups.entries()) {
          const used = paths.map((path) => path[g]);
          expect(new Set(used).size).toBe(used.length);
          expect(used.every((split) => splits[split].testGroups.includes(g))).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** Pairs of a training and a test row whose labels share a bar, or whose features reach into the other's label. */
function meetingRows(
  { endIndex, embargoBars, lookbackBars }: CombinatorialInput,
  trainRows: Int32Array,
  testRows: Int32Array,
): [number, number][] {
  return [...testRows].flatMap((test) =>
    [...trainRows]
      .filter((row) => {
        const isBefore = endIndex[row] < test - (lookbackBars ?? 0);
        const isAfter = row > endIndex[test] + Math.max(embargoBars, lookbackBars ?? 0);
        return !(isBefore || isAfter);
      })
      .map((row): [number, number] => [row, test]),
  );
}
