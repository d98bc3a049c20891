import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ScenarioRun, stressScenarios } from '../../../src/agents/risk/scenarios.ts';
import { backtest } from '../../../src/domain/backtest/backtest.ts';
import type { BacktestInput } from '../../../src/domain/backtest/input.ts';
import { atr } from '../../../src/domain/indicators/atr.ts';
import { median } from '../../../src/domain/risk/quantile.ts';
import { wideSpread, wilder } from '../../../src/domain/risk/stressed-market.ts';
import { riskSchema } from '../../../src/orchestration/spec/risk.ts';
import { FREE, UNIT_RULES } from '../../support/backtest.ts';
import { barsOf } from '../../support/bars.ts';

const COSTS = { spread: 2, commission: 1, slippage: 1 };
const N = 60;

/** A long at every fourth bar, held for three, without barriers, over a wave of `size` around 1. */
function given(size: number, changes: Partial<BacktestInput> = {}): BacktestInput {
  const close = Array.from({ length: N }, (_, i) => 1 + size * Math.sin(i * 1.7) + size * 0.01 * i);
  const bars = barsOf(
    close.map((price, i) => {
      const open = close[i - 1] ?? price;
      return [open, Math.max(open, price) * (1 + size / 10), Math.min(open, price) * (1 - size / 10), price];
    }),
  );
  return {
    ...UNIT_RULES,
    costs: COSTS,
    bars,
    side: Int8Array.from({ length: N }, (_, i) => (i % 4 === 0 ? 1 : 0)),
    stopDistance: new Float64Array(N).fill(Number.POSITIVE_INFINITY),
    targetDistance: new Float64Array(N).fill(Number.POSITIVE_INFINITY),
    from: 20,
    to: N,
    ...changes,
  };
}
const spreadPaid = (input: BacktestInput): number =>
  backtest(input).trades.reduce((sum, trade) => sum + trade.costsByKind.spread, 0);

describe('a market with wide spreads', () => {
  it('has every spread so many times as wide', () => {
    const input = given(0.01);
    const wide = wideSpread(input, 10);
    expect(wide.floor).toBeNull();
    expect(spreadPaid(wide.input) / spreadPaid(input)).toBeCloseTo(10, 1);
    const bars = { ...input.bars, spread: new Float64Array(N).fill(2e-4) };
    const quoted = { ...input, bars, costs: { ...COSTS, spread: 'data' } as const };
    expect([...(wideSpread(quoted, 10).input.bars.spread ?? [])]).toEqual(new Array(N).fill(2e-3));
  });

  it('takes no spread for half a percent of the average true range of the traded bars', () => {
    const input = given(0.01, { costs: { ...COSTS, spread: 0 } });
    const floor = 0.005 * (median(atr(input.bars, 14).subarray(20)) ?? 0);
    const wide = wideSpread(input, 10);
    expect(wide.floor).toBeCloseTo(floor, 15);
    const price = median(input.bars.close.subarray(20)) ?? 0;
    expect(wide.input.costs.spread).toBeCloseTo((10 * floor * 1e4) / price, 9);

    const bars = { ...input.bars, spread: Float64Array.from({ length: N }, (_, i) => (i % 2) * 3e-4) };
    const quoted = wideSpread({ ...input, bars, costs: { ...COSTS, spread: 'data' } }, 10);
    expect(quoted.floor).toBeCloseTo(floor, 15);
    expect(quoted.input.bars.spread?.[30]).toBeCloseTo(10 * floor, 12);
    expect(quoted.input.bars.spread?.[31]).toBeCloseTo(3e-3, 12);
  });

  it('takes no spread for a tenth of a basis point where prices hardly move', () => {
    const wide = wideSpread(given(1e-7, { costs: { ...COSTS, spread: 0 } }), 10);
    expect(wide.input.costs.spread).toBeCloseTo(10 * 0.1, 6);
  });
});

