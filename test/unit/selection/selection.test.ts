import { describe, expect, it } from 'vitest';
import { averageRanks } from '../../../src/domain/ml/correlation.ts';
import { correlationMatrix } from '../../../src/domain/ml/correlation-matrix.ts';
import { correlationClusters } from '../../../src/domain/ml/selection/correlation-clusters.ts';
import {
  fractionalDifference,
  fractionalWeights,
} from '../../../src/domain/ml/selection/fractional-differencing.ts';
import {
  coefficientOfRanks,
  informationCoefficient,
  rankedTarget,
} from '../../../src/domain/ml/selection/information-coefficient.ts';
import { mutualInformation } from '../../../src/domain/ml/selection/mutual-information.ts';
import { neweyWestMean } from '../../../src/domain/ml/selection/newey-west.ts';
import { selectionFrequencies } from '../../../src/domain/ml/selection/stability-selection.ts';
import { dickeyFuller, smallestStationaryOrder } from '../../../src/domain/ml/selection/stationarity.ts';
import { createRng } from '../../../src/kernel/rng.ts';

function noise(n: number, seed: string): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => rng.normal());
}
const walk = (steps: Float64Array): Float64Array => {
  let level = 0;
  return steps.map((step) => (level += step));
};

describe('the mean of a series that remembers itself', () => {
  it('has the plain standard error without lags', () => {
    const values = Float64Array.from([1, 2, 3, 4]);
    expect(neweyWestMean(values, 0).standardError).toBeCloseTo(Math.sqrt(1.25 / 4), 14);
    expect(neweyWestMean(values, 0).tStatistic).toBeCloseTo(2.5 / Math.sqrt(1.25 / 4), 12);
  });

  it('is (1 + a) times less certain for a moving average, as theory has it', () => {
    const steps = noise(40_000, 'ma');
    const averaged = steps.map((value, i) => value + 0.8 * (steps[i - 1] ?? 0));
    const { standardError } = neweyWestMean(averaged, 30);
    expect(standardError * Math.sqrt(40_000)).toBeCloseTo(1.8, 1);
  });

  it('refuses lags and lists that mean nothing', () => {
    expect(() => neweyWestMean(new Float64Array(3), -1)).toThrow('lags is -1');
    expect(() => neweyWestMean(new Float64Array(0), 1)).toThrow('no values');
    expect(neweyWestMean(new Float64Array(5), 2).tStatistic).toBe(0);
  });
});

describe('the information coefficient', () => {
  it('is 1 for the same order, -1 for the reverse, and does not exist for a constant', () => {
    const column = noise(200, 'ic');
    expect(informationCoefficient(column, column.map(Math.exp), 1).value).toBeCloseTo(1, 12);
    expect(
      informationCoefficient(
        column,
        column.map((v) => -v),
        1,
      ).value,
    ).toBeCloseTo(-1, 12);
    expect(informationCoefficient(column, new Float64Array(200), 1)).toEqual({
      value: null,
      tStatistic: 0,
      rows: 200,
    });
  });

  it('is found by chance at 5 % in 2 to 15 % of overlapping labels and slow columns, by a plain t in most', () => {
    const rejected = { plain: 0, robust: 0 };
    for (let k = 0; k < 200; k++) {
      const slow = walk(noise(600, `column ${k}`)).map((v, i, all) => v - (all[i - 20] ?? 0));
      const steps = noise(620, `market ${k}`);
      const ahead = slow.map((_, i) => steps.subarray(i, i + 20).reduce((a, b) => a + b, 0));
      const ic = informationCoefficient(slow, ahead, 20);
      if (Math.abs(ic.tStatistic) > 1.96) rejected.robust += 1;
      if (Math.abs(ic.value ?? 0) * Math.sqrt(600) > 1.96) rejected.plain += 1;
    }
    expect(rejected.plain / 200).toBeGreaterThan(0.5);
    // Bartlett weights take away some of the overlap's own covariance: a little above 5 %, and never without findings.
    expect(rejected.robust / 200).toBeGreaterThan(0.02);
    expect(rejected.robust / 200).toBeLessThan(0.15);
  });

  it('leaves out rows where either side is missing', () => {
    const column = Float64Array.from([1, Number.NaN, 3, 4, 5]);
    expect(informationCoefficient(column, [1, 2, 3, Number.NaN, 9], 0)).toMatchObject({
      value: expect.closeTo(1, 12),
      rows: 3,
    });
  });

  it('is that of the rows both are present on, whatever other columns asked of the target before', () => {
    const holes = (values: Float64Array, every: number): Float64Array =>
      values.map((value, i) => (i % every === 0 ? Number.NaN : value));
    const target = holes(noise(500, 'target'), 11);
    const ranked = rankedTarget(target);
    for (const [k, every] of [7, 13, 7, 500].entries()) {
      const column = holes(noise(500, `column ${k}`), every);
      const both = [...column.keys()].filter((i) => !Number.isNaN(column[i] + target[i]));
      const dense = (values: Float64Array): Float64Array => Float64Array.from(both, (i) => values[i]);
      expect(coefficientOfRanks(averageRanks(column), ranked, 3)).toEqual(
        informationCoefficient(dense(column), dense(target), 3),
      );
    }
  });
});

