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
    expect(unsupported[2].why).toContain('no bar');
  });

  it.each(['Min trades', '{"a": "b"}', '{"a": '])('that cannot be read are refused: %s', (text) => {
    expect(() => importCriteria(text)).toThrowError(expect.objectContaining({ code: 'spec_invalid' }));
  });
});
