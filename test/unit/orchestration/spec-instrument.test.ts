import { describe, expect, it } from 'vitest';
import { tradingRules } from '../../../src/agents/trading-rules.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';

const market = { source: { kind: 'file', path: 'EURUSD_H1.csv' }, timeframe: '1h' } as const;
const parse = (instrument: object) => parseSpec({ market: { ...market, instrument } });

describe('market.instrument', () => {
  it('is what the rules of trading read, the rest from the registry', () => {
    const swap = { long: -7, short: 1, unit: 'points', tripleDay: 5 } as const;
    expect(tradingRules(parse({ contractSize: 10_000, swap })).instrument).toMatchObject({
      ...{ symbol: 'EURUSD', digits: 5, contractSize: 10_000, tickValue: 0.1, swap },
    });
    expect(tradingRules(parse({})).instrument).toMatchObject({ contractSize: 100_000, tickValue: 1 });
  });

  it('names the currency the account is converted from', () => {
    const account = { currency: 'EUR' };
    expect(parseSpec({ market, account }).account.currency).toBe('EUR');
    const other = { ...market, instrument: { base: 'ABC', quote: 'XYZ' } };
    expect(() => parseSpec({ market: other, account })).toThrowError(/account.conversionRate/);
  });

  it.each([
    ['digits', { digits: 2.5 }],
    ['point', { point: 0 }],
    ['session', { session: 'sometimes' }],
    ['swap.tripleDay', { swap: { long: 0, short: 0, unit: 'points', tripleDay: 7 } }],
    ['quote', { quote: 'us dollar' }],
    ['leverage', { leverage: 30 }],
  ])('refuses an impossible %s by its path', (path, instrument) => {
    expect(() => parse(instrument)).toThrowError(
      expect.objectContaining({
        issues: expect.arrayContaining([expect.objectContaining({ path: `market.instrument.${path}` })]),
      }),
    );
  });
});