describe('mutual information', () => {
  it('is ln 2 for a coin that is known, 0 for one that is not', () => {
    const column = noise(4_000, 'mi');
    const median = column.toSorted()[2_000];
    const known = column.map((value) => (value >= median ? 1 : 0));
    expect(mutualInformation(column, known, 10)).toBeCloseTo(Math.LN2, 2);
    expect(mutualInformation(noise(4_000, 'other'), known, 10)).toBeLessThan(0.002);
  });

  it('sees a class at both ends, which the rank correlation does not', () => {
    const column = noise(4_000, 'ends');
    const ends = column.map((value) => (Math.abs(value) > 0.6745 ? 1 : 0));
    expect(mutualInformation(column, ends, 8)).toBeGreaterThan(0.6);
    expect(Math.abs(informationCoefficient(column, ends, 0).value ?? 1)).toBeLessThan(0.05);
    expect(() => mutualInformation(column, ends, 1)).toThrow('bins is 1');
    expect(mutualInformation(new Float64Array(0), [], 4)).toBe(0);
  });
});

describe('correlation clusters', () => {
  const clustersOf = (columns: Readonly<Record<string, Float64Array>>, minCorrelation: number) => {
    const { correlation: rankCorrelation } = correlationMatrix(Object.values(columns).map(averageRanks));
    return correlationClusters({ names: Object.keys(columns), rankCorrelation, minCorrelation });
  };

  it('join what says the same, whatever its sign or scale, in the order of the names', () => {
    const [a, b] = [noise(500, 'a'), noise(500, 'b')];
    const columns = {
      a,
      b,
      minusA: a.map((v) => -3 * v),
      expB: b.map(Math.exp),
      c: noise(500, 'c'),
      nearA: a.map((v, i) => v + 0.1 * b[i]),
    };
    expect(clustersOf(columns, 0.9)).toEqual([['a', 'minusA', 'nearA'], ['b', 'expB'], ['c']]);
    expect(clustersOf(columns, 0)).toEqual([Object.keys(columns)]);
    expect(() => clustersOf(columns, 2)).toThrow('minCorrelation is 2');
  });

  it('take the mean over pairs: a chain is not one cluster', () => {
    const base = noise(2_000, 'chain');
    const chain = [0, 1, 2, 3].map((k) =>
      base.map((_, i) => base.subarray(i + k, i + k + 4).reduce((s, v) => s + v, 0)),
    );
    const columns = Object.fromEntries(chain.map((values, k) => [`k${k}`, values]));
    // Neighbours correlate 0.75, the ends 0.25.
    expect(clustersOf(columns, 0.7)).toHaveLength(2);
    expect(clustersOf(columns, 0.45)).toHaveLength(1);
  });
});

describe('fractional differencing', () => {
  it('has the weights of the binomial series', () => {
    expect([...fractionalWeights(0)]).toEqual([1]);
    expect([...fractionalWeights(1)]).toEqual([1, -1]);
    expect([...fractionalWeights(0.5).slice(0, 5)]).toEqual([1, -0.5, -0.125, -0.0625, -0.0390625]);
    expect(() => fractionalWeights(-0.1)).toThrow('order is -0.1');
  });

  it('is the series itself at order 0 and its change at order 1', () => {
    const values = walk(noise(50, 'frac'));
    expect(fractionalDifference(values, 0)).toEqual(values);
    expect(fractionalDifference(values, 1)[10]).toBe(values[10] - values[9]);
    expect(fractionalDifference(values, 0.5, 0.05).findIndex(Number.isFinite)).toBe(3);
  });
});

