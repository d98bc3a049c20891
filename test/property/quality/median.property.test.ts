import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, selectInPlace } from '../../../src/domain/quality/median.ts';

const values = fc
  .array(fc.oneof(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 3 })), {
    minLength: 1,
    maxLength: 400,
  })
  .map((list) => Float64Array.from(list, (value) => value + 0));

describe('selection', () => {
  it('finds what sorting finds, and puts smaller values before it', () => {
    fc.assert(
      fc.property(values, fc.nat(), (given, at) => {
        const k = at % given.length;
        const own = given.slice();
        const found = selectInPlace(own, k);
        expect(found).toBe(given.toSorted()[k]);
        expect(own.toSorted()).toEqual(given.toSorted());
        expect(own.subarray(0, k).every((value) => value <= found)).toBe(true);
      }),
    );
  });

  it('gives the median of sorting and leaves the values alone', () => {
    fc.assert(
      fc.property(values, (given) => {
        const before = given.slice();
        const sorted = given.toSorted();
        const half = sorted.length >> 1;
        const middle = sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        expect(median(given)).toBe(middle);
        expect(given).toEqual(before);
      }),
    );
  });
});
