import { describe, expect, it } from 'vitest';
import { moments } from '../../../../src/domain/validation/moments.ts';
import { automaticBlockLength } from '../../../../src/domain/validation/significance/block-length.ts';
import { bootstrapSharpe } from '../../../../src/domain/validation/significance/bootstrap-sharpe.ts';
import { drawResample } from '../../../../src/domain/validation/significance/stationary-bootstrap.ts';
import { createRng } from '../../../../src/kernel/rng.ts';
import { autoregressive, lcgSeries } from '../../../support/lcg.ts';
import { ABSENT, hasSharedData, sharedColumns } from '../../../support/shared-data.ts';

const EURUSD = 'golden/eurusd_daily_returns.csv';

describe('automatic block length', () => {
  // optimal_block_length of the Python package arch 8.0.0 on the same series, column "stationary".
  it.each([
    [0, 1.0051955865523239],
    [0.5, 8.843270684946317],
    [0.9, 18.514989070157192],
  ])('of an autoregression of %f is that of arch', (rho, expected) => {
    expect(automaticBlockLength(autoregressive(lcgSeries(400, 12_345), rho))).toBeCloseTo(expected, 9);
  });

  it.skipIf(!hasSharedData(EURUSD))(`of EURUSD is that of arch ${ABSENT}`, () => {
    const { return: returns, close } = sharedColumns(EURUSD);
    expect(automaticBlockLength(returns)).toBe(1);
    expect(automaticBlockLength(returns.map(Math.abs))).toBeCloseTo(2.402630827490797, 9);
    expect(automaticBlockLength(close)).toBeCloseTo(23.751283308016287, 9);
  });

  it('is never below one bar, and one for what has no memory to measure', () => {
    expect(automaticBlockLength(autoregressive(lcgSeries(400, 12_345), -0.5))).toBe(1);
    expect(automaticBlockLength(new Float64Array(500).fill(0.1))).toBe(1);
    expect(automaticBlockLength(new Float64Array(8))).toBe(1);
  });
});

describe('stationary bootstrap', () => {
  const draw = (n: number, meanBlock: number, seed: string): number[] => {
    const rows: number[] = [];
    drawResample(n, meanBlock, createRng(seed), (from, to) => {
      for (let row = from; row < to; row++) rows.push(row);
    });
    return rows;
  };

  it('takes as many rows as the series has, all of them rows of it', () => {
    for (const meanBlock of [1, 3.7, 50, 1e9]) {
      const rows = draw(200, meanBlock, `b${meanBlock}`);
      expect(rows.length).toBe(200);
      expect(rows.every((row) => row >= 0 && row < 200)).toBe(true);
    }
  });

  it('goes on with the next row with probability 1 - 1/mean block, and takes every row equally often', () => {
    const n = 500;
    let follows = 0;
    const counts = new Float64Array(n);
    for (let k = 0; k < 100; k++) {
      const rows = draw(n, 5, `s${k}`);
      rows.forEach((row, i) => {
        counts[row]++;
        if (i > 0 && row === (rows[i - 1] + 1) % n) follows++;
      });
    }
    // A new block begins at the next row by chance once in n.
    const expected = 0.8 + 0.2 / n;
    expect(Math.abs(follows / (100 * (n - 1)) - expected)).toBeLessThan(4 * Math.sqrt(0.16 / (100 * n)));
    expect(Math.max(...counts)).toBeLessThan(200);
    expect(Math.min(...counts)).toBeGreaterThan(40);
  });

  it('refuses blocks shorter than a bar', () => {
    expect(() => draw(10, 0.5, 'x')).toThrow('at least 1');
    expect(() => draw(10, Number.NaN, 'x')).toThrow('at least 1');
  });
});

describe('bootstrap of a Sharpe ratio', () => {
  const options = { draws: 400, confidence: 0.9 };

  it('holds the level of the test where the t-test does not: returns that remember', () => {
    const repeats = 300;
    let rejected = 0;
    for (let k = 0; k < repeats; k++) {
      const rng = createRng(`level ${k}`);
      const noise = Float64Array.from({ length: 300 }, () => rng.normal());
      const result = bootstrapSharpe(autoregressive(noise, 0.4), { ...options, draws: 199, rng });
      if (result && result.pValue <= 0.05) rejected++;
    }
    // The t-test rejects some 14 % here: the long-run variance is 2.3 times the variance.
    expect(rejected / repeats).toBeLessThan(0.1);
  });

  it('agrees with the normal theory for independent returns', () => {
    const rng = createRng('iid');
    const returns = Float64Array.from({ length: 2_000 }, () => 0.05 + rng.normal());
    const result = bootstrapSharpe(returns, { ...options, draws: 2_000, rng: rng.fork('draws') });
    // Lo's standard error of a small Sharpe ratio is 1 / sqrt(n).
    const width = ((result?.high ?? 0) - (result?.low ?? 0)) / 2;
    expect(width / (1.645 / Math.sqrt(2_000))).toBeCloseTo(1, 1);
    expect(result?.pValue).toBeLessThan(0.1);
  });

  it('has an interval around the ratio itself', () => {
    const returns = Float64Array.from(lcgSeries(400, 11), (value) => value + 0.5);
    const { mean, sd } = moments(returns);
    const sharpe = Number(mean) / Number(sd);
    const result = bootstrapSharpe(returns, { ...options, draws: 2_000, rng: createRng('around') });
    expect(((result?.low ?? 0) + (result?.high ?? 0)) / 2 / sharpe).toBeCloseTo(1, 1);
  });

  it('counts a draw without a bar that moved as a ratio of 0: a third of them, where one bar did', () => {
    const returns = new Float64Array(64);
    returns[20] = 0.5;
    const result = bootstrapSharpe(returns, { ...options, rng: createRng('once') });
    expect(result?.low).toBeCloseTo(0, 6);
    // As good as certain to be drawn at least once in twenty.
    expect(result?.high).toBeGreaterThan(0.1);
  });

  it('says nothing about a record without variation, and the same for the same seed', () => {
    expect(bootstrapSharpe(new Float64Array(100), { ...options, rng: createRng(1) })).toBeNull();
    expect(bootstrapSharpe(Float64Array.of(0.1, 0.2), { ...options, rng: createRng(1) })).toBeNull();
    const returns = lcgSeries(100, 3);
    const twice = [1, 2].map(() => bootstrapSharpe(returns, { ...options, rng: createRng('same') }));
    expect(twice[0]).toEqual(twice[1]);
  });
});
