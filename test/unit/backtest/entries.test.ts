import { describe, expect, it } from 'vitest';
import { backtest } from '../../../src/domain/backtest/backtest.ts';
import type { BacktestInput } from '../../../src/domain/backtest/input.ts';
import { findZone } from '../../../src/domain/time/zone.ts';
import { UNIT_RULES } from '../../support/backtest.ts';
import { barsOf } from '../../support/bars.ts';

type Row = readonly [number, number, number, number];
const FLAT: Row = [100, 101, 99, 100];

/** Signals at the given bars, stop 10 and target 20 away. */
function run(rows: readonly Row[], side: readonly number[], rules: Partial<BacktestInput>) {
  const n = rows.length;
  return backtest({
    ...UNIT_RULES,
    horizonBars: 20,
    bars: barsOf(rows),
    side: Int8Array.from({ length: n }, (_, i) => side[i] ?? 0),
    stopDistance: new Float64Array(n).fill(10),
    targetDistance: new Float64Array(n).fill(20),
    from: 0,
    to: n,
    ...rules,
  });
}
const levels = (rows: readonly Row[], side: readonly number[], rules: Partial<BacktestInput>) =>
  run(rows, side, rules).trades.map((t) => [t.entryIndex, t.entryPrice, t.exitIndex, t.exitPrice, t.exit]);

describe('entries by order', () => {
  it('a limit entry waits for its price as long as it may', () => {
    // Close 100, half a stop distance below it: 95.
    const entry = { kind: 'limit', offset: 0.5, bars: 3 } as const;
    const rows: Row[] = [FLAT, FLAT, [100, 101, 94, 99], FLAT, FLAT];
    expect(levels(rows, [1], { entry })).toEqual([[2, 95, 4, 100, 'end']]);
    const late = run(rows, [1], { entry: { ...entry, bars: 1 } });
    expect(late.trades).toEqual([]);
    expect(late.skipped.unfilled).toBe(1);
    // No longer than a position may be held: bar 2 comes too late for one of a single bar.
    expect(run(rows, [1], { entry, horizonBars: 1 }).trades).toEqual([]);
  });

  it('a stop entry follows a breakout, and its own stop counts in the same bar but its target does not', () => {
    const entry = { kind: 'stop', offset: 0.5, bars: 1 } as const;
    // Bought at 105; a high of 130 is beyond the target of 125, a low of 94 beyond the stop of 95.
    expect(levels([FLAT, [100, 130, 99, 120], FLAT], [1], { entry })).toEqual([[1, 105, 2, 100, 'end']]);
    expect(levels([FLAT, [100, 130, 94, 120], FLAT], [1], { entry })).toEqual([[1, 105, 1, 95, 'stop']]);
  });

  it('a stop-limit entry does not chase a gap', () => {
    const entry = { kind: 'stop_limit', offset: 0.5, limitOffset: 0.2, bars: 2 } as const;
    // Set off at 105, filled up to 107. The bar opens at 109 and stays there; the next comes back.
    expect(levels([FLAT, [109, 110, 108, 109], [108, 109, 106, 108], FLAT], [1], { entry })).toEqual([
      [2, 107, 3, 100, 'end'],
    ]);
  });

  it('of a stop and a limit entry the first to fill cancels the other, for good', () => {
    // Close 100: a stop at 105, a limit at 95.
    const entry = { kind: 'oco', offset: 0.5, limitOffset: 0.5, bars: 3 } as const;
    const up: Row = [100, 106, 99, 105];
    const down: Row = [100, 101, 94, 99];
    const oco = (rows: readonly Row[], rules: Partial<BacktestInput> = {}) =>
      levels(rows, [1], { entry, ...rules });
    expect(oco([FLAT, up, FLAT])).toEqual([[1, 105, 2, 100, 'end']]);
    expect(oco([FLAT, down, up, FLAT])).toEqual([[1, 95, 3, 100, 'end']]);
    // Both in one bar: the worse price. Beyond the open: the one the bar opens beyond.
    expect(oco([FLAT, [100, 106, 96, 100], FLAT])).toEqual([[1, 105, 2, 100, 'end']]);
    expect(oco([FLAT, [100, 106, 94, 100], FLAT])).toEqual([[1, 105, 1, 95, 'stop']]);
    expect(oco([FLAT, [94, 106, 93, 100], FLAT])).toEqual([[1, 94, 2, 100, 'end']]);
    // The other one does not come back after the position is closed, nor beside it.
    const account = { ...UNIT_RULES.account, maxPositions: 2 };
    expect(oco([FLAT, down, [99, 100, 84, 90], up, FLAT], { account })).toEqual([[1, 95, 2, 85, 'stop']]);
    // A short the other way round.
    expect(levels([FLAT, down, FLAT], [-1], { entry })).toEqual([[1, 95, 2, 100, 'end']]);
    // Together they are one signal: one that is not filled, one that takes a place.
    expect(run([FLAT, FLAT, FLAT, FLAT, FLAT], [1], { entry }).skipped.unfilled).toBe(1);
    const two = run([FLAT, FLAT, up, FLAT], [1, 1], { entry, account });
    expect(two.trades.map((trade) => trade.signalIndex).sort()).toEqual([0, 1]);
  });

  it('a trailing stop gives back its distance from the best price of the bars before', () => {
    const rows: Row[] = [FLAT, FLAT, [100, 115, 99, 114], [114, 115, 104, 106], FLAT];
    // High of 115, stop at 105 from the next bar on; without trailing it stays at 90.
    expect(levels(rows, [1], { trailingStop: true })).toEqual([[1, 100, 3, 105, 'stop']]);
    expect(levels(rows, [1], {})).toEqual([[1, 100, 4, 100, 'end']]);
  });

  it('a stop that has followed the price stays there when the price turns', () => {
    // The high of 115 puts it at 105; the lower highs after it move nothing.
    const long: Row[] = [FLAT, FLAT, [100, 115, 99, 114], [109, 110, 106, 107], [106, 107, 104, 104], FLAT];
    expect(levels(long, [1], { trailingStop: true })).toEqual([[1, 100, 4, 105, 'stop']]);
    const short: Row[] = [FLAT, FLAT, [100, 101, 85, 86], [91, 94, 90, 93], [94, 96, 93, 95], FLAT];
    expect(levels(short, [-1], { trailingStop: true })).toEqual([[1, 100, 4, 95, 'stop']]);
  });
});

