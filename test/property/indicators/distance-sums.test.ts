import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DistanceSums, SHORTEST_RUN } from '../../../src/domain/indicators/distance-sums.ts';
import { createRng } from '../../../src/kernel/rng.ts';

/** Whole numbers, so that every sum is exact and none of its orders differs from another. */
const values = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: -50, max: 50 }) },
    { weight: 1, arbitrary: fc.constantFrom(1e9, -1e9, Number.NaN, Number.POSITIVE_INFINITY) },
  ),
  { minLength: 1, maxLength: 700, size: 'max' },
);
const window = fc.oneof(
  fc.integer({ min: 1, max: 400 }),
  fc.constantFrom(SHORTEST_RUN - 1, SHORTEST_RUN, SHORTEST_RUN + 1, 2 * SHORTEST_RUN, 4 * SHORTEST_RUN),
);

describe('sums of distances', () => {
  it('are those of each window on its own, from a point anywhere, to the last digit', () => {
    fc.assert(
      fc.property(values, window, fc.integer(), (series, width, seed) => {
        const rng = createRng(seed);
        const sums = new DistanceSums(width);
        series.forEach((value, i) => {
          sums.push(value);
          const part = series.slice(Math.max(0, i + 1 - width), i + 1);
          if (part.length < width || !part.every(Number.isFinite)) return;
          // Between the values, on one of them, and beyond all.
          const point = i % 50 === 0 ? 2e9 : rng.integer(240) / 2 - 60;
          expect(sums.sumFrom(point)).toBe(part.reduce((sum, each) => sum + Math.abs(each - point), 0));
        });
      }),
      { numRuns: 60 },
    );
  });

  it('keep the digits of small values on a large offset, and of an outlier nothing', () => {
    const rng = createRng('offset');
    const small = Float64Array.from({ length: 2_000 }, () => rng.integer(1_000) / 1_024);
    const plain = new DistanceSums(300);
    const lifted = new DistanceSums(300);
    small.forEach((value, i) => {
      plain.push(value);
      lifted.push(i === 400 ? 1e300 : 2 ** 30 + value);
      if (i < 700) return;
      expect(lifted.sumFrom(2 ** 30 + 0.5)).toBe(plain.sumFrom(0.5));
    });
  });
});