describe('the test for a unit root', () => {
  it('rejects a random walk as often as its level says, and noise always', () => {
    let rejections = 0;
    for (let k = 0; k < 300; k++) {
      if (dickeyFuller(walk(noise(250, `walk ${k}`)), 0.05, 2).isStationary) rejections += 1;
    }
    expect(rejections / 300).toBeGreaterThan(0.02);
    expect(rejections / 300).toBeLessThan(0.09);
    expect(dickeyFuller(noise(250, 'white'), 0.01, 2).isStationary).toBe(true);
  });

  it('has the statistic of the plain regression without lags, on any offset', () => {
    const values = walk(noise(100, 'plain'));
    const n = 99;
    const level = [...values.subarray(0, n)];
    const change = level.map((value, i) => values[i + 1] - value);
    const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;
    const [ml, mc] = [mean(level), mean(change)];
    const sxx = level.reduce((sum, v) => sum + (v - ml) ** 2, 0);
    const b = level.reduce((sum, v, i) => sum + (v - ml) * (change[i] - mc), 0) / sxx;
    const residual = level.reduce((sum, v, i) => sum + (change[i] - mc - b * (v - ml)) ** 2, 0);
    const expected = b / Math.sqrt(residual / (n - 2) / sxx);
    expect(dickeyFuller(values, 0.05, 0).statistic).toBeCloseTo(expected, 9);
    expect(
      dickeyFuller(
        values.map((v) => 1e6 + v),
        0.05,
        0,
      ).statistic,
    ).toBeCloseTo(expected, 5);
  });

  it('finds how much memory a price can keep: some, between the level and its change', () => {
    const order = smallestStationaryOrder(walk(noise(2_000, 'memory')));
    expect(order).toBeGreaterThan(0.1);
    expect(order).toBeLessThan(1);
    expect(smallestStationaryOrder(noise(500, 'flat'))).toBe(0);
  });

  it('takes a constant as stationary and refuses holes and short series', () => {
    expect(dickeyFuller(new Float64Array(50).fill(3)).isStationary).toBe(true);
    expect(() => dickeyFuller(new Float64Array(20))).toThrow('needs 30 values');
    expect(() => dickeyFuller(noise(50, 'hole').with(20, Number.NaN))).toThrow('Value 20');
    expect(() => dickeyFuller(noise(50, 'lags'), 0.05, 40)).toThrow('lags is 40');
  });
});

describe('stability selection', () => {
  const rows = Int32Array.from({ length: 400 }, (_, i) => i);
  const target = noise(400, 'target');
  const columns: Record<string, Float64Array> = {
    signal: target.map((v, i) => v + noise(400, 'blur')[i]),
    ...Object.fromEntries([1, 2, 3, 4, 5].map((k) => [`noise${k}`, noise(400, `n${k}`)])),
  };
  const names = Object.keys(columns);
  const best = (part: Int32Array): string[] => {
    const ic = (name: string): number =>
      Math.abs(
        informationCoefficient(
          Float64Array.from(part, (row) => columns[name][row]),
          Float64Array.from(part, (row) => target[row]),
          1,
        ).value ?? 0,
      );
    return [...names].sort((a, b) => ic(b) - ic(a)).slice(0, 2);
  };

  it('keeps the signal in every draw and noise in few, the same for the same seed', () => {
    const input = { names, rows, blockRows: 10, draws: 30, select: best };
    const frequencies = selectionFrequencies({ ...input, rng: createRng('s') });
    expect(frequencies.get('signal')).toBe(1);
    expect(Math.max(...names.slice(1).map((name) => frequencies.get(name) ?? 1))).toBeLessThan(0.8);
    expect(selectionFrequencies({ ...input, rng: createRng('s') })).toEqual(frequencies);
  });

  it('draws half of the blocks, whole and in order', () => {
    const seen: Int32Array[] = [];
    const select = (part: Int32Array): string[] => {
      seen.push(part);
      return ['unknown'];
    };
    selectionFrequencies({ names, rows, blockRows: 50, draws: 3, select, rng: createRng('b') });
    for (const part of seen) {
      expect(part).toHaveLength(200);
      expect([...part]).toEqual([...part].sort((a, b) => a - b));
      expect(part.filter((row) => row % 50 === 0)).toHaveLength(4);
    }
    expect(() =>
      selectionFrequencies({ names, rows, blockRows: 400, draws: 1, select, rng: createRng('c') }),
    ).toThrow('no two blocks');
  });
});
