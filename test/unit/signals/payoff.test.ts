import { describe, expect, it } from 'vitest';
import { tradesAlone } from '../../../src/domain/backtest/backtest.ts';
import type { EntryRule } from '../../../src/domain/backtest/input.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { candidateSignals } from '../../../src/domain/signals/candidate.ts';
import { expectedValue } from '../../../src/domain/signals/expected-value.ts';
import { loneTrades, type PayoffInput, payoffsOver } from '../../../src/domain/signals/payoff.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { UNIT_RULES } from '../../support/backtest.ts';

/** Bars that open at the close before and move to each price in one line. */
function pathOf(closes: readonly number[]): Bars {
  const close = Float64Array.from(closes);
  const open = Float64Array.from(closes, (price, i) => closes[i - 1] ?? price);
  return {
    timeMs: Float64Array.from(closes, (_, i) => i * 86_400_000),
    open,
    high: close.map((price, i) => Math.max(price, open[i])),
    low: close.map((price, i) => Math.min(price, open[i])),
    close,
    volume: new Float64Array(closes.length),
  };
}

const filled = (n: number, value: number): Float64Array => new Float64Array(n).fill(value);

/** From 100: up 4 (target of 3), then back down to 97 from 103 (stop of 2), then drifting. */
const CLOSES = [100, 104, 104, 101, 100, 100.5, 100, 100];
const INPUT: PayoffInput = {
  bars: pathOf(CLOSES),
  direction: Int8Array.of(1, 0, -1, 0, 0, 0, 0, 0),
  barriers: { stop: filled(8, 2), target: filled(8, 3) },
  ...UNIT_RULES,
  horizonBars: 2,
  from: 0,
  to: 8,
};

const measurePayoffs = (input: PayoffInput) => payoffsOver(loneTrades(input), { ...input, ranges: [input] });

describe('payoffs measured on labelled bars', () => {
  it('are the mean results of the trades in units of the stop, by label', () => {
    const table = measurePayoffs(INPUT);
    // Bar 0 from 100, levels 103 and 98. Long: target = 1.5 stops. Short: its stop is the upper level = -1.
    // Bar 2 from 104, levels 107 and 102. Long: stop = -1. Short: its target is the lower level, 2 for a stop of 3.
    expect(table.long.whenUp).toBeCloseTo(1.5, 12);
    expect(table.long.whenDown).toBeCloseTo(-1, 12);
    expect(table.short.whenUp).toBeCloseTo(-1, 12);
    expect(table.short.whenDown).toBeCloseTo(2 / 3, 12);
    expect(table).toMatchObject({ up: 1, down: 1 });
    expect(table.long.costShare).toBe(0);
  });

  it('count a trade that meets neither barrier at its time limit', () => {
    const table = measurePayoffs({ ...INPUT, direction: Int8Array.of(1, 0, -1, 0, 1, 0, 0, 0) });
    // Bar 4, long from 100: closes at 100 two bars later.
    expect(table.long.whenUp).toBeCloseTo((1.5 + 0) / 2, 12);
  });

  it('carry the cost of the round trip', () => {
    const table = measurePayoffs({ ...INPUT, costs: { spread: 2, commission: 1, slippage: 0 } });
    // 2 bp a side, the exit on what the position is worth there.
    expect(table.long.costShare).toBeCloseTo((2e-4 * (1 + 1.03) + 2e-4 * (1 + 102 / 104)) / 2, 12);
    expect(table.long.whenUp).toBeCloseTo(1.5, 12);
  });

  it('look at nothing from the end of the range on', () => {
    const within = measurePayoffs({ ...INPUT, to: 6 });
    const bars = pathOf(CLOSES.map((price, i) => (i < 6 ? price : 50)));
    expect(measurePayoffs({ ...INPUT, bars, to: 6 })).toEqual(within);
  });

  it('of a range are those of the trades of a longer one, to the last bit', () => {
    const rng = createRng('lone trades');
    let price = 100;
    const bars = pathOf(Array.from({ length: 300 }, () => (price *= 1 + 0.01 * rng.normal())));
    const direction = Int8Array.from({ length: 300 }, () => rng.integer(3) - 1);
    const barriers = { stop: filled(300, 2), target: filled(300, 3) };
    const costs = { spread: 2, commission: 1, slippage: 0 };
    const input = { ...INPUT, bars, direction, barriers, costs, horizonBars: 7 };
    const trades = loneTrades({ ...input, from: 0, to: 300 });
    for (const [from, to] of [
      [0, 120],
      [0, 300],
      [60, 200],
    ]) {
      expect(payoffsOver(trades, { ...input, ranges: [{ from, to }] })).toEqual(
        measurePayoffs({ ...input, from, to }),
      );
    }
  });

  it('of several stretches are the means over all their trades, none of which leaves its own', () => {
    const bars = pathOf([...CLOSES, ...CLOSES, ...CLOSES]);
    const direction = Int8Array.from([
      ...INPUT.direction,
      ...INPUT.direction.map((d) => -d),
      ...INPUT.direction,
    ]);
    const barriers = { stop: filled(24, 2), target: filled(24, 3) };
    const trades = loneTrades({ ...INPUT, bars, direction, barriers, from: 0, to: 24 });
    const over = (...ranges: readonly (readonly [number, number])[]) =>
      payoffsOver(trades, { direction, horizonBars: 2, ranges: ranges.map(([from, to]) => ({ from, to })) });
    // One after labels up, the other after labels down: together they are plain means.
    const [all, first, second] = [over([0, 6], [8, 14]), over([0, 6]), over([8, 14])];
    expect([all.up, all.down]).toEqual([first.up + second.up, first.down + second.down]);
    expect(all.long.whenUp).toBeCloseTo((first.long.whenUp + second.long.whenUp) / 2, 12);
    expect(all.short.whenDown).toBeCloseTo((first.short.whenDown + second.short.whenDown) / 2, 12);
    // Bars 2 and 10 are decided within four bars; a stretch that ends before that teaches nothing of them.
    expect(() => over([0, 4], [9, 12])).toThrow(expect.objectContaining({ code: 'labels_degenerate' }));
  });

  it('need both directions', () => {
    expect(() => measurePayoffs({ ...INPUT, direction: Int8Array.of(1, 0, 1, 0, 0, 0, 0, 0) })).toThrow(
      expect.objectContaining({ code: 'labels_degenerate' }),
    );
  });
});

