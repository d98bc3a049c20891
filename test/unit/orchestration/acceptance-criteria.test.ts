import { describe, expect, it } from 'vitest';
import { importCriteria } from '../../../src/orchestration/spec/acceptance-criteria.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';

const sample = { market: { source: { kind: 'sample', name: 'sp500' } } };

describe('acceptance criteria of EA Studio and FSB Pro', () => {
  it('become bars of the spec, the stricter of two zones', () => {
    const { edits, applied, unsupported } = importCriteria(
      'Complete backtest\nMin count of trades: 100\nMaximum equity drawdown: 20 %\n\nOut of sample\nMin count of trades = 150',
    );
    expect(edits).toEqual({ validation: { minTrades: 150, acceptance: { maxDrawdown: 0.2 } } });
    expect(applied.map(({ name, zone, path }) => [name, zone, path])).toEqual([
      ['Min count of trades', 'complete', 'validation.minTrades'],
      ['Maximum equity drawdown %', 'complete', 'validation.acceptance.maxDrawdown'],
      ['Min count of trades', 'out-of-sample', 'validation.minTrades'],
    ]);
    expect(unsupported).toEqual([]);
    expect(parseSpec({ ...sample, ...edits }).validation.minTrades).toBe(150);
  });

  it('without a bar are listed with the reason', () => {
    const { edits, unsupported } = importCriteria(
      JSON.stringify({
        maxAmbiguousBars: 10,
        'Max balance-line deviation': 50,
        'In sample': { 'Min count of trades': 5 },
      }),
    );
    expect(edits).toEqual({});
    expect(unsupported.map(({ name, zone }) => [name, zone])).toEqual([
      ['maxAmbiguousBars', 'complete'],
      ['Max balance-line deviation', 'complete'],
      ['Min count of trades', 'in-sample'],
    ]);
    expect(unsupported[0].why).toContain('bothTouch');
    expect(unsupported[2].why).toContain('prove nothing');
  });

  // Every criterion of reference/data.md 1.8 the record has a figure for, in the spellings of the two programs.
  it.each([
    ['Min average position length (bars)', 5, { minBarsPerTrade: 5 }],
    ['Max average position length', 50, { maxBarsPerTrade: 50 }],
    ['Min bars in trade %', 10, { minExposure: 0.1 }],
    ['Max bars in trade (%)', 90, { maxExposure: 0.9 }],
    ['Max count of trades', 500, { maxTrades: 500 }],
    ['Max consecutive losses', 7, { maxConsecutiveLosses: 7 }],
    ['Min R-squared', 80, { minRSquared: 0.8 }],
    ['Min R-squared', 0.8, { minRSquared: 0.8 }],
    ['MinReturnDrawdown', 3, { minReturnDrawdown: 3 }],
    ['Min return/drawdown', 3, { minReturnDrawdown: 3 }],
    ['Min win/loss ratio', 0.6, { minWinRate: 0.6 }],
    ['Min Sharpe', 0.5, { minSharpe: 0.5 }],
    ['Min SQN', 2, { minSqn: 2 }],
    ['Min profit factor', 1.2, { minProfitFactor: 1.2 }],
    ['Min payoff ratio', 1.1, { minPayoffRatio: 1.1 }],
    ['Min net profit %', 10, { minTotalReturn: 0.1 }],
  ])('%s %d is a bar of the acceptance block', (name, value, acceptance) => {
    const { edits, unsupported } = importCriteria(JSON.stringify({ [name]: value }));
    expect([edits, unsupported]).toEqual([{ validation: { acceptance } }, []]);
    expect(parseSpec({ ...sample, ...edits }).validation.acceptance).toEqual(acceptance);
  });

  it.each([
    ['Min backtest quality %', 'labels.bothTouch'],
    ['Max ambiguous bars', 'labels.bothTouch'],
    ['Max balance-line deviation', 'minRSquared'],
    ['Min profit per day', 'returns'],
    ['Min profit', 'percent'],
    ['Max equity drawdown', 'percent'],
    ['Max equity drawdown points', 'percent'],
  ])('%s is known and says what stands in its place', (name, why) => {
    const { edits, unsupported } = importCriteria(JSON.stringify({ [name]: 1 }));
    expect([edits, unsupported[0].why]).toEqual([{}, expect.stringContaining(why)]);
  });

  it('that contradict a spec are answered with their path', () => {
    const { edits } = importCriteria('Max equity drawdown: 250 %');
    expect(() => parseSpec({ ...sample, ...edits })).toThrowError(/validation\.acceptance\.maxDrawdown/);
  });

  it.each(['Min count of trades', 'Count of trades', 'minTrades', 'min_count_of_trades'])(
    '%s is the smallest number of trades',
    (name) =>
      expect(importCriteria(JSON.stringify({ [name]: 90 })).edits).toEqual({ validation: { minTrades: 90 } }),
  );

  it('of a name nobody knows are reported as such', () => {
    expect(importCriteria('Max phase of the moon: 3').unsupported).toMatchObject([
      { name: 'Max phase of the moon', why: expect.stringContaining('of this name is known') },
    ]);
  });

  it.each(['Min trades', '{"a": "b"}', '{"a": '])('that cannot be read are refused: %s', (text) => {
    expect(() => importCriteria(text)).toThrowError(expect.objectContaining({ code: 'spec_invalid' }));
  });
});
