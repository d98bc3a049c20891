import { describe, expect, it } from 'vitest';
import { tradingRules } from '../../../src/agents/trading-rules.ts';
import type { AppError } from '../../../src/kernel/errors.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';

const market = { symbol: 'EURUSD', source: { kind: 'sample', name: 'sp500' } };

const pathsOf = (input: unknown): string[] => {
  try {
    parseSpec(input);
  } catch (error) {
    return ((error as AppError).issues ?? []).map((issue) => issue.path);
  }
  return [];
};

describe('how a spec trades', () => {
  it('is one unlevered position at the next open unless told otherwise', () => {
    const rules = tradingRules(parseSpec({ market }));
    expect(rules).toMatchObject({
      costs: { spread: 1, commission: 0.5, slippage: 0.5 },
      account: { equity: 100_000, exposure: 1, leverage: 1, maxPositions: 1, lotStep: 0 },
      instrument: { symbol: 'EURUSD', contractSize: 100_000 },
      entry: { kind: 'market' },
      trailingStop: false,
      scaleOut: [],
      sessions: null,
    });
  });

  it('is read from it, field by field', () => {
    const account = {
      currency: 'GBP',
      conversionRate: 0.8,
      exposure: 5,
      leverage: 30,
      stopOut: 0.4,
      lotStep: 0.01,
      maxPositions: 3,
    };
    const costs = {
      spread: 'data',
      commission: { bps: 0, perLot: 3.5, minimum: 0 },
      slippage: { model: 'range', share: 0.05 },
      swap: { long: 2, short: -1, unit: 'points', tripleDay: 3 },
      financing: { margin: 4, borrow: 1 },
    };
    const spec = parseSpec({
      market,
      costs,
      account,
      execution: {
        entry: { kind: 'limit', offset: 0.2, bars: 4 },
        trailingStop: true,
        scaleOut: [{ share: 0.5, at: 0.6 }],
        sessions: {
          zone: 'Europe/London',
          windows: [{ days: [1, 5], from: '08:30', to: '17:00' }],
          flat: true,
        },
      },
      risk: { accountEquity: 5_000 },
    });
    expect(tradingRules(spec)).toMatchObject({
      costs,
      account: { ...account, equity: 5_000 },
      entry: { kind: 'limit', offset: 0.2, bars: 4 },
      trailingStop: true,
      scaleOut: [{ share: 0.5, at: 0.6 }],
      sessions: {
        zone: { name: 'Europe/London' },
        windows: [{ days: [1, 5], from: 510, to: 1_020 }],
        flat: true,
      },
    });
  });

  it.each<[string, object]>([
    ['costs.spread', { costs: { spread: 'wide' } }],
    ['costs.commission', { costs: { commission: -1 } }],
    ['costs.slippage', { costs: { slippage: { model: 'magic' } } }],
    ['costs.swap.tripleDay', { costs: { swap: { long: 1, short: 1, tripleDay: 6 } } }],
    ['costs.financing.margin', { costs: { financing: { margin: -1 } } }],
    ['account.exposure', { account: { exposure: 3, leverage: 2 } }],
    ['account.leverage', { account: { leverage: 0.5 } }],
    ['account.stopOut', { account: { stopOut: 1 } }],
    ['account.lotStep', { account: { lotStep: -0.1 } }],
    ['account.maxPositions', { account: { maxPositions: 0 } }],
    ['account.currency', { account: { currency: 'euro' } }],
    ['account.conversionRate', { account: { currency: 'GBP' } }],
    ['execution.entry.offset', { execution: { entry: { kind: 'limit' } } }],
    ['execution.scaleOut', { execution: { scaleOut: [] } }],
    ['execution.scaleOut.0.share', { execution: { scaleOut: [{ share: 1, at: 0.5 }] } }],
    [
      'execution.scaleOut',
      {
        execution: {
          scaleOut: [
            { share: 0.5, at: 0.4 },
            { share: 0.5, at: 0.6 },
          ],
        },
      },
    ],
    [
      'execution.scaleOut',
      {
        execution: {
          scaleOut: [
            { share: 0.2, at: 0.6 },
            { share: 0.2, at: 0.4 },
          ],
        },
      },
    ],
    ['execution.entry.kind', { execution: { entry: { kind: 'iceberg' } } }],
    [
      'execution.sessions.zone',
      { execution: { sessions: { zone: 'Mars', windows: [{ from: '08:00', to: '09:00' }] } } },
    ],
    ['execution.sessions.windows', { execution: { sessions: { windows: [] } } }],
    [
      'execution.sessions.windows.0.from',
      { execution: { sessions: { windows: [{ from: '8', to: '09:00' }] } } },
    ],
  ])('refuses a bad %s', (path, over) => {
    expect(pathsOf({ market, ...over })).toContain(path);
  });
});