describe('expected value', () => {
  it('is the two-outcome expectation per unit of risk when nothing costs', () => {
    const payoff = { whenUp: 1.5, whenDown: -1, costShare: 0 };
    expect(expectedValue({ probability: 0.6, payoff, price: 100, stopDistance: 2 })).toBeCloseTo(0.5, 12);
  });

  it('pays the costs and risks them', () => {
    const payoff = { whenUp: 1, whenDown: -1, costShare: 0.001 };
    // Expectation 0.2 stops = 0.4, cost 0.1; risk 2 + 0.1.
    expect(expectedValue({ probability: 0.6, payoff, price: 100, stopDistance: 2 })).toBeCloseTo(
      0.3 / 2.1,
      12,
    );
  });
});

describe('candidate signals', () => {
  const payoffs = measurePayoffs(INPUT);
  const input = {
    bars: INPUT.bars,
    side: Int8Array.of(1, 0, -1, 1, 1, 0, 0, 0),
    probability: Float64Array.of(0.7, 0.5, 0.2, 0.6, 0.6, 0.5, 0.5, 0.5),
    stopDistance: Float64Array.of(2, 2, 2, Number.NaN, 200, 2, 2, 2),
    targetDistance: filled(8, 3),
    payoffs,
    barMs: 1_000,
    entry: { kind: 'market' } as const,
    scaleOut: [],
    horizonBars: 10,
    confluence: filled(8, 2),
    from: 0,
    to: 8,
  };

  it('put stop and target on the right side of the close', () => {
    const [long, short] = candidateSignals(input).candidates;
    expect(long).toMatchObject({ index: 0, side: 1, entry: 100, stop: 98, target: 103, confidence: 0.7 });
    expect(short).toMatchObject({ index: 2, side: -1, entry: 104, stop: 106, target: 101, confidence: 0.8 });
    expect(long.rewardRisk).toBeCloseTo(1.5, 12);
    expect(long.expectedValue).toBeCloseTo(0.7 * 1.5 - 0.3, 12);
    expect(short.expectedValue).toBeCloseTo((0.8 * 2) / 3 - 0.2, 12);
    // It may be filled in the bar after its own, and has lapsed at that bar's close.
    expect(long.expiresMs).toBe(INPUT.bars.timeMs[1] + 1_000);
    // A win of 1.5 or a loss of 1 per unit of risk, 70 to 30.
    expect(long.riskAdjusted).toBeCloseTo(long.expectedValue / (Math.sqrt(0.21) * 2.5), 12);
  });

  it('are better in quality when the structure of the market speaks for their side', () => {
    const qualities = (confluence: number) =>
      candidateSignals({ ...input, confluence: filled(8, confluence) }).candidates.map((s) => s.quality);
    const [bullish, bearish] = [qualities(2), qualities(-2)];
    expect(bullish[0]).toBeGreaterThan(bearish[0]);
    expect(bullish[1]).toBeLessThan(bearish[1]);
  });

  it('lapse with their resting order, also beyond the last bar', () => {
    const entry = { kind: 'limit', offset: 0, bars: 7 } as const;
    const [first, second] = candidateSignals({ ...input, entry }).candidates;
    expect(first.expiresMs).toBe(INPUT.bars.timeMs[7] + 1_000);
    expect(second.expiresMs).toBe(INPUT.bars.timeMs[7] + 2 * 1_000 + 1_000);
    const held = candidateSignals({ ...input, entry, horizonBars: 3 }).candidates[0];
    expect(held.expiresMs).toBe(INPUT.bars.timeMs[3] + 1_000);
  });

  it('are planned at the price their order rests at, and their barriers from there', () => {
    const planned = (entry: EntryRule) =>
      candidateSignals({ ...input, entry }).candidates.map((s) => [s.entry, s.stop, s.target]);
    // Half a stop distance of 2 from the closes of 100 and 104: a long waits below, a short above.
    expect(planned({ kind: 'limit', offset: 0.5, bars: 2 })).toEqual([
      [99, 97, 102],
      [105, 107, 102],
    ]);
    const above = [
      [101, 99, 104],
      [103, 105, 100],
    ];
    expect(planned({ kind: 'stop', offset: 0.5, bars: 2 })).toEqual(above);
    expect(planned({ kind: 'stop_limit', offset: 0.5, limitOffset: 0.2, bars: 2 })).toEqual(above);
    expect(planned({ kind: 'oco', offset: 0.5, limitOffset: 1, bars: 2 })).toEqual(above);
  });

  it('are filled at the planned price where a bar reaches it', () => {
    const bars = pathOf([100, 98.5, 101.5, 100, 100, 100, 100, 100]);
    for (const kind of ['limit', 'stop'] as const) {
      const given = { ...INPUT, ...input, bars, entry: { kind, offset: 0.5, bars: 3 } };
      const [long] = candidateSignals(given).candidates;
      const entries: unknown[] = [];
      tradesAlone(given, [long.index], (trade) => entries.push(trade?.entryPrice));
      expect(entries).toEqual([long.entry]);
    }
  });

  it('are paid less for a target that is reached in parts', () => {
    const [whole] = candidateSignals(input).candidates;
    const [parts] = candidateSignals({ ...input, scaleOut: [{ share: 0.5, at: 0.4 }] }).candidates;
    // Half is paid for 0.4 of the way: 0.7 of the reward, at the same risk and cost.
    expect(payoffs.long.costShare).toBe(0);
    expect(parts.rewardRisk / whole.rewardRisk).toBeCloseTo(0.7, 12);
    expect(parts.target).toBe(whole.target);
  });

  it('leave out an order that could not rest anywhere', () => {
    const entry = { kind: 'limit', offset: 60, bars: 1 } as const;
    expect(candidateSignals({ ...input, entry }).candidates.map((s) => s.side)).toEqual([-1]);
  });

  it('leave out bars without a usable stop, and count them', () => {
    expect(candidateSignals(input)).toMatchObject({ withoutBarrier: 2, candidates: { length: 2 } });
  });

  it('stay inside the range', () => {
    expect(candidateSignals({ ...input, from: 1, to: 2 }).candidates).toEqual([]);
  });
});
