import { describe, expect, it } from 'vitest';
import { backtest } from '../../../src/domain/backtest/backtest.ts';
import type { BacktestInput } from '../../../src/domain/backtest/input.ts';
import type { AppError } from '../../../src/kernel/errors.ts';
import { FREE, swap, UNIT_RULES } from '../../support/backtest.ts';
import { barsOf } from '../../support/bars.ts';

type Row = readonly [number, number, number, number];

/** A backtest over rows with one signal at bar 0 unless told otherwise; stop and target 10 away. */
function run(rows: readonly Row[], over: Partial<Omit<BacktestInput, 'side'>> & { side?: number[] } = {}) {
  const n = rows.length;
  const { side = [1], ...rest } = over;
  return backtest({
    bars: barsOf(rows),
    side: Int8Array.from({ length: n }, (_, i) => side[i] ?? 0),
    stopDistance: new Float64Array(n).fill(10),
    targetDistance: new Float64Array(n).fill(10),
    ...UNIT_RULES,
    from: 0,
    to: n,
    ...rest,
  });
}

const FLAT: Row = [100, 101, 99, 100];

describe('entry', () => {
  it('fills at the open of the bar after the signal', () => {
    const { trades } = run([FLAT, [102, 103, 101, 102], FLAT, FLAT]);
    expect(trades[0]).toMatchObject({ side: 1, signalIndex: 0, entryIndex: 1, entryPrice: 102 });
  });

  it('ignores a signal while a position is open', () => {
    const { trades } = run([FLAT, FLAT, FLAT, FLAT, FLAT, FLAT], { side: [1, -1, -1, 0] });
    expect(trades).toHaveLength(1);
    expect(trades[0]).toMatchObject({ side: 1, exitIndex: 3 });
  });

  it('takes a signal decided at the close of the bar that closed the last position', () => {
    const rows: Row[] = [FLAT, [100, 111, 99, 110], [110, 111, 109, 110], [110, 111, 109, 110]];
    const { trades } = run(rows, { side: [1, -1] });
    expect(trades.map((t) => [t.side, t.entryIndex, t.exitIndex, t.exit])).toEqual([
      [1, 1, 1, 'target'],
      [-1, 2, 3, 'end'],
    ]);
  });

  it('does not trade the signals of the bars before the range, nor one on its last bar', () => {
    const { trades, returns } = run([FLAT, FLAT, FLAT, FLAT], { side: [1, 0, 0, 1], from: 1, to: 4 });
    expect(trades).toEqual([]);
    expect([...returns]).toEqual([0, 0, 0]);
  });

  it('does not trade a signal whose barriers are not known, and counts it', () => {
    const stopDistance = Float64Array.of(Number.NaN, 0, 10, 10, 10);
    const result = run([FLAT, FLAT, FLAT, FLAT, FLAT], { side: [1, 1, 1], stopDistance });
    expect(result.skipped.noBarrier).toBe(2);
    expect(result.trades).toHaveLength(1);
    expect(result.trades[0].entryIndex).toBe(3);
  });
});

describe('exit', () => {
  it('closes at the target price when the bar reaches it', () => {
    const { trades, returns } = run([FLAT, FLAT, [105, 112, 104, 106], FLAT]);
    expect(trades[0]).toMatchObject({ exit: 'target', exitIndex: 2, exitPrice: 110 });
    expect(trades[0].return).toBeCloseTo(0.1, 12);
    expect(returns[1]).toBe(0);
    expect(returns[2]).toBeCloseTo(0.1, 12);
  });

  it('takes the stop before the target when one bar reaches both', () => {
    const { trades } = run([FLAT, [100, 115, 85, 100], FLAT]);
    expect(trades[0]).toMatchObject({ exit: 'stop', exitPrice: 90, exitIndex: 1 });
  });

  it.each([
    ['long', 1, [80, 82, 79, 81], 'stop'],
    ['long', 1, [118, 120, 117, 119], 'target'],
    ['short', -1, [118, 120, 117, 119], 'stop'],
    ['short', -1, [80, 82, 79, 81], 'target'],
  ] as const)(
    'fills a %s (%i) at the open when the bar opens beyond a barrier: %j is a %s',
    (_, side, bar, exit) => {
      const { trades } = run([FLAT, FLAT, bar, FLAT], { side: [side] });
      expect(trades[0]).toMatchObject({ exit, exitPrice: bar[0], exitIndex: 2 });
    },
  );

  it('closes at the close of the horizon bar', () => {
    const { trades } = run([FLAT, FLAT, FLAT, [100, 101, 99, 100.5], FLAT]);
    expect(trades[0]).toMatchObject({ exit: 'time', exitIndex: 3, exitPrice: 100.5 });
  });

  it('closes what is open at the close of the last bar of the range', () => {
    const { trades } = run([FLAT, FLAT, [100, 101, 99, 99.5], FLAT, FLAT], { to: 3 });
    expect(trades[0]).toMatchObject({ exit: 'end', exitIndex: 2, exitPrice: 99.5 });
  });

  it('mirrors all of it for a short position', () => {
    const { trades } = run([FLAT, [100, 101, 88, 90], FLAT], { side: [-1] });
    expect(trades[0]).toMatchObject({ side: -1, exit: 'target', exitPrice: 90 });
    expect(trades[0].return).toBeCloseTo(0.1, 12);
  });
});

