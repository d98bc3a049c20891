import { describe, expect, it } from 'vitest';
import { quantileOfSorted } from '../../../src/domain/risk/quantile.ts';
import { historicalCvar, historicalVar, rockafellarUryasevCvar } from '../../../src/domain/risk/tail-loss.ts';

const TEN = Float64Array.from({ length: 10 }, (_, i) => (i - 5) / 100);

describe('type-7 quantile', () => {
  it('interpolates between order statistics', () => {
    const sorted = Float64Array.of(1, 2, 3, 4);
    expect([0, 0.25, 0.5, 1].map((level) => quantileOfSorted(sorted, level))).toEqual([1, 1.75, 2.5, 4]);
  });
});

describe('tail losses of a sample', () => {
  it('are worked out by hand for ten returns', () => {
    // Sorted -5 % … +4 %: position 9 * 0.25 = 2.25 between -3 % and -2 %.
    expect(historicalVar(TEN, 0.25)).toBeCloseTo(-0.0275, 12);
    expect(historicalCvar(TEN, 0.25)).toBeCloseTo((-0.05 - 0.04 - 0.03) / 3, 12);
    // Worst 2.5 observations: -5 %, -4 % and half of -3 %.
    expect(rockafellarUryasevCvar(TEN, 0.25)).toBeCloseTo((-0.05 - 0.04 - 0.015) / 2.5, 12);
  });

  it('leave out what is not a number and are undefined without a return', () => {
    expect(historicalVar(Float64Array.of(Number.NaN, -0.01), 0.05)).toBe(-0.01);
    for (const figure of [historicalVar, historicalCvar, rockafellarUryasevCvar]) {
      expect(figure(new Float64Array(0), 0.05)).toBeNull();
      expect(figure(Float64Array.of(Number.NaN), 0.05)).toBeNull();
      expect(figure(Float64Array.of(-0.02), 0.05)).toBeCloseTo(-0.02, 12);
      expect(() => figure(TEN, 0)).toThrow(expect.objectContaining({ code: 'parameter_invalid' }));
    }
  });
});
