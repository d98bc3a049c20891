import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barsPerYear } from '../../../src/domain/split/bars-per-year.ts';
import { chronologicalSplit } from '../../../src/domain/split/chronological.ts';

const shares = { train: 0.6, validation: 0.2, test: 0.2 };

describe('a chronological split', () => {
  it('cuts at the shares and starts each later segment after the embargo', () => {
    expect(chronologicalSplit({ bars: 1_000, ...shares, embargoBars: 10 })).toEqual({
      train: { from: 0, to: 600 },
      validation: { from: 610, to: 800 },
      test: { from: 810, to: 1_000 },
    });
  });

  it('always gives ascending segments, an embargo apart, that end with the last bar', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 100_000 }),
        fc.integer({ min: 10, max: 80 }),
        fc.integer({ min: 10, max: 80 }),
        fc.integer({ min: 0, max: 5 }),
        (bars, a, b, embargoBars) => {
          const total = a + b + 10;
          const split = { train: a / total, validation: b / total, test: 10 / total };
          const { train, validation, test } = chronologicalSplit({ bars, ...split, embargoBars });
          expect(train.from).toBe(0);
          expect(validation.from - train.to).toBe(embargoBars);
          expect(test.from - validation.to).toBe(embargoBars);
          expect(test.to).toBe(bars);
          expect(train.to > 0 && validation.to > validation.from && test.to > test.from).toBe(true);
          expect(Math.abs(train.to - bars * split.train)).toBeLessThanOrEqual(0.5);
        },
      ),
    );
  });

  it('refuses to leave a segment empty, and names it', () => {
    expect(() => chronologicalSplit({ bars: 50, ...shares, embargoBars: 10 })).toThrow(
      expect.objectContaining({
        code: 'data_insufficient',
        message: expect.stringContaining('validation segment'),
      }),
    );
  });
});

describe('bars per year', () => {
  it('counts what the series has: 252 trading days, 8,766 hours around the clock', () => {
    const hours = Float64Array.from({ length: 5 * 8_766 }, (_, i) => i * 3_600_000);
    expect(barsPerYear(hours)).toBeCloseTo(8_765.82, 2);
    const year = 365.2425 * 86_400_000;
    expect(barsPerYear(Float64Array.from({ length: 2_521 }, (_, i) => (i * year) / 252))).toBeCloseTo(252, 9);
  });

  it('needs two bars', () => {
    expect(() => barsPerYear(Float64Array.of(1))).toThrow(
      expect.objectContaining({ code: 'data_insufficient' }),
    );
  });
});
