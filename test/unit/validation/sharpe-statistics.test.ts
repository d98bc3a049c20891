import { describe, expect, it } from 'vitest';
import { deflatedSharpe, expectedMaxSharpe } from '../../../src/domain/validation/deflated-sharpe.ts';
import { expectedMaxNormal } from '../../../src/domain/validation/max-normal.ts';
import { moments } from '../../../src/domain/validation/moments.ts';
import { minTrackRecord, probabilisticSharpe } from '../../../src/domain/validation/probabilistic-sharpe.ts';
import { annualised, sharpeInterval, sharpePerBar } from '../../../src/domain/validation/sharpe.ts';
import { createRng } from '../../../src/kernel/rng.ts';

const year = Math.sqrt(250);

describe('moments', () => {
  it('of a hand-computed series', () => {
    // 1, 2, 3, 10: mean 4, deviations -3 -2 -1 6.
    const m = moments(Float64Array.of(1, 2, 3, 10));
    expect(m.mean).toBe(4);
    expect(m.sd).toBeCloseTo(Math.sqrt(50 / 3), 14);
    expect(m.skew).toBeCloseTo((-27 - 8 - 1 + 216) / 4 / 12.5 ** 1.5, 14);
    expect(m.kurtosis).toBeCloseTo((81 + 16 + 1 + 1296) / 4 / 12.5 ** 2, 14);
  });

  it('of a constant series have a deviation of exactly zero and no shape', () => {
    expect(moments(new Float64Array(7).fill(0.1))).toEqual({
      n: 7,
      mean: 0.1,
      sd: 0,
      skew: null,
      kurtosis: null,
    });
  });

  it('of one value and of none are undefined where they must be', () => {
    expect(moments(Float64Array.of(0.1))).toEqual({ n: 1, mean: 0.1, sd: null, skew: null, kurtosis: null });
    expect(moments(new Float64Array())).toEqual({ n: 0, mean: null, sd: null, skew: null, kurtosis: null });
  });
});

describe('Sharpe ratio', () => {
  it('is undefined without variation', () => {
    expect(sharpePerBar(moments(new Float64Array(5).fill(0.01)))).toBeNull();
    expect(annualised(null, 252)).toBeNull();
  });

  it('has an interval that covers the true value as often as it says', () => {
    const rng = createRng('coverage');
    let covered = 0;
    const draws = 2_000;
    for (let k = 0; k < draws; k++) {
      const interval = sharpeInterval(
        moments(Float64Array.from({ length: 250 }, () => 0.1 + rng.normal())),
        0.9,
      );
      if (interval && interval.low <= 0.1 && 0.1 <= interval.high) covered++;
    }
    // Four standard errors of a share of 0.9 over 2,000 draws.
    expect(Math.abs(covered / draws - 0.9)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / draws));
  });
});

describe('probabilistic Sharpe ratio', () => {
  const hedgeFund = { sharpe: 1.585 / Math.sqrt(12), n: 24, skew: -2.448, kurtosis: 10.164 };

  it("reproduces the paper's hedge fund", () => {
    expect(probabilisticSharpe(hedgeFund, 0)).toBeCloseTo(0.9132, 4);
    expect(probabilisticSharpe({ ...hedgeFund, skew: 0, kurtosis: 3 }, 0)).toBeCloseTo(0.9816, 4);
  });

  it('is one half at its own estimate and undefined where the estimate is', () => {
    expect(probabilisticSharpe(hedgeFund, hedgeFund.sharpe)).toBe(0.5);
    expect(probabilisticSharpe({ sharpe: null, n: 10, skew: null, kurtosis: null }, 0)).toBeNull();
  });

  it('reaches its confidence at the minimum track record', () => {
    const bars = minTrackRecord(hedgeFund, 0.1, 0.95);
    expect(probabilisticSharpe({ ...hedgeFund, n: bars ?? 0 }, 0.1)).toBeCloseTo(0.95, 10);
    expect(minTrackRecord(hedgeFund, hedgeFund.sharpe, 0.95)).toBeNull();
  });
});

describe('deflated Sharpe ratio', () => {
  it.each([
    [5, 1.1926],
    [10, 1.5746],
    [45, 2.2356],
    [100, 2.5306],
    [1_000, 3.2551],
    [10_000, 3.8607],
  ])('expects the best of %i normals at %f', (trials, expected) => {
    expect(expectedMaxNormal(trials)).toBeCloseTo(expected, 4);
  });

  it.each([
    [100, -3, 10, 0.9004],
    [46, -3, 10, 0.9505],
    [88, -3, 10, 0.9102],
    [88, 0, 3, 0.9505],
  ])(
    "reproduces the paper's example with %i trials, skew %f, kurtosis %f",
    (trials, skew, kurtosis, expected) => {
      const hurdle = expectedMaxSharpe(trials, 0.5 / 250);
      if (trials === 100) expect(hurdle * year).toBeCloseTo(1.7894, 4);
      expect(probabilisticSharpe({ sharpe: 2.5 / year, n: 1250, skew, kurtosis }, hurdle)).toBeCloseTo(
        expected,
        4,
      );
    },
  );

  const estimate = { sharpe: 0.1, n: 500, skew: 0, kurtosis: 3 };

  it('takes count and variance from the ledger', () => {
    const sharpesPerBar = [0.02, -0.04, 0.1, 0.03];
    const { hurdle, probability } = deflatedSharpe(estimate, { count: 20, sharpesPerBar });
    const mean = 0.11 / 4;
    const variance = sharpesPerBar.reduce((total, s) => total + (s - mean) ** 2, 0) / 3;
    expect(hurdle).toBeCloseTo(Math.sqrt(variance) * expectedMaxNormal(20), 12);
    expect(probability).toBe(probabilisticSharpe(estimate, hurdle ?? 0));
  });

  it('is the probabilistic one for a single trial', () => {
    expect(deflatedSharpe(estimate, { count: 1, sharpesPerBar: [0.1] })).toEqual({
      hurdle: 0,
      probability: probabilisticSharpe(estimate, 0),
    });
  });

  it('is undefined when the variance of the trials is', () => {
    expect(deflatedSharpe(estimate, { count: 5, sharpesPerBar: [0.1] })).toEqual({
      hurdle: null,
      probability: null,
    });
  });

  it('falls with every further trial', () => {
    const at = (count: number) =>
      deflatedSharpe(estimate, { count, sharpesPerBar: [0.02, -0.04, 0.1] }).probability;
    expect(at(3)).toBeGreaterThan(at(30) ?? 1);
    expect(at(30)).toBeGreaterThan(at(300) ?? 1);
  });
});
