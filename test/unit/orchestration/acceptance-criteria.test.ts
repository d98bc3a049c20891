import { describe, expect, it } from 'vitest';
import { importCriteria } from '../../../src/orchestration/spec/acceptance-criteria.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';

const sample = { market: { source: { kind: 'sample', name: 'sp500' } } };

describe('acceptance criteria of EA Studio and FSB Pro', () => {
  it('become bars of the spec, the stricter of two zones', () => {
    const { edits, applied, unsupported } = importCriteria(
      'Complete backtest\nMin count of trades: 100\nMaximum equity drawdown: 20 %\n\nOut of sample\nMin count of trades = 150',
    );
    expect(edits).toEqual({ validation: { minTrades: 150 }, risk: { maxDrawdown: 0.2 } });
    expect(applied.map(({ name, zone, path }) => [name, zone, path])).toEqual([
      ['Min count of trades', 'complete', 'validation.minTrades'],
      ['Maximum equity drawdown %', 'complete', 'risk.maxDrawdown'],
      ['Min count of trades', 'out-of-sample', 'validation.minTrades'],
    ]);
    expect(unsupported).toEqual([]);
    expect(parseSpec({ ...sample, ...edits }).validation.minTrades).toBe(150);
  });

  it('without a bar are listed with the reason', () => {
    const { edits, unsupported } = importCriteria(
      JSON.stringify({
        MinSharpeRatio: 0.1,
        maxAmbiguousBars: 10,
        'Min R-squared': 50,
        'In sample': { 'Min count of trades': 5 },
      }),
    );
    expect(edits).toEqual({});
    expect(unsupported.map(({ name, zone }) => [name, zone])).toEqual([
      ['MinSharpeRatio', 'complete'],
      ['maxAmbiguousBars', 'complete'],
      ['Min R-squared', 'complete'],
      ['Min count of trades', 'in-sample'],
    ]);
    expect(unsupported[0].why).toContain('minDeflatedSharpe');
    expect(unsupported[2].why).toContain('shape');
  });

  // Every criterion of reference/data.md 1.8, in the spellings of the two programs.
  it.each([
    ['Min average position length (bars)', 'labels.horizonBars'],
    ['Max average position length', 'labels.horizonBars'],
    ['Min bars in trade %', 'signals.filters'],
    ['Max bars in trade (%)', 'signals.filters'],
    ['Max count of trades', 'signals.minConfidence'],
    ['Max consecutive losses', 'walk-forward'],
    ['Min R-squared', 'deflation'],
    ['MinReturnDrawdown', 'risk.maxDrawdown'],
    ['Min return/drawdown', 'risk.maxDrawdown'],
    ['Min backtest quality %', 'labels.bothTouch'],
    ['Max balance-line deviation', 'deflation'],
    ['Max ambiguous bars', 'labels.bothTouch'],
    ['Min profit per day', 'returns'],
    ['Max equity drawdown', 'percent'],
    ['Max equity drawdown points', 'percent'],
    ['Min win/loss ratio', 'risk.minRiskReward'],
    ['Min Sharpe', 'validation.alpha'],
    ['Min SQN', 'validation.alpha'],
  ])('%s is known and says what stands in its place', (name, why) => {
    const { edits, unsupported } = importCriteria(JSON.stringify({ [name]: 1 }));
    expect([edits, unsupported[0].why]).toEqual([{}, expect.stringContaining(why)]);
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