describe('several positions', () => {
  const account = { ...UNIT_RULES.account, maxPositions: 2 };

  it('share the exposure, up to as many as may be held, on one side', () => {
    const rows: Row[] = [FLAT, FLAT, [110, 111, 109, 110], FLAT, FLAT];
    const { trades } = run(rows, [1, 1, 1, -1], { account });
    expect(trades.map((t) => [t.side, t.signalIndex, t.entryPrice])).toEqual([
      [1, 1, 110],
      [1, 0, 100],
    ]);
    expect(trades.map((t) => t.exposure)).toEqual([0.5, 0.5]);
  });

  it('are of one side: a signal of the other one is ignored while any is open or ordered', () => {
    const rows: Row[] = [FLAT, FLAT, FLAT, FLAT, FLAT];
    expect(run(rows, [1, -1], { account }).trades.map((trade) => trade.side)).toEqual([1]);
    const entry = { kind: 'limit', offset: 0.5, bars: 4 } as const;
    const ordered = run(rows, [1, -1], { account, entry: { ...entry, offset: 0.9 } });
    expect(ordered.trades).toEqual([]);
    expect(ordered.skipped.unfilled).toBe(1);
  });

  it('add up: equity is the sum of what they earn', () => {
    const rows: Row[] = [FLAT, FLAT, [100, 101, 99, 100], [110, 111, 109, 110]];
    const { returns } = run(rows, [1, 1], { account });
    // Half the equity each, both entered at 100, marked at 110.
    expect(returns[3]).toBeCloseTo(0.1, 12);
  });
});

