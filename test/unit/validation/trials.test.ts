import { describe, expect, it } from 'vitest';
import { deflatedSharpe } from '../../../src/domain/validation/deflated-sharpe.ts';
import { effectiveTrials } from '../../../src/domain/validation/effective-trials.ts';
import { varianceOfMaxNormal } from '../../../src/domain/validation/max-normal.ts';
import { minBacktestYears } from '../../../src/domain/validation/min-backtest-length.ts';
import { normalCdf } from '../../../src/domain/validation/normal.ts';
import { pathSharpes } from '../../../src/domain/validation/path-sharpes.ts';
import {
  benchmarkVarianceFactor,
  minTrackRecord,
  probabilisticSharpe,
} from '../../../src/domain/validation/probabilistic-sharpe.ts';
import { dominance } from '../../../src/domain/validation/stochastic-dominance.ts';
import { createRng } from '../../../src/kernel/rng.ts';

const noise = (n: number, seed: string): Float64Array => {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => rng.normal());
};

describe('the largest of N normal variables', () => {
  // Closed forms for 2 and 3, tables of order statistics for the rest.
  it.each([
    [1, 1],
    [2, 1 - 1 / Math.PI],
    [3, (4 * Math.PI - 9 + 2 * Math.sqrt(3)) / (4 * Math.PI)],
    [5, 0.447534069],
    [10, 0.344343824],
  ])('has the variance of the tables for %i', (trials, expected) => {
    expect(varianceOfMaxNormal(trials)).toBeCloseTo(expected, 8);
  });
});

describe('the convention of 2025', () => {
  // A hedge fund of 24 months, as in the paper.
  const fund = { sharpe: 0.45569620253164556, n: 24, skew: -2.448, kurtosis: 10.164 };

  it('gives the figures of the paper', () => {
    expect(probabilisticSharpe(fund, 0, '2025')).toBeCloseTo(0.987, 3);
    expect(probabilisticSharpe(fund, 0.1, '2025')).toBeCloseTo(0.939, 3);
    expect(probabilisticSharpe({ ...fund, autocorrelation: 0.2 }, 0, '2025')).toBeCloseTo(0.966, 3);
    expect(minTrackRecord(fund, 0, 0.95, '2025')).toBeCloseTo(13.029, 2);
    expect(minTrackRecord(fund, 0.1, 0.9, '2025')).toBeCloseTo(16.456, 2);
  });

  it('has the standard error of the paper for returns with a first-order autocorrelation of 0.2', () => {
    const { sharpe, n, skew, kurtosis } = fund;
    expect(Math.sqrt(benchmarkVarianceFactor(sharpe, skew, kurtosis, 0.2) / n)).toBeCloseTo(0.379, 3);
    // Each term by itself, at rho 1/2: a = 3, b = 1 + 1 + 1/3, c = 5/3.
    expect(benchmarkVarianceFactor(0.3, 0, 1, 0.5)).toBeCloseTo(3, 12);
    expect(benchmarkVarianceFactor(0.3, -2, 1, 0.5)).toBeCloseTo(3 + (7 / 3) * 0.6, 12);
    expect(benchmarkVarianceFactor(0.3, 0, 5, 0.5)).toBeCloseTo(3 + (5 / 3) * 0.09, 12);
  });

  it('deflates with the autocorrelation of the record', () => {
    const trials = { count: 20, sharpesPerBar: [0.02, -0.04, 0.1] };
    const drifting = { ...fund, n: 500, autocorrelation: 0.3 };
    const { hurdle, probability } = deflatedSharpe(drifting, trials, '2025');
    const factor = benchmarkVarianceFactor(Number(hurdle), fund.skew, fund.kurtosis, 0.3);
    const spread = Math.sqrt((factor * varianceOfMaxNormal(20)) / 500);
    expect(probability).toBeCloseTo(normalCdf((fund.sharpe - Number(hurdle)) / spread), 12);
  });

  it('deflates by the distribution of a maximum: one half at the hurdle, less spread with more trials', () => {
    const sharpesPerBar = [...noise(50, 'trials')].map((value) => value * 0.05);
    const { hurdle } = deflatedSharpe({ ...fund, n: 500 }, { count: 50, sharpesPerBar }, '2025');
    const at = (sharpe: number, count = 50) =>
      deflatedSharpe({ ...fund, n: 500, sharpe }, { count, sharpesPerBar }, '2025').probability;
    expect(at(Number(hurdle))).toBeCloseTo(0.5, 12);
    const above = Number(hurdle) + 0.05;
    expect(at(above)).toBeGreaterThan(
      Number(probabilisticSharpe({ ...fund, n: 500, sharpe: above }, Number(hurdle), '2025')),
    );
  });

  it('is the probabilistic Sharpe ratio for a single trial', () => {
    const { probability } = deflatedSharpe(fund, { count: 1, sharpesPerBar: [] }, '2025');
    expect(probability).toBeCloseTo(Number(probabilisticSharpe(fund, 0, '2025')), 9);
  });
});

