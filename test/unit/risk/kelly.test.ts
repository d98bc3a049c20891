import { describe, expect, it } from 'vitest';
import { kellyContinuous, kellyGrowthShare, kellyTwoOutcome } from '../../../src/domain/risk/kelly.ts';

describe('two-outcome Kelly', () => {
  it.each([
    // Closed forms: (bp - q) / b for a loss of the whole stake, p/l - q/w in general.
    { winProbability: 0.6, win: 1, loss: 1, stake: 0.2 },
    { winProbability: 0.55, win: 1, loss: 1, stake: 0.1 },
    { winProbability: 0.6, win: 2, loss: 1, stake: 0.4 },
    { winProbability: 0.6, win: 0.02, loss: 0.01, stake: 40 },
    { winProbability: 1, win: 0.5, loss: 1, stake: 1 },
  ])('stakes $stake at p $winProbability, win $win, loss $loss', ({ stake, ...outcomes }) => {
    expect(kellyTwoOutcome(outcomes)).toBeCloseTo(stake, 12);
  });

  it('stakes nothing without an edge', () => {
    expect(kellyTwoOutcome({ winProbability: 0.5, win: 1, loss: 1 })).toBe(0);
    expect(kellyTwoOutcome({ winProbability: 0.3, win: 1, loss: 1 })).toBe(0);
  });

  it.each([
    { winProbability: 1.1, win: 1, loss: 1 },
    { winProbability: Number.NaN, win: 1, loss: 1 },
    { winProbability: 0.5, win: 0, loss: 1 },
    { winProbability: 0.5, win: 1, loss: -1 },
  ])('refuses $winProbability, $win, $loss', (outcomes) => {
    expect(() => kellyTwoOutcome(outcomes)).toThrow(expect.objectContaining({ code: 'parameter_invalid' }));
  });
});

describe('continuous Kelly', () => {
  it('is mean over variance, never negative', () => {
    expect(kellyContinuous(0.001, 0.0004)).toBeCloseTo(2.5, 12);
    expect(kellyContinuous(-0.001, 0.0004)).toBe(0);
  });

  it('is undefined without variation', () => {
    expect(kellyContinuous(0.001, 0)).toBeNull();
    expect(kellyContinuous(Number.NaN, 0.1)).toBeNull();
  });
});

it('half the Kelly stake keeps three quarters of the growth', () => {
  expect(kellyGrowthShare(0.5)).toBe(0.75);
  expect(kellyGrowthShare(1)).toBe(1);
});