describe('several positions against their stops', () => {
  const account = { ...UNIT_RULES.account, maxPositions: 2 };
  /** The first stop lies at 90, the second at 95. */
  const stopDistance = Float64Array.of(10, 5, 5, 5, 5);

  it('close the nearest first, and only those that are met', () => {
    const one: Row[] = [FLAT, FLAT, FLAT, [100, 101, 94, 96], FLAT];
    expect(levels(one, [1, 1], { account, stopDistance })).toEqual([
      [2, 100, 3, 95, 'stop'],
      [1, 100, 4, 100, 'end'],
    ]);
    const both: Row[] = [FLAT, FLAT, FLAT, [100, 101, 89, 96], FLAT];
    expect(levels(both, [1, 1], { account, stopDistance })).toEqual([
      [2, 100, 3, 95, 'stop'],
      [1, 100, 3, 90, 'stop'],
    ]);
  });

  it('are all closed where equity falls to the stop-out share of their margins together', () => {
    const margin = { ...account, leverage: 10, exposure: 10, stopOut: 0.5 };
    // Each worth five times the equity: margins of 1 together, and half of the equity is lost 5 below 100.
    const rows: Row[] = [FLAT, FLAT, FLAT, [100, 101, 94, 96], FLAT];
    expect(levels(rows, [1, 1], { account: margin, stopDistance: new Float64Array(5).fill(50) })).toEqual([
      [1, 100, 3, 95, 'liquidation'],
      [2, 100, 3, 95, 'liquidation'],
    ]);
  });
});

describe('sessions', () => {
  const utc = findZone('UTC')!;
  // barsOf starts on a Monday: bars 0 to 4 are Monday to Friday, 5 and 6 the weekend.
  const weekdays = { zone: utc, windows: [{ days: [1, 2, 3], from: 0, to: 1_440 }], flat: false };

  it('keep entries out of the other bars, and count them', () => {
    const { trades, skipped } = run([FLAT, FLAT, FLAT, FLAT, FLAT], [0, 0, 1], { sessions: weekdays });
    expect(trades).toEqual([]);
    expect(skipped.outsideSession).toBe(1);
  });

  it('close what is open at the first bar outside when told to be flat', () => {
    const rows: Row[] = [FLAT, FLAT, FLAT, [103, 104, 102, 103], FLAT];
    expect(levels(rows, [1], { sessions: { ...weekdays, flat: true } })).toEqual([
      [1, 100, 3, 103, 'session'],
    ]);
    expect(levels(rows, [1], { sessions: weekdays })).toEqual([[1, 100, 4, 100, 'end']]);
  });

  it('a window past midnight belongs to the day it begins on, on its own clock', () => {
    const hour = (h: number) => Date.UTC(2024, 0, 8, h); // a Monday
    const bars = {
      ...barsOf([FLAT, FLAT, FLAT, FLAT]),
      timeMs: Float64Array.of(hour(21), hour(22), hour(26), hour(29)),
    };
    // Monday 17:00 to 22:00 of New York: Monday 22:00 to Tuesday 03:00 UTC.
    const sessions = {
      zone: findZone('America/New_York')!,
      windows: [{ days: [1], from: 17 * 60, to: 22 * 60 }],
      flat: true,
    };
    expect(levels([FLAT, FLAT, FLAT, FLAT], [1], { bars, sessions })).toEqual([[1, 100, 3, 100, 'session']]);
    // Sunday 22:00 to Monday 04:00 UTC.
    const sunday = { zone: utc, windows: [{ days: [7], from: 22 * 60, to: 4 * 60 }], flat: true };
    const night = { ...bars, timeMs: Float64Array.of(hour(-3), hour(-2), hour(3), hour(4)) };
    expect(levels([FLAT, FLAT, FLAT, FLAT], [1], { bars: night, sessions: sunday })).toEqual([
      [1, 100, 3, 100, 'session'],
    ]);
  });
});
