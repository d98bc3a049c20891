import { describe, expect, it } from 'vitest';
import { backtest } from '../../../src/domain/backtest/backtest.ts';
import type { BacktestInput } from '../../../src/domain/backtest/input.ts';
import { instrumentOf } from '../../../src/domain/market/instruments.ts';
import { FREE, UNIT_RULES } from '../../support/backtest.ts';
import { barsOf } from '../../support/bars.ts';

type Row = readonly [number, number, number, number];

/** One signal at bar 0 without barriers, held to the end. */
function hold(rows: readonly Row[], rules: Partial<BacktestInput>, side: 1 | -1 = 1) {
  const n = rows.length;
  const none = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  return backtest({
    ...UNIT_RULES,
    horizonBars: 50,
    bars: barsOf(rows),
    side: Int8Array.from({ length: n }, (_, i) => (i === 0 ? side : 0)),
    stopDistance: none,
    targetDistance: none,
    from: 0,
    to: n,
    ...rules,
  });
}
const flat = (price: number): Row => [price, price, price, price];
const account = (over: Partial<BacktestInput['account']>) => ({ ...UNIT_RULES.account, ...over });

describe('size', () => {
  it('is rounded down to the lot step', () => {
    // 100,000 at 1.1 are 90,909 units: 0.90 lots in steps of a hundredth.
    const rules = {
      instrument: instrumentOf('EURUSD'),
      account: account({ equity: 100_000, lotStep: 0.01 }),
    };
    expect(hold([flat(1.1), flat(1.1)], rules).trades[0].exposure).toBeCloseTo((90_000 * 1.1) / 100_000, 12);
  });

  it('of less than one step is no trade, and counted', () => {
    const rules = { instrument: instrumentOf('EURUSD'), account: account({ equity: 1_000, lotStep: 0.01 }) };
    const { trades, skipped } = hold([flat(1.1), flat(1.1)], rules);
    expect(trades).toEqual([]);
    expect(skipped.noSize).toBe(1);
  });
});

describe('currencies', () => {
  // A pip of one lot: 10 USD on EURUSD; 1,000 JPY on USDJPY, which are 6.667 USD at 150.
  it('a pip of EURUSD earns ten dollars a lot in an account of dollars', () => {
    const rules = {
      instrument: instrumentOf('EURUSD'),
      account: account({ equity: 110_000, lotStep: 1 }),
    };
    const [trade] = hold([flat(1.1), flat(1.1), flat(1.1001)], rules).trades;
    expect(trade.return * 110_000).toBeCloseTo(10, 8);
  });

  it('a pip of USDJPY is converted at the price of the exit in an account of dollars', () => {
    const rules = {
      instrument: instrumentOf('USDJPY'),
      account: account({ equity: 100_000, lotStep: 1, currency: 'USD' }),
    };
    const [trade] = hold([flat(149.99), flat(149.99), flat(150)], rules).trades;
    expect(trade.return * 100_000).toBeCloseTo(1_000 / 150, 8);
  });

  it('a foreign account converts at its rate, and needs one', () => {
    const rules = { instrument: instrumentOf('EURUSD'), costs: FREE };
    const own = { equity: 90_000, currency: 'GBP' };
    const [trade] = hold([flat(1.1), flat(1.1), flat(1.21)], {
      ...rules,
      account: account({ ...own, conversionRate: 0.8 }),
    }).trades;
    // The rate changes neither a return nor an exposure.
    expect(trade.return).toBeCloseTo(0.1, 12);
    expect(() => hold([flat(1.1), flat(1.1)], { ...rules, account: account(own) })).toThrow(
      'account.conversionRate must say how much GBP one USD is worth',
    );
  });
});

