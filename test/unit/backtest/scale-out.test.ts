import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backtest } from '../../../src/domain/backtest/backtest.ts';
import type { BacktestInput } from '../../../src/domain/backtest/input.ts';
import { runEvents } from '../../../src/domain/backtest/run-events.ts';
import { paidShareOfTarget } from '../../../src/domain/backtest/scale-out.ts';
import { turnoverOf } from '../../../src/domain/backtest/trade.ts';
import { openVenue } from '../../../src/domain/backtest/venue.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { UNIT_RULES } from '../../support/backtest.ts';
import { barsOf } from '../../support/bars.ts';

type Row = readonly [number, number, number, number];
const FLAT: Row = [100, 101, 99, 100];
const near = (value: number) => expect.closeTo(value, 10);
const HALF = [{ share: 0.5, at: 0.5 }];

/** A signal at bar 0, entered at 100 with the stop 10 and the target 20 away. */
function inputOf(rows: readonly Row[], rules: Partial<BacktestInput>, side: 1 | -1 = 1): BacktestInput {
  const n = rows.length;
  return {
    ...UNIT_RULES,
    horizonBars: 20,
    bars: barsOf(rows),
    side: Int8Array.from({ length: n }, (_, i) => (i === 0 ? side : 0)),
    stopDistance: new Float64Array(n).fill(10),
    targetDistance: new Float64Array(n).fill(20),
    from: 0,
    to: n,
    scaleOut: HALF,
    ...rules,
  };
}
const run = (rows: readonly Row[], rules: Partial<BacktestInput> = {}, side: 1 | -1 = 1) =>
  backtest(inputOf(rows, rules, side));

