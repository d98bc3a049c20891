import { describe, expect, it } from 'vitest';
import { backtest } from '../../../src/domain/backtest/backtest.ts';
import type { Costs } from '../../../src/domain/backtest/costs.ts';
import type { BacktestInput } from '../../../src/domain/backtest/input.ts';
import { chargedNights } from '../../../src/domain/backtest/nights.ts';
import { roundTripCosts } from '../../../src/domain/backtest/round-trip.ts';
import { costsOf, turnoverOf } from '../../../src/domain/backtest/trade.ts';
import { instrumentOf } from '../../../src/domain/market/instruments.ts';
import { FREE, UNIT_RULES } from '../../support/backtest.ts';
import { barsOf } from '../../support/bars.ts';

const ROWS = Array.from({ length: 6 }, () => [100, 102, 98, 100] as const);
const bars = { ...barsOf(ROWS), volume: new Float64Array(6).fill(400) };

/** From the open of bar 1 to the close of bar 5, long unless told otherwise, always at 100, 100 units. */
function input(costs: Partial<Costs>): BacktestInput {
  const none = new Float64Array(6).fill(Number.POSITIVE_INFINITY);
  return {
    ...UNIT_RULES,
    horizonBars: 50,
    account: { ...UNIT_RULES.account, equity: 10_000 },
    costs: { ...FREE, ...costs },
    bars,
    side: Int8Array.of(1, 0, 0, 0, 0, 0),
    stopDistance: none,
    targetDistance: none,
    from: 0,
    to: 6,
  };
}

const kinds = (costs: Partial<Costs>, over: Partial<BacktestInput> = {}) =>
  backtest({ ...input(costs), ...over }).trades[0].costsByKind;

describe('costs by kind', () => {
  const quoted = Float64Array.of(9, 0.2, 9, 9, 9, 0.4);
  it.each([
    ['long', 1, 0.2],
    ['short', -1, 0.4],
  ] as const)(
    'a %s of bid bars with a spread pays the ask where it buys, the bid where it sells',
    (_, side, paid) => {
      const order = { side: Int8Array.of(side, 0, 0, 0, 0, 0), bars: { ...bars, spread: quoted } };
      // Of an equity of 10,000, 100 units: paid * 100 / 10,000.
      expect(kinds({ spread: 'data' }, order).spread).toBeCloseTo(paid / 100, 14);
    },
  );

  it('a file of both sides: a long earns last bid less first ask, a short last ask less first bid, exactly', () => {
    // Bid and ask of every bar move by themselves, the spread holds through a bar; exact in binary.
    const bid = [100, 101.5, 103.25, 102, 104.75, 106.5];
    const spread = Float64Array.of(0.25, 0.5, 0.125, 0.75, 0.25, 0.375);
    const sides = barsOf(bid.map((price) => [price, price + 1, price - 1, price] as const));
    const earned = (side: 1 | -1): number =>
      backtest({
        ...input({ spread: 'data' }),
        bars: { ...sides, spread },
        side: Int8Array.of(side, 0, 0, 0, 0, 0),
        // 64 units: a power of two, so that the quotient of the account is exact but for one rounding.
        account: { ...UNIT_RULES.account, equity: 64 * 101.5 },
      }).trades[0].return;
    const [entryAsk, exitAsk] = [101.5 + 0.5, 106.5 + 0.375];
    expect(earned(1)).toBeCloseTo((106.5 - entryAsk) / 101.5, 15);
    expect(earned(-1)).toBeCloseTo((101.5 - exitAsk) / 101.5, 15);
  });

  it('a hole in the spread is filled by the last known one, before the first by the first', () => {
    const spread = Float64Array.of(Number.NaN, Number.NaN, 0.2, Number.NaN, 0.4, Number.NaN);
    const paid = (side: 1 | -1) =>
      kinds({ spread: 'data' }, { side: Int8Array.of(side, 0, 0, 0, 0, 0), bars: { ...bars, spread } })
        .spread;
    expect([paid(1), paid(-1)]).toEqual([expect.closeTo(0.002, 14), expect.closeTo(0.004, 14)]);
  });

  it.each([
    ['no column', undefined],
    ['an empty one', new Float64Array(6).fill(Number.NaN)],
  ])('a spread asked of bars with %s is refused', (_, spread) => {
    expect(() => kinds({ spread: 'data' }, { bars: { ...bars, ...(spread && { spread }) } })).toThrow(
      'costs.spread is "data", but the bars have no spread: give it in basis points',
    );
  });

  it('a commission is the larger of its least and its rule', () => {
    // Plain shares: a lot is a share. 10,000 traded a side.
    expect(kinds({ commission: { bps: 2, perLot: 0.01, minimum: 0 } }).commission).toBeCloseTo(6e-4, 14);
    expect(kinds({ commission: { bps: 0, perLot: 0.01, minimum: 5 } }).commission).toBeCloseTo(1e-3, 14);
  });

  it('slippage by range and by impact reads the bar before the fill', () => {
    // A range of 4 on 100; a quarter of the volume of 400.
    expect(kinds({ slippage: { model: 'range', share: 0.1 } }).slippage).toBeCloseTo(2 * 0.004, 14);
    expect(kinds({ slippage: { model: 'impact', coefficient: 0.1 } }).slippage).toBeCloseTo(
      2 * 0.004 * 0.5,
      14,
    );
    // Wild bars and thin ones at the fills change nothing: they are not over yet.
    const rows = ROWS.map((row, i) => (i === 1 || i === 5 ? ([100, 150, 50, 100] as const) : row));
    const volume = bars.volume.map((value, i) => (i === 1 || i === 5 ? 1 : value));
    const wild = { bars: { ...barsOf(rows), volume } };
    expect(kinds({ slippage: { model: 'range', share: 0.1 } }, wild).slippage).toBeCloseTo(2 * 0.004, 14);
    expect(kinds({ slippage: { model: 'impact', coefficient: 0.1 } }, wild).slippage).toBeCloseTo(
      2 * 0.004 * 0.5,
      14,
    );
    const silent = { ...bars, volume: new Float64Array(6) };
    expect(() => kinds({ slippage: { model: 'impact', coefficient: 0.1 } }, { bars: silent })).toThrow(
      'costs.slippage reads the volume (model "impact"), and the bars have none',
    );
  });

  it('swap counts in points, basis points or percent a year', () => {
    const rule = { long: 1, short: 0, tripleDay: null };
    // Four nights; a point of a plain share is 0.01.
    expect(kinds({ swap: { ...rule, unit: 'bps' } }).swap).toBeCloseTo(4e-4, 14);
    expect(kinds({ swap: { ...rule, unit: 'points' } }).swap).toBeCloseTo(4e-4, 14);
    expect(kinds({ swap: { ...rule, unit: 'percent_a_year' } }).swap).toBeCloseTo((4 * 0.01) / 365, 14);
  });

  it('what a broker credits is received, what it charges is paid', () => {
    // The registry has EURUSD at -2 points either side, three on Wednesday: six from Tuesday to Saturday.
    const { swap } = kinds({ swap: 'instrument' }, { instrument: instrumentOf('EURUSD') });
    expect(swap).toBeCloseTo((6 * 2 * 1e-5) / 100, 14);
    expect(kinds({ swap: 'instrument' }).swap).toBe(0);
  });

  it('interest is asked on what is borrowed, by the time held', () => {
    const account = { ...UNIT_RULES.account, exposure: 3, leverage: 5 };
    // Twice the equity is borrowed for four days.
    expect(kinds({ financing: { margin: 5, borrow: 0 } }, { account }).financing).toBeCloseTo(
      (2 * 0.05 * 4) / 365,
      12,
    );
    const short = { account, side: Int8Array.of(-1, 0, 0, 0, 0, 0) };
    expect(kinds({ financing: { margin: 5, borrow: 2 } }, short).financing).toBeCloseTo(
      (3 * 0.02 * 4) / 365,
      12,
    );
    expect(kinds({ financing: { margin: 5, borrow: 0 } }).financing).toBe(0);
  });
});

