import { describe, expect, it } from 'vitest';
import { assessColumns } from '../../../src/domain/ml/selection/assess-columns.ts';
import { chooseColumns } from '../../../src/domain/ml/selection/choose-columns.ts';
import { createRng } from '../../../src/kernel/rng.ts';

describe('the choice of columns', () => {
  const column = (name: string, meanRank: number, frequency = 1) => ({ name, meanRank, frequency });
  const all = {
    clusters: [],
    minFrequency: 0.5,
    share: 1,
    maxColumns: Number.POSITIVE_INFINITY,
    minColumns: 1,
  };

  it('lets the best ranked of a cluster speak for it', () => {
    const columns = [column('a', 3), column('b', 1), column('c', 2)];
    expect(chooseColumns(columns, { ...all, clusters: [['a', 'b']] })).toEqual({
      kept: ['b', 'c'],
      rejected: [{ name: 'a', reason: 'cluster', of: 'b' }],
    });
  });

  it('leaves out what is unstable, but for the best ranked that a model needs', () => {
    const columns = [column('a', 1, 0.2), column('b', 2, 0.5), column('c', 3, 0.4), column('d', 4, 0.9)];
    const kept = (minColumns: number) => chooseColumns(columns, { ...all, minColumns }).kept;
    expect(kept(0)).toEqual(['b', 'd']);
    expect(kept(1)).toEqual(['a', 'b', 'd']);
    expect(kept(3)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps the best share, rounded up, at most so many and at least one', () => {
    const columns = ['a', 'b', 'c', 'd', 'e'].map((name, k) => column(name, 5 - k));
    const kept = (share: number, maxColumns = 9) =>
      chooseColumns(columns, { ...all, share, maxColumns }).kept;
    expect(kept(0.5)).toEqual(['c', 'd', 'e']);
    expect(kept(0.5, 2)).toEqual(['d', 'e']);
    expect(kept(0.01)).toEqual(['e']);
    expect(() => kept(0)).toThrow('share is 0');
    expect(() => kept(1.1)).toThrow('share is 1.1');
  });
});

describe('the draws of stability selection', () => {
  it('keep a column that falls as the return rises as they keep one that rises', () => {
    const rng = createRng('draws');
    const noise = () => Float64Array.from({ length: 400 }, () => rng.normal());
    const returns = noise();
    const near = (sign: number) => {
      const other = noise();
      return returns.map((value, i) => sign * value + other[i]);
    };
    const assessed = assessColumns({
      names: ['rises', 'falls', 'x', 'y', 'z', 'w'],
      columns: [near(1), near(-1), noise(), noise(), noise(), noise()],
      target: Float32Array.from(returns, (value) => Number(value > 0)),
      returns,
      horizonBars: 5,
      draws: 40,
      share: 1 / 3,
      seed: 'draws',
    });
    expect(assessed.slice(0, 2).map(({ frequency }) => frequency)).toEqual([1, 1]);
    expect(assessed[1].informationCoefficient).toBeLessThan(-0.5);
    for (const { frequency } of assessed.slice(2)) expect(frequency).toBe(0);
  });
});
