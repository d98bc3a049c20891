import { describe, expect, it } from 'vitest';
import { equityCurve, exposureForDrawdown, maxDrawdown } from '../../../src/domain/risk/drawdown.ts';

describe('maximum drawdown', () => {
  it('is the deepest fall from a peak, the start counted as one', () => {
    expect(maxDrawdown(Float64Array.of(0.1, -0.1, 0.1))).toBeCloseTo(0.1, 12);
    expect(maxDrawdown(Float64Array.of(-0.2, 0.5))).toBeCloseTo(0.2, 12);
    expect(maxDrawdown(Float64Array.of(0.01, 0.02))).toBe(0);
    expect(maxDrawdown(new Float64Array(0))).toBe(0);
  });

  it('is the whole account once equity reaches zero', () => {
    expect(maxDrawdown(Float64Array.of(0.5, -1, 9))).toBe(1);
    expect(maxDrawdown(Float64Array.of(-0.6), 2)).toBe(1);
  });
});

it('equity compounds from one', () => {
  const equity = equityCurve(Float64Array.of(0.1, -0.5));
  expect(equity[0]).toBeCloseTo(1.1, 12);
  expect(equity[1]).toBeCloseTo(0.55, 12);
});

describe('exposure for a drawdown', () => {
  it('is the bar over the loss for a single loss', () => {
    expect(exposureForDrawdown(Float64Array.of(-0.1), 0.25)).toBeCloseTo(2.5, 9);
  });

  it('has no bound when nothing is ever lost', () => {
    expect(exposureForDrawdown(Float64Array.of(0.1, 0), 0.25)).toBe(Number.MAX_VALUE);
  });
});