describe('scaling out', () => {
  it('takes its part at its price and leaves the rest to the target, as one trade', () => {
    const rows: Row[] = [FLAT, FLAT, [100, 112, 99, 111], [111, 121, 110, 120], FLAT];
    const { trades, returns } = run(rows);
    expect(trades).toMatchObject([{ exit: 'target', exitIndex: 3, scaledOut: 0.5, exitPrice: near(115) }]);
    // Half at 110, half at 120.
    expect(trades[0].return).toBeCloseTo(0.15, 12);
    // The close of 111 over half of the position, and the ten of the other half.
    expect(returns[2]).toBeCloseTo(0.105, 12);
    expect((1 + returns[2]) * (1 + returns[3])).toBeCloseTo(1.15, 12);
  });

  it('leaves the rest to the stop, the time limit or the end', () => {
    const up: Row = [100, 112, 99, 108];
    expect(run([FLAT, FLAT, up, [108, 109, 89, 90]]).trades).toMatchObject([
      { exit: 'stop', exitPrice: near((110 + 90) / 2), scaledOut: 0.5 },
    ]);
    expect(run([FLAT, FLAT, up, FLAT, FLAT], { horizonBars: 3 }).trades).toMatchObject([
      { exit: 'time', exitIndex: 3, exitPrice: near(105) },
    ]);
    expect(run([FLAT, FLAT, up]).trades).toMatchObject([{ exit: 'end', exitPrice: near((110 + 108) / 2) }]);
  });

  it('is pessimistic: a bar that reaches the stop and the part reaches the stop first', () => {
    expect(run([FLAT, FLAT, [100, 112, 89, 100]]).trades).toMatchObject([
      { exit: 'stop', exitPrice: near(90), scaledOut: 0 },
    ]);
  });

  it('fills at a better open, and all at once where the bar opens beyond the target', () => {
    expect(run([FLAT, FLAT, [113, 114, 112, 113], FLAT]).trades).toMatchObject([
      { exitPrice: near((113 + 100) / 2), scaledOut: 0.5 },
    ]);
    expect(run([FLAT, FLAT, [125, 126, 124, 125], FLAT]).trades).toMatchObject([
      { exit: 'target', exitPrice: near(125), scaledOut: 0 },
    ]);
  });

  it('takes several parts in the order of their prices, in one bar or many, short as long', () => {
    const scaleOut = [
      { share: 0.25, at: 0.25 },
      { share: 0.25, at: 0.5 },
    ];
    const rows: Row[] = [FLAT, FLAT, [100, 101, 94, 96], [96, 97, 79, 82], FLAT];
    const { trades } = run(rows, { scaleOut }, -1);
    expect(trades).toMatchObject([{ side: -1, exit: 'target', exitPrice: near((95 + 90 + 2 * 80) / 4) }]);
    expect(trades[0].return).toBeCloseTo((5 + 10 + 2 * 20) / 400, 12);
    expect(paidShareOfTarget(scaleOut)).toBeCloseTo((5 + 10 + 2 * 20) / 4 / 20, 12);
    expect(paidShareOfTarget([])).toBe(1);
  });

  it('charges each part as the order it is: a least commission three times, by value no more than in whole', () => {
    const rows: Row[] = [FLAT, FLAT, [100, 112, 99, 111], [111, 121, 110, 120], FLAT];
    const account = { ...UNIT_RULES.account, equity: 1_000 };
    const minimum = { ...UNIT_RULES.costs, commission: { bps: 0, perLot: 0, minimum: 2 } };
    expect(run(rows, { account, costs: minimum }).trades[0].costs).toBeCloseTo(0.006, 12);
    const [trade] = run(rows, { costs: { ...UNIT_RULES.costs, commission: 10 } }).trades;
    expect(trade.costs).toBeCloseTo(1e-3 * (1 + 0.5 * 1.1 + 0.5 * 1.2), 12);
    expect(trade.costs).toBeCloseTo(1e-3 * turnoverOf([trade]), 12);
  });

  it('holds less afterwards: nights, margin and the liquidation are those of the rest', () => {
    const rows: Row[] = [FLAT, FLAT, [100, 112, 99, 100], FLAT, FLAT];
    const nights = { long: 1, short: 1, unit: 'bps', tripleDay: null } as const;
    const [whole] = run(rows, { scaleOut: [], costs: { ...UNIT_RULES.costs, swap: nights } }).trades;
    const [part] = run(rows, { costs: { ...UNIT_RULES.costs, swap: nights } }).trades;
    // One night before the part is taken, two after it.
    expect(whole.costsByKind.swap).toBeCloseTo(3e-4, 8);
    expect(part.costsByKind.swap).toBeCloseTo(2e-4, 8);
    // Ten times the equity, half of it let go at 102: the rest, 5 times, is worth the stop-out only at 80 and not at 91.
    const account = { ...UNIT_RULES.account, exposure: 10, leverage: 10, stopOut: 0 };
    const falls: Row[] = [FLAT, [100, 103, 99.5, 102], [102, 102, 91, 91], FLAT];
    const far = { stopDistance: new Float64Array(4).fill(50), account };
    const early = [{ share: 0.5, at: 0.1 }];
    expect(run(falls, { ...far, scaleOut: [] }).trades[0]).toMatchObject({ exit: 'end' });
    const crash: Row[] = [FLAT, [100, 103, 99.5, 102], [102, 102, 89, 89], FLAT];
    expect(run(crash, { ...far, scaleOut: [] }).trades[0].exit).toBe('liquidation');
    expect(run(crash, { ...far, scaleOut: early }).trades[0].exit).toBe('end');
  });

  it('rounds parts down to the lot step and leaves out what rounds to nothing', () => {
    const rows: Row[] = [FLAT, FLAT, [100, 112, 99, 111], [111, 121, 110, 120], FLAT];
    const account = { ...UNIT_RULES.account, equity: 350, lotStep: 1 };
    expect(run(rows, { account }).trades[0]).toMatchObject({ scaledOut: expect.closeTo(1 / 3, 12) });
    expect(run(rows, { account: { ...account, equity: 150 } }).trades[0].scaledOut).toBe(0);
  });

  it('never makes or loses money: equity is what the trades sum to, whatever the parts', () => {
    const part = fc.record({
      share: fc.double({ min: 0.01, max: 0.3, noNaN: true }),
      at: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    });
    const parts = fc
      .uniqueArray(part, { maxLength: 3, selector: ({ at }) => at })
      .map((list) => list.sort((a, b) => a.at - b.at));
    let scaled = 0;
    fc.assert(
      fc.property(parts, fc.integer(), fc.boolean(), (scaleOut, seed, trailingStop) => {
        const rng = createRng(String(seed));
        let close = 100;
        const rows = Array.from({ length: 200 }, (): Row => {
          const open = close * Math.exp(0.002 * rng.normal());
          close = open * Math.exp(0.01 * rng.normal());
          const wick = () => 1 + 0.005 * rng.uniform();
          return [open, Math.max(open, close) * wick(), Math.min(open, close) / wick(), close];
        });
        const side = Int8Array.from(rows, () => rng.integer(3) - 1);
        const distances = {
          stopDistance: new Float64Array(200).fill(2),
          targetDistance: new Float64Array(200).fill(3),
        };
        const costs = { spread: 2, commission: 1, slippage: 1 };
        const input = {
          ...inputOf(rows, { scaleOut, costs, trailingStop, horizonBars: 8 }),
          side,
          ...distances,
        };
        const { returns, trades } = runEvents(openVenue(input, input.bars), input);
        const byBars = returns.reduce((equity, value) => equity * (1 + value), 1);
        const byTrades = trades.reduce((equity, trade) => equity * (1 + trade.return), 1);
        expect(byBars).toBeCloseTo(byTrades, 10);
        for (const trade of trades) {
          // In the quote currency the mean exit price says all.
          const gross = trade.exposure * trade.side * (trade.exitPrice / trade.entryPrice - 1);
          expect(trade.return).toBeCloseTo(gross - trade.costs, 10);
          expect(trade.costs).toBeCloseTo(3e-4 * turnoverOf([trade]), 10);
          expect(trade.scaledOut).toBeLessThan(1);
          if (trade.scaledOut > 0) scaled++;
        }
      }),
    );
    expect(scaled).toBeGreaterThan(100);
  });

  it('is refused where it leaves nothing, or is out of order or bounds', () => {
    const refused = (scaleOut: BacktestInput['scaleOut']) => () => run([FLAT, FLAT], { scaleOut });
    expect(refused([{ share: 1, at: 0.5 }])).toThrow(/scaleOut\.0\.share must be above 0 and below 1, got 1/);
    expect(refused([{ share: 0.5, at: Number.NaN }])).toThrow(/scaleOut\.0\.at must be above 0 and below 1/);
    expect(
      refused([
        { share: 0.5, at: 0.5 },
        { share: 0.2, at: 0.5 },
      ]),
    ).toThrow(/scaleOut\.1\.at must be further than the part before it, at 0\.5/);
    expect(
      refused([
        { share: 0.5, at: 0.4 },
        { share: 0.5, at: 0.5 },
      ]),
    ).toThrow(/shares sum to 1/);
  });
});