describe('costs', () => {
  it('charges half the spread, commission and slippage on each side, on the value traded', () => {
    const costs = { spread: 20, commission: 5, slippage: 5 };
    const { trades, returns } = run([FLAT, [100, 111, 99, 110]], { costs });
    // 20 basis points a side: 0.002 of 100 on entry, 0.002 of 110 on exit.
    expect(trades[0].costs).toBeCloseTo(0.002 + 0.002 * 1.1, 14);
    expect(trades[0].return).toBeCloseTo(0.1 - 0.0042, 14);
    expect(returns[1]).toBeCloseTo(0.1 - 0.0042, 14);
  });

  it('charges financing for each night between two bars, three over a weekend', () => {
    // The first bar is a Monday: the position is entered on Thursday (bar 3), held on Friday, closed on Monday.
    const bars = barsOf([FLAT, FLAT, FLAT, FLAT, FLAT, FLAT]);
    const dayMs = 86_400_000;
    bars.timeMs[5] = bars.timeMs[5] + 2 * dayMs;
    const result = backtest({
      bars,
      side: Int8Array.of(0, 0, 1, 0, 0, 0),
      stopDistance: new Float64Array(6).fill(10),
      targetDistance: new Float64Array(6).fill(10),
      ...UNIT_RULES,
      costs: { ...FREE, swap: swap(2, -1) },
      from: 0,
      to: 6,
    });
    expect(result.trades[0]).toMatchObject({ entryIndex: 3, exitIndex: 5 });
    expect(result.trades[0].costs).toBeCloseTo(4 * 2e-4, 14);
  });

  it('pays a negative swap out', () => {
    const costs = { ...FREE, swap: swap(2, -1) };
    const { trades } = run([FLAT, FLAT, FLAT, FLAT], { side: [-1], costs });
    expect(trades[0].return).toBeCloseTo(2e-4, 14);
  });
});

describe('figures', () => {
  it('measures the excursions before costs, up to the fill', () => {
    const { trades } = run([FLAT, [100, 104, 97, 103], [103, 112, 95, 96]]);
    // Bar 2 touches the target; its low may have come after the fill and does not count.
    expect(trades[0]).toMatchObject({ exit: 'target' });
    expect(trades[0].mfe).toBeCloseTo(0.1, 12);
    expect(trades[0].mae).toBeCloseTo(0.03, 12);
  });

  it('gives the share of bars with a position as exposure', () => {
    const { exposure } = run([FLAT, FLAT, FLAT, FLAT, FLAT, FLAT, FLAT, FLAT], { horizonBars: 2 });
    expect(exposure).toBe(2 / 8);
  });

  it('is defined on no signals and on an empty range', () => {
    expect(run([FLAT, FLAT], { side: [] })).toEqual({
      returns: new Float64Array(2),
      trades: [],
      exposure: 0,
      skipped: { noBarrier: 0, noSize: 0, outsideSession: 0, unfilled: 0 },
    });
    expect(run([FLAT, FLAT], { from: 1, to: 1 })).toMatchObject({ trades: [], exposure: 0 });
  });
});

