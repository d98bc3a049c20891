import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backtest } from '../../../src/domain/backtest/backtest.ts';
import type { BacktestInput } from '../../../src/domain/backtest/input.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { heldBars } from '../../../src/domain/performance/trades.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { FREE, swap as swapRule, UNIT_RULES } from '../../support/backtest.ts';
import { randomBars } from '../../support/bars.ts';

/** Random bars, signals and barriers over a random range. */
const inputs: fc.Arbitrary<BacktestInput> = fc
  .record({
    seed: fc.nat(),
    n: fc.integer({ min: 2, max: 150 }),
    horizonBars: fc.integer({ min: 1, max: 12 }),
    density: fc.double({ min: 0, max: 1, noNaN: true }),
    cost: fc.double({ min: 0, max: 30, noNaN: true }),
    swap: fc.option(
      fc.record({ long: fc.integer({ min: 0, max: 9 }), short: fc.integer({ min: 0, max: 9 }) }),
    ),
    cut: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(({ seed, n, horizonBars, density, cost, swap, cut }) => {
    const rng = createRng(seed);
    const bounds = cut.map((share) => Math.round(share * n)).sort((a, b) => a - b);
    return {
      bars: randomBars(n, rng, 0.02),
      side: Int8Array.from({ length: n }, () =>
        rng.uniform() < density ? (rng.uniform() < 0.5 ? -1 : 1) : 0,
      ),
      stopDistance: Float64Array.from({ length: n }, () => 0.2 + 6 * rng.uniform()),
      targetDistance: Float64Array.from({ length: n }, () => 0.2 + 6 * rng.uniform()),
      ...UNIT_RULES,
      horizonBars,
      costs: {
        spread: cost,
        commission: cost / 2,
        slippage: cost / 3,
        ...(swap && { swap: swapRule(swap.long, swap.short) }),
      },
      from: bounds[0],
      to: bounds[1],
    };
  });

const product = (returns: Iterable<number>): number => [...returns].reduce((p, r) => p * (1 + r), 1);

describe('the backtest', () => {
  it('compounds bars and trades to the same equity', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { returns, trades } = backtest(input);
        expect(product(returns)).toBeCloseTo(product(trades.map((t) => t.return)), 10);
        for (const t of trades) {
          const own = product(returns.subarray(t.entryIndex - input.from, t.exitIndex + 1 - input.from));
          expect(own).toBeCloseTo(1 + t.return, 10);
        }
      }),
    );
  });

  it('counts the bars it held a position on as its trades do', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { returns, trades, exposure } = backtest(input);
        const held = heldBars(trades, input.from, returns.length).reduce((sum, flag) => sum + flag, 0);
        expect(held).toBe(Math.round(exposure * returns.length));
      }),
    );
  });

  it('holds one position at a time, inside the range and the horizon', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { trades } = backtest(input);
        let free = input.from + 1;
        for (const t of trades) {
          expect(t.entryIndex).toBeGreaterThanOrEqual(free);
          expect(t.exitIndex).toBeLessThan(input.to);
          expect(t.exitIndex - t.signalIndex).toBeLessThanOrEqual(input.horizonBars);
          expect(input.side[t.signalIndex]).toBe(t.side);
          free = t.exitIndex + 1;
        }
      }),
    );
  });

  it('never looks ahead: what comes after a bar changes nothing up to it', () => {
    fc.assert(
      fc.property(inputs, fc.nat(), (input, seed) => {
        const n = input.side.length;
        const cut = seed % n;
        const rng = createRng(seed);
        const { returns, trades } = backtest(input);
        const changed = backtest({
          ...input,
          bars: replaceAfter(input.bars, cut, randomBars(n, rng, 0.05)),
          side: input.side.map((s, i) => (i > cut ? -s : s)),
          stopDistance: input.stopDistance.map((d, i) => (i > cut ? d * 3 : d)),
          targetDistance: input.targetDistance.map((d, i) => (i > cut ? d / 3 : d)),
        });
        const known = Math.max(0, cut + 1 - input.from);
        expect(changed.returns.subarray(0, known)).toEqual(returns.subarray(0, known));
        expect(changed.trades.filter((t) => t.exitIndex <= cut)).toEqual(
          trades.filter((t) => t.exitIndex <= cut),
        );
      }),
    );
  });

  it('does not depend on anything outside its range', () => {
    fc.assert(
      fc.property(inputs, fc.nat(), (input, seed) => {
        const n = input.side.length;
        const other = randomBars(n, createRng(seed), 0.05);
        const before = replaceAfter(other, input.from - 1, input.bars);
        const outside = (i: number): boolean => i < input.from || i >= input.to;
        const changed = backtest({
          ...input,
          bars: replaceAfter(before, input.to - 1, other),
          side: input.side.map((s, i) => (outside(i) ? 1 : s)),
          stopDistance: input.stopDistance.map((d, i) => (outside(i) ? Number.NaN : d)),
        });
        expect(changed).toEqual(backtest(input));
      }),
    );
  });

  it('takes the same trades with and without costs, and costs only lower what they earn', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const net = backtest(input).trades;
        const gross = backtest({ ...input, costs: FREE }).trades;
        expect(net.map((t) => [t.entryIndex, t.exitIndex, t.exit])).toEqual(
          gross.map((t) => [t.entryIndex, t.exitIndex, t.exit]),
        );
        net.forEach((t, k) => {
          expect(t.return).toBeLessThanOrEqual(gross[k].return + 1e-14);
          expect(t.return).toBeCloseTo(gross[k].return - t.costs, 12);
        });
      }),
    );
  });

  it('mirrors: the opposite sides on prices reflected about a level earn the same price differences', () => {
    fc.assert(
      fc.property(inputs, (drawn) => {
        // Reflection rounds: on a grid of 1/64 it is exact, so equality of touches is as well.
        const grid = (c: Float64Array): Float64Array => c.map((x) => Math.round(x * 64) / 64);
        const { bars } = drawn;
        const level = 2 ** 10;
        const input = {
          ...drawn,
          costs: FREE,
          bars: {
            ...bars,
            open: grid(bars.open),
            high: grid(bars.high),
            low: grid(bars.low),
            close: grid(bars.close),
          },
          stopDistance: grid(drawn.stopDistance).map((d) => d || 1 / 64),
          targetDistance: grid(drawn.targetDistance).map((d) => d || 1 / 64),
        };
        const reflect = (c: Float64Array): Float64Array => c.map((x) => level - x);
        const mirrored = backtest({
          ...input,
          side: input.side.map((s) => -s),
          bars: {
            ...input.bars,
            open: reflect(input.bars.open),
            high: reflect(input.bars.low),
            low: reflect(input.bars.high),
            close: reflect(input.bars.close),
          },
        });
        // Plus 0: a trade that moved nothing must not be -0 on one side and 0 on the other.
        const gain = (t: { side: number; entryPrice: number; exitPrice: number }): number =>
          t.side * (t.exitPrice - t.entryPrice) + 0;
        const trades = backtest(input).trades;
        expect(mirrored.trades.map((t) => [-t.side, t.entryIndex, t.exitIndex, t.exit, gain(t)])).toEqual(
          trades.map((t) => [t.side, t.entryIndex, t.exitIndex, t.exit, gain(t)]),
        );
      }),
    );
  });

  it('bounds the excursions by what the trade saw', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        for (const t of backtest({ ...input, costs: FREE }).trades) {
          expect(t.mfe).toBeGreaterThanOrEqual(Math.max(0, t.return) - 1e-12);
          expect(t.mae).toBeGreaterThanOrEqual(Math.max(0, -t.return) - 1e-12);
        }
      }),
    );
  });
});

/** `first` up to and including `cut`, `second` after it; times stay those of `first`. */
function replaceAfter(first: Bars, cut: number, second: Bars): Bars {
  const join = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => (i > cut ? b[i] : x));
  return {
    timeMs: first.timeMs,
    open: join(first.open, second.open),
    high: join(first.high, second.high),
    low: join(first.low, second.low),
    close: join(first.close, second.close),
    volume: first.volume,
  };
}