describe('a conversion series', () => {
  const instrument = instrumentOf('EURJPY');
  const at = (rows: readonly Row[], rates: readonly number[]) => ({
    ...barsOf(rows),
    quoteRate: Float64Array.from(rates),
  });

  it('sizes by the rate of the entry and converts what a pip earns by that of the exit', () => {
    // One lot of 100,000 EUR at 150 JPY, a JPY being worth a cent: 150,000 USD. A pip of it is 1,000 JPY.
    const rows = [flat(150), flat(150), flat(150.01)];
    const rules = { instrument, account: account({ equity: 150_000, lotStep: 1, currency: 'USD' }) };
    const { trades, returns } = hold(rows, { ...rules, bars: at(rows, [0.02, 0.01, 0.008]) });
    expect(trades[0].exposure).toBeCloseTo(1, 12);
    expect(trades[0].return * 150_000).toBeCloseTo(8, 8);
    expect(returns[2] * 150_000).toBeCloseTo(8, 8);
    // At the rate of the bar before the entry the lot would cost twice the equity.
    expect(hold(rows, { ...rules, bars: at(rows, [0.01, 0.02, 0.008]) }).skipped.noSize).toBe(1);
  });

  it('charges a night by the rate of the morning', () => {
    const rows = [flat(150), flat(150), flat(150)];
    const costs = { ...FREE, swap: { long: 3, short: 0, unit: 'points' as const, tripleDay: null } };
    const rules = { instrument, costs, account: account({ equity: 150_000, currency: 'USD' }) };
    const daily = Float64Array.from({ length: 3 }, (_, i) => i * 86_400_000);
    const bars = { ...at(rows, [0.02, 0.01, 0.008]), timeMs: daily };
    // Three points of 0.001 JPY on 100,000 EUR are 300 JPY, at 0.008: 2.40 USD.
    const [trade] = hold(rows, { ...rules, bars }).trades;
    expect(trade.costsByKind.swap * 150_000).toBeCloseTo(2.4, 8);
  });

  it.each([
    [1, 95],
    [-1, 105],
  ] as const)('moves the price of liquidation: side %i, %f at a steady rate', (side, steady) => {
    // Ten times the equity, half the margin gone: a move of 5 % at the rate of the entry, of half that at twice the rate.
    const rows = [flat(100), flat(100), [100, 110, 90, 100] as const];
    const rules = {
      instrument,
      account: account({ exposure: 10, leverage: 10, stopOut: 0.5, currency: 'USD' }),
    };
    const exitAt = (rate: number) =>
      hold(rows, { ...rules, bars: at(rows, [0.01, 0.01, rate]) }, side).trades[0];
    expect(exitAt(0.01)).toMatchObject({ exit: 'liquidation', exitPrice: expect.closeTo(steady, 10) });
    expect(exitAt(0.02).exitPrice).toBeCloseTo((100 + steady) / 2, 10);
  });

  it('goes before the one rate of the account, and must be known everywhere', () => {
    const rows = [flat(150), flat(150), flat(151)];
    const rules = { instrument, account: account({ equity: 150_000, currency: 'USD', conversionRate: 5 }) };
    const [trade] = hold(rows, { ...rules, bars: at(rows, [0.01, 0.01, 0.02]) }).trades;
    expect(trade.return).toBeCloseTo((2 * 1) / 150, 12);
    expect(() => hold(rows, { ...rules, bars: at(rows, [0.01, Number.NaN, 0.02]) })).toThrow(
      'account.conversionRate must say how much USD one JPY is worth',
    );
  });

  it('says nothing to an account that needs no conversion', () => {
    const rows = [flat(150), flat(150), flat(151)];
    for (const currency of [undefined, 'JPY', 'EUR']) {
      const rules = { instrument, account: account({ currency }) };
      expect(hold(rows, { ...rules, bars: at(rows, [3, 2, 1]) })).toEqual(hold(rows, rules));
    }
  });
});

describe('leverage', () => {
  const levered = { costs: FREE, account: account({ exposure: 10, leverage: 10, stopOut: 0.5 }) };

  it('multiplies what a move earns', () => {
    expect(hold([flat(100), flat(100), flat(103)], levered).trades[0].return).toBeCloseTo(0.3, 12);
  });

  it('liquidates at the price where equity is down to the stop-out share of the margin', () => {
    // Ten times the equity, margin the whole of it: half of it is lost after a fall of 5 %.
    const { trades, returns } = hold([flat(100), flat(100), [99, 100, 90, 98], flat(98)], levered);
    expect(trades[0]).toMatchObject({ exit: 'liquidation', exitIndex: 2 });
    expect(trades[0].exitPrice).toBeCloseTo(95, 10);
    expect(trades[0].return).toBeCloseTo(-0.5, 10);
    expect(returns[2]).toBeCloseTo(-0.5, 10);
    const [short] = hold([flat(100), flat(100), [101, 110, 100, 102], flat(98)], levered, -1).trades;
    expect(short.exitPrice).toBeCloseTo(105, 10);
  });

  it('without it nothing is borrowed, and no broker closes at a share of the margin', () => {
    const own = { costs: FREE, account: account({ stopOut: 0.5 }) };
    const [trade] = hold([flat(100), flat(100), [90, 100, 10, 98], flat(98)], own).trades;
    expect(trade).toMatchObject({ exit: 'end', exitIndex: 3, exitPrice: 98 });
  });

  it('loses no more than there is when the price gaps through it', () => {
    const { trades, returns } = hold([flat(100), flat(100), flat(50), flat(98)], levered);
    expect(trades[0]).toMatchObject({ exit: 'liquidation', exitPrice: 50, return: -1 });
    expect([...returns]).toEqual([0, 0, -1, 0]);
  });

  it('liquidates an account in the base currency where its own equation says', () => {
    // Equity q - q * (1 - 100 / P) * 10 of a long of ten times: half of the margin at 100 / P = 1.05.
    const rules = {
      ...levered,
      instrument: instrumentOf('USDJPY'),
      account: { ...levered.account, currency: 'USD' },
    };
    const [trade] = hold([flat(100), flat(100), [99, 100, 90, 98]], rules).trades;
    expect(trade.exitPrice).toBeCloseTo(100 / 1.05, 10);
    expect(trade.return).toBeCloseTo(-0.5, 10);
  });

  it('beyond the margin there is no position', () => {
    expect(() => hold([flat(1), flat(1)], { account: account({ exposure: 11, leverage: 10 }) })).toThrow(
      'account.exposure must be above 0 and within the leverage of 10, got 11',
    );
  });

  it('an added position finds no margin when the equity has shrunk', () => {
    const rules = {
      costs: FREE,
      account: account({ exposure: 10, leverage: 10, stopOut: 0, maxPositions: 2 }),
      side: Int8Array.of(1, 1, 0, 0),
    };
    // The first takes half the margin; after a fall of 10 % equity is half, all of it bound by the first.
    const { trades, skipped } = hold([flat(100), flat(100), flat(90), flat(90)], rules);
    expect(trades).toHaveLength(1);
    expect(skipped.noSize).toBe(1);
  });
});