describe('nights', () => {
  const hours = (...times: readonly number[]): Float64Array =>
    Float64Array.from(times, (h) => Date.UTC(2024, 0, 8) + h * 3_600_000); // a Monday, New York is UTC-5

  it('pass at midnight UTC, or at five in New York from Monday to Friday', () => {
    expect([...chargedNights(hours(21, 22, 24, 46), null)]).toEqual([0, 0, 1, 0]);
    expect([...chargedNights(hours(21, 22, 24, 46), 3)]).toEqual([0, 1, 0, 1]);
  });

  it('count three on the triple day and none at the weekend: seven a week either way', () => {
    const week = hours(...Array.from({ length: 8 }, (_, day) => day * 24));
    expect([...chargedNights(week, 3)]).toEqual([0, 1, 1, 3, 1, 1, 0, 0]);
    expect([...chargedNights(week, 5)]).toEqual([0, 1, 1, 1, 1, 3, 0, 0]);
    expect(chargedNights(week, null).reduce((sum, nights) => sum + nights)).toBe(7);
  });

  it('follow the clock of New York into summer', () => {
    const summer = (h: number): number => Date.UTC(2024, 6, 8, h);
    expect([...chargedNights(Float64Array.of(summer(20), summer(21)), 3)]).toEqual([0, 1]);
  });
});

describe('sums', () => {
  it('a round trip by the rules of the account', () => {
    const rules = { ...UNIT_RULES, costs: { spread: 2, commission: 1, slippage: 0.5 } };
    for (const share of roundTripCosts(rules, bars)) expect(share).toBeCloseTo(5e-4, 14);
    const small = { ...rules, account: { ...rules.account, equity: 50, lotStep: 1 } };
    const fixed = { ...small, costs: { ...FREE, commission: { bps: 0, perLot: 0, minimum: 1 } } };
    // One share of 100 is more than the account has: what a trade would be all the same.
    expect(roundTripCosts(fixed, bars)[0]).toBeCloseTo(0.02, 14);
  });

  it('turnover and costs of trades', () => {
    const breakdown = { spread: 1, commission: 2, slippage: 3, swap: 4, financing: 5 };
    const trade = { exposure: 2, entryPrice: 100, exitPrice: 150, costsByKind: breakdown };
    const trades = [trade, trade] as never;
    expect(turnoverOf(trades)).toBe(10);
    expect(costsOf(trades)).toEqual({ spread: 2, commission: 4, slippage: 6, swap: 8, financing: 10 });
  });
});