describe('ruin', () => {
  const none = new Float64Array(6).fill(Number.POSITIVE_INFINITY);

  it('closes a short at -1 when the price has doubled, and trades no more', () => {
    const rows: Row[] = [FLAT, FLAT, [150, 210, 140, 150], FLAT, FLAT, FLAT];
    const { trades, returns } = run(rows, { side: [-1, 0, 1, 1], stopDistance: none, horizonBars: 5 });
    expect(trades).toHaveLength(1);
    expect(trades[0]).toMatchObject({ exit: 'liquidation', exitPrice: 200, return: -1 });
    expect([...returns]).toEqual([0, 0, -1, 0, 0, 0]);
  });

  it('loses no more than everything in a gap', () => {
    const rows: Row[] = [FLAT, FLAT, [350, 360, 340, 350], FLAT, FLAT, FLAT];
    const { trades } = run(rows, { side: [-1], stopDistance: none, horizonBars: 5 });
    expect(trades[0]).toMatchObject({ exit: 'liquidation', exitPrice: 350, return: -1 });
  });

  it('ends when the costs take what the price has left', () => {
    const rows: Row[] = [FLAT, FLAT, [150, 199.9, 140, 199.9], FLAT, FLAT, FLAT];
    const costs = { spread: 0, commission: 10, slippage: 0 };
    const { trades, returns } = run(rows, { side: [-1], stopDistance: none, horizonBars: 5, costs });
    expect(trades[0]).toMatchObject({ exitIndex: 2, return: -1 });
    expect(returns.every(Number.isFinite)).toBe(true);
  });
});

describe('impossible input', () => {
  it.each([
    ['unequal columns', { stopDistance: new Float64Array(1) }, 'stopDistance has 1 values for 2 bars'],
    ['a range outside the bars', { to: 9 }, 'from to 9 must be a range inside 0 to 2'],
    ['a horizon of zero', { horizonBars: 0 }, 'horizonBars must be a whole number'],
    ['negative costs', { costs: { ...FREE, spread: -1 } }, 'costs.spread must be basis points'],
    ['swap that is no number', { costs: { ...FREE, swap: swap(Number.NaN, 0) } }, 'costs.swap'],
  ])('refuses %s', (_, over, message) => {
    expect(() => run([FLAT, FLAT], over)).toThrow(message);
  });

  const market = UNIT_RULES.account;
  const oco = { kind: 'oco', offset: 0.5, limitOffset: 0.5, bars: 1 } as const;
  it.each([
    ['no money', { account: { ...market, equity: 0 } }, 'account.equity must be money above 0, got 0'],
    ['endless money', { account: { ...market, equity: Number.POSITIVE_INFINITY } }, 'account.equity'],
    [
      'half a position',
      { account: { ...market, maxPositions: 1.5 } },
      'account.maxPositions must be a whole',
    ],
    ['a leverage below 1', { account: { ...market, leverage: 0.5, exposure: 0.5 } }, 'account.leverage'],
    ['no exposure', { account: { ...market, exposure: 0 } }, 'account.exposure must be above 0'],
    [
      'a stop-out of the whole margin',
      { account: { ...market, stopOut: 1 } },
      'account.stopOut must be a share',
    ],
    ['a negative lot step', { account: { ...market, lotStep: -1 } }, 'account.lotStep must be lots from 0'],
    [
      'an order of no bars',
      { entry: { ...oco, bars: 0 } },
      'entry.bars must be a whole number of bars from 1',
    ],
    ['a negative offset', { entry: { ...oco, offset: -1 } }, "entry.offset must be a share of the stop's"],
    ['one of an order beside it', { entry: { ...oco, limitOffset: Number.NaN } }, 'entry.limitOffset'],
  ])('refuses %s', (_, over, message) => {
    expect(() => run([FLAT, FLAT], over)).toThrow(message);
  });

  it('names every problem at once, each with its path', () => {
    try {
      run([FLAT, FLAT], { horizonBars: 0, account: { ...market, equity: -1, lotStep: Number.NaN } });
      expect.unreachable();
    } catch (error) {
      const { code, issues } = error as AppError;
      expect(code).toBe('parameter_invalid');
      expect(issues?.map(({ path }) => path)).toEqual(['horizonBars', 'account.equity', 'account.lotStep']);
    }
  });

  it('refuses prices that are not positive numbers', () => {
    expect(() => run([FLAT, [0, 1, -1, Number.NaN]])).toThrow('open.1 must be a positive price, got 0');
  });
});
