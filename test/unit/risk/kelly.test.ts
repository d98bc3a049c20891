import { describe, expect, it } from 'vitest';
import {
  continuousStakeError,
  kellyContinuous,
  kellyGrowthShare,
  kellyShrinkage,
  kellyTwoOutcome,
  twoOutcomeStakeError,
} from '../../../src/domain/risk/kelly.ts';

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

describe('Kelly shrunk by the error of its estimate', () => {
  it('is f^2 / (f^2 + s^2)', () => {
    expect(kellyShrinkage(2, 1)).toBeCloseTo(0.8, 12);
    expect(kellyShrinkage(2, 0)).toBe(1);
    expect(kellyShrinkage(0, 1)).toBe(0);
    expect(kellyShrinkage(1, Number.NaN)).toBe(0);
  });

  it('of the continuous stake is t^2 / (t^2 + 1) with the t-statistic of the mean', () => {
    const [mean, variance, n] = [0.001, 0.0004, 900];
    const t = (mean / Math.sqrt(variance)) * Math.sqrt(n);
    const stake = mean / variance;
    expect(kellyShrinkage(stake, continuousStakeError(variance, n))).toBeCloseTo(t ** 2 / (t ** 2 + 1), 12);
  });

  it('maximises the growth that is expected when the estimate scatters', () => {
    // Growth of staking k * estimate in the diffusion limit, averaged over estimates f + s z with z = -1 and +1.
    const [mean, variance, error] = [0.02, 0.01, 1.5];
    const f = mean / variance;
    const expected = (k: number) =>
      [-1, 1].reduce((sum, z) => {
        const stake = k * (f + error * z);
        return sum + (stake * mean - (stake ** 2 * variance) / 2) / 2;
      }, 0);
    const best = kellyShrinkage(f, error);
    for (const other of [best - 0.05, best + 0.05]) expect(expected(best)).toBeGreaterThan(expected(other));
  });

  it('knows how the win probability scatters', () => {
    // d f / d p of f = p / l - (1 - p) / w is 1 / l + 1 / w; p has the error sqrt(p q / n).
    expect(twoOutcomeStakeError({ winProbability: 0.5, win: 1, loss: 1 }, 100)).toBeCloseTo(0.1, 12);
  });
});