describe('a wilder market', () => {
  it('moves every trade so many times as far, on the log scale, at the costs it had', () => {
    const input = given(0.01);
    const [calm, wild] = [backtest(input).trades, backtest(wilder(input, 3)).trades];
    expect(wild.length).toBe(calm.length);
    wild.forEach((trade, k) => {
      expect(Math.log(trade.exitPrice / trade.entryPrice)).toBeCloseTo(
        3 * Math.log(calm[k].exitPrice / calm[k].entryPrice),
        12,
      );
      // Two basis points of spread, one of commission and one of slippage a side, of the value at entry and at exit.
      expect(trade.costs).toBeCloseTo(3e-4 * (1 + trade.exitPrice / trade.entryPrice), 12);
      expect(trade.mae).toBeGreaterThan(2.5 * calm[k].mae);
    });
  });

  it('is the same market where nothing moves: only the costs are left', () => {
    const flat = given(0);
    const { returns } = backtest(flat);
    expect(Math.min(...returns)).toBeLessThan(0);
    expect([...backtest(wilder(flat, 3)).returns]).toEqual([...returns]);
  });

  it('stays within numbers where a market that multiplied is stretched a hundred times', () => {
    const input = given(0.01);
    for (const growth of [1.3, 1 / 1.3]) {
      const grown = (prices: Float64Array) => prices.map((price, i) => price * growth ** i);
      const { open, high, low, close } = input.bars;
      const bars = {
        ...input.bars,
        open: grown(open),
        high: grown(high),
        low: grown(low),
        close: grown(close),
      };
      const { returns, trades } = backtest(wilder({ ...input, bars }, 100));
      expect(returns.every(Number.isFinite)).toBe(true);
      expect(trades.length).toBeGreaterThan(0);
    }
  });

  it('keeps a quoted spread the share of the price it was', () => {
    const input = given(0.05);
    const bars = { ...input.bars, spread: input.bars.close.map((price) => price * 1e-4) };
    const wild = wilder({ ...input, bars }, 3).bars;
    wild.spread?.forEach((value, i) => {
      expect(value / wild.close[i]).toBeCloseTo(1e-4, 12);
    });
  });

  it('meets the barriers it met, for they are as much wider', () => {
    const walk = fc.array(fc.double({ min: -0.004, max: 0.004, noNaN: true }), {
      minLength: N,
      maxLength: N,
    });
    fc.assert(
      fc.property(walk, fc.integer({ min: 2, max: 6 }), (moves, times) => {
        let price = 1;
        const closes = moves.map((move) => (price *= Math.exp(move)));
        const bars = barsOf(
          closes.map((close, i) => {
            const open = closes[i - 1] ?? 1;
            return [open, Math.max(open, close), Math.min(open, close), close];
          }),
        );
        // Each bar opens at the last close. Barriers are linear and moves are stretched as logs: a hundredth apart.
        const distance = Float64Array.from(closes, (close) => close * 0.003);
        const calm = { ...given(0), bars, costs: FREE, stopDistance: distance, targetDistance: distance };
        const wild = wilder(calm, times);
        const at = (input: BacktestInput, share: number) =>
          backtest({
            ...input,
            stopDistance: input.stopDistance.map((value) => value * share),
            targetDistance: input.targetDistance.map((value) => value * share),
          }).trades.map((trade) => `${trade.entryIndex} ${trade.exitIndex} ${trade.exit}`);
        // Where a hundredth decides nothing the trades are the same ones.
        const exact = at(calm, 1);
        fc.pre(`${at(calm, 0.97)}` === `${exact}` && `${at(calm, 1.03)}` === `${exact}`);
        expect(at(wild, 1)).toEqual(exact);
      }),
    );
  });
});

describe('scenarios of a spec', () => {
  const run = (input: BacktestInput): ScenarioRun => ({ input, result: backtest(input) });
  const risk = (stress: object) => riskSchema.parse({ stress });
  const pathOf = (scenarios: ReturnType<typeof stressScenarios>, name: string): number[] => {
    const effect = scenarios.find((scenario) => scenario.name === name)?.effect;
    return effect && 'returns' in effect ? [...effect.returns] : [];
  };

  it('of many times the spread lose where the spread is nothing, and say what was taken for it', () => {
    const scenarios = stressScenarios(run(given(0.01, { costs: FREE })), risk({ spreadTimes: 10 }));
    const wide = scenarios.find(({ name }) => name === 'wide_spread');
    expect(wide?.description).toMatch(
      /^Every spread is 10 times as wide, one below 0\.000\d+ taken as that\.$/,
    );
    const calm = backtest(given(0.01, { costs: FREE })).returns;
    const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
    expect(sum(pathOf(scenarios, 'wide_spread'))).toBeLessThan(sum(calm));
  });

  it('are the usual five, of which the blows are those of the sides that were traded', () => {
    // Falls by 40 %, then doubles: what a long and a short without a stop would have lost.
    const close = [100, 100, 90, 75, 60, 80, 100, 120];
    const bars = barsOf(close.map((price) => [price, price, price, price]));
    const none = new Float64Array(8).fill(Number.POSITIVE_INFINITY);
    const barriers = { stopDistance: none, targetDistance: none };
    const long = {
      ...given(0),
      ...barriers,
      bars,
      from: 0,
      to: 8,
      side: Int8Array.of(1, 0, 0, 0, 0, 0, 0, 0),
    };
    const traded = (side: 1 | -1) => run({ ...long, side: long.side.map((value) => value * side) });
    const lossOf = (side: 1 | -1, name: string, stress: object = {}) => {
      const effect = stressScenarios(traded(side), risk(stress)).find((s) => s.name === name)?.effect;
      return effect && 'loss' in effect ? effect.loss : null;
    };
    expect([lossOf(1, 'worst_days'), lossOf(-1, 'worst_days')]).toEqual([
      expect.closeTo(0.4, 12),
      expect.closeTo(1, 12),
    ]);
    const jump = { scenarios: [{ name: 'crash', priceMove: -0.2 }] };
    expect([lossOf(1, 'crash', jump), lossOf(-1, 'crash', jump)]).toEqual([0.2, 0]);
    expect(stressScenarios(run(given(0.01)), risk(jump)).map(({ name }) => name)).toEqual([
      'worst_days',
      'gap_open',
      'wide_spread',
      'high_volatility',
      'crash',
    ]);
  });

  it('act together: a wide spread in a wild market, and the jump at its end', () => {
    const input = given(0.01);
    const scenarios = stressScenarios(
      run(input),
      risk({ scenarios: [{ name: 'crash', priceMove: -0.2, spreadTimes: 5, volatilityTimes: 2 }] }),
    );
    const together = backtest(wilder(wideSpread(input, 5).input, 2)).returns;
    expect(pathOf(scenarios, 'crash')).toEqual([...together, -0.2]);
  });
});