describe('minimum backtest length', () => {
  it('is some five years for 45 trials and a Sharpe ratio of 1', () => {
    expect(minBacktestYears(45, 1)).toBeCloseTo(4.998087004443404, 10);
    expect(minBacktestYears(45, 2)).toBeCloseTo(4.998087004443404 / 4, 10);
  });

  it('is nothing for a single trial, and undefined for what has earned nothing', () => {
    expect(minBacktestYears(1, 1)).toBe(0);
    expect(minBacktestYears(45, 0)).toBeNull();
    expect(minBacktestYears(45, null)).toBeNull();
  });
});

describe('effective trials', () => {
  it('are all of them for independent ones, one for copies, and the groups for groups', () => {
    const independent = Array.from({ length: 12 }, (_, k) => noise(300, `i${k}`));
    expect(effectiveTrials(independent)).toBe(12);
    expect(effectiveTrials([independent[0], independent[0], independent[0].map((v) => 2 * v + 1)])).toBe(1);
    const grouped = Array.from({ length: 12 }, (_, k) =>
      noise(300, `g${k}`).map((value, i) => 0.4 * value + independent[k % 3][i]),
    );
    expect(effectiveTrials(grouped)).toBe(3);
  });

  it('count trials that never traded, and opposites, by themselves', () => {
    expect(effectiveTrials([new Float64Array(50), new Float64Array(50)])).toBe(2);
    const one = noise(100, 'one');
    expect(effectiveTrials([one, one.map((value) => -value)])).toBe(2);
    expect(effectiveTrials([])).toBe(0);
  });
});

describe('stochastic dominance', () => {
  const base = noise(400, 'base');

  it('of first order holds for a sample moved up, and not for the other way', () => {
    const up = base.map((value) => value + 0.1);
    expect(dominance(up, base)).toEqual({ firstOrder: true, secondOrder: true });
    expect(dominance(base, up)).toEqual({ firstOrder: false, secondOrder: false });
    expect(dominance(base, base)).toEqual({ firstOrder: true, secondOrder: true });
  });

  it('of second order alone holds for the same mean with less spread', () => {
    const centred = base.map((value) => value - base.reduce((sum, v) => sum + v, 0) / base.length);
    const calm = centred.map((value) => value / 2);
    expect(dominance(calm, centred)).toEqual({ firstOrder: false, secondOrder: true });
    expect(dominance(centred, calm)).toEqual({ firstOrder: false, secondOrder: false });
  });
});

describe('Sharpe ratios over paths', () => {
  it('are summed up as a distribution; a path that never traded counts as 0', () => {
    const up = Float64Array.of(0.01, 0.03, 0.02, 0.02);
    const paths = pathSharpes([up, up.map((value) => -value), new Float64Array(4)], 4);
    expect(paths.sharpes[0]).toBeCloseTo((0.02 / Math.sqrt(2e-4 / 3)) * 2, 10);
    expect(paths.mean).toBeCloseTo(0, 12);
    expect(paths.positive).toBeCloseTo(1 / 3, 12);
    expect(paths.low).toBeCloseTo(0.9 * -paths.sharpes[0], 10);
    expect(pathSharpes([up], 4).sd).toBeNull();
  });
});
