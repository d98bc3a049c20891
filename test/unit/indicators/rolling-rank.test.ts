import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rollingRank } from '../../../src/domain/indicators/rolling-rank.ts';

describe('rolling percentile rank', () => {
  it('is the share of the others below, equal ones by half', () => {
    expect([...rollingRank(Float64Array.of(3, 1, 2, 2, 9), 3)]).toEqual([
      Number.NaN,
      Number.NaN,
      0.5,
      0.75,
      1,
    ]);
  });

  it('equals counting, and starts anew after a missing value', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant(Number.NaN)), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 8 }), (given, window) => {
        const rank = rollingRank(Float64Array.from(given), window);
        given.forEach((value, i) => {
          const last = given.slice(Math.max(0, i - window + 1), i + 1);
          if (last.length < window || last.some(Number.isNaN)) {
            expect(rank[i]).toBeNaN();
            return;
          }
          const below = last.filter((other) => other < value).length;
          const equal = last.filter((other) => other === value).length - 1;
          expect(rank[i]).toBeCloseTo((below + equal / 2) / (window - 1), 12);
        });
      }),
    );
  });
});
