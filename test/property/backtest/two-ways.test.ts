import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Costs } from '../../../src/domain/backtest/costs.ts';
import type { BacktestInput, TradingRules } from '../../../src/domain/backtest/input.ts';
import { runEvents } from '../../../src/domain/backtest/run-events.ts';
import {
  isThresholdStrategy,
  runOneTrade,
  runThreshold,
} from '../../../src/domain/backtest/run-threshold.ts';
import { openVenue } from '../../../src/domain/backtest/venue.ts';
import { instrumentOf } from '../../../src/domain/market/instruments.ts';
import { findZone } from '../../../src/domain/time/zone.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';

const amount = (max: number): fc.Arbitrary<number> => fc.double({ min: 0, max, noNaN: true });

const costs: fc.Arbitrary<Costs> = fc.record({
  spread: fc.oneof(amount(50), fc.constant('data' as const)),
  commission: fc.oneof(amount(50), fc.record({ bps: amount(10), perLot: amount(20), minimum: amount(30) })),
  slippage: fc.oneof(
    amount(50),
    fc.record({ model: fc.constant('range' as const), share: amount(1) }),
    fc.record({ model: fc.constant('impact' as const), coefficient: amount(5) }),
  ),
  swap: fc.option(
    fc.oneof(
      fc.constant('instrument' as const),
      fc.record({
        long: fc.double({ min: -5, max: 5, noNaN: true }),
        short: fc.double({ min: -5, max: 5, noNaN: true }),
        unit: fc.constantFrom('bps' as const, 'points' as const, 'percent_a_year' as const),
        tripleDay: fc.option(fc.integer({ min: 1, max: 5 })),
      }),
    ),
    { nil: undefined },
  ),
  financing: fc.option(fc.record({ margin: amount(20), borrow: amount(20) }), { nil: undefined }),
});

const account: fc.Arbitrary<TradingRules['account']> = fc
  .record({
    equity: fc.double({ min: 500, max: 1e6, noNaN: true }),
    leverage: fc.constantFrom(1, 2, 30, 200),
    share: fc.double({ min: 0.01, max: 1, noNaN: true }),
    stopOut: amount(0.9),
    lotStep: fc.constantFrom(0, 0.01, 1),
    currency: fc.constantFrom(undefined, 'USD', 'EUR', 'JPY'),
  })
  .map(({ share, ...rest }) => ({
    ...rest,
    exposure: share * rest.leverage,
    maxPositions: 1,
    conversionRate: 110.5,
  }));

/** Anything a spec can ask of a threshold strategy, on a series with holes, gaps and jumps. */
const inputs: fc.Arbitrary<BacktestInput> = fc
  .record({
    seed: fc.nat(),
    n: fc.integer({ min: 2, max: 120 }),
    costs,
    account,
    symbol: fc.constantFrom('EURUSD', 'US500', 'TEST'),
    horizonBars: fc.integer({ min: 1, max: 15 }),
    volatility: fc.constantFrom(0.005, 0.05, 0.4),
    flat: fc.option(fc.boolean()),
    cut: fc.tuple(amount(1), amount(1)),
    hasRates: fc.boolean(),
  })
  .map(({ seed, n, symbol, volatility, flat, cut, hasRates, ...rules }) => {
    const rng = createRng(seed);
    const bounds = cut.map((share) => Math.round(share * n)).sort((a, b) => a - b);
    const bars = randomBars(n, rng, volatility);
    const column = (draw: () => number): Float64Array => Float64Array.from({ length: n }, draw);
    const distance = () =>
      rng.uniform() < 0.1
        ? Number.POSITIVE_INFINITY
        : rng.uniform() < 0.05
          ? Number.NaN
          : 30 * volatility * rng.uniform() * 10;
    return {
      ...rules,
      bars: {
        ...bars,
        volume: column(() => 1 + rng.integer(1_000)),
        ...(hasRates && { quoteRate: column(() => 80 + 60 * rng.uniform()) }),
        spread: column(() => (rng.uniform() < 0.2 ? Number.NaN : 0.05 * rng.uniform())).fill(0.01, 0, 1),
      },
      side: Int8Array.from({ length: n }, () => rng.integer(3) - 1),
      stopDistance: column(distance),
      targetDistance: column(distance),
      instrument: instrumentOf(symbol, { base: 'EUR', quote: 'USD' }),
      entry: { kind: 'market' as const },
      trailingStop: false,
      scaleOut: [],
      sessions:
        flat === null
          ? null
          : {
              zone: findZone('America/New_York')!,
              windows: [{ days: [1, 2, 4, 7], from: 0, to: 1_200 }],
              flat,
            },
      from: bounds[0],
      to: bounds[1],
    };
  });

describe('the two ways of running a backtest', () => {
  it('agree to the last bit over random series and settings', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(inputs, (input) => {
        expect(isThresholdStrategy(input)).toBe(true);
        const venue = openVenue(input, input.bars);
        const fast = runThreshold(venue, input);
        for (const { exit } of fast.trades) seen.add(exit);
        expect(fast).toStrictEqual(runEvents(venue, input));
      }),
      { numRuns: 1_000 },
    );
    // The settings reach every way a position can end.
    expect([...seen].sort()).toEqual(['end', 'liquidation', 'session', 'stop', 'target', 'time']);
  });

  it('agree on signals that are taken alone', () => {
    let taken = 0;
    fc.assert(
      fc.property(inputs, (input) => {
        const venue = openVenue(input, input.bars);
        for (let from = input.from; from < input.to; from++) {
          // Nothing after the first signal decides anything.
          const side = input.side.map((value, i) => (i === from ? value : 0));
          const { trades } = runEvents(venue, { ...input, from, side });
          expect(runOneTrade(venue, { ...input, from })).toStrictEqual(trades[0] ?? null);
          taken += trades.length;
        }
      }),
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('never give a figure that is not a number', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { returns, trades, exposure } = runThreshold(openVenue(input, input.bars), input);
        expect(returns.every((value) => value >= -1 && value < Number.POSITIVE_INFINITY)).toBe(true);
        for (const { mae, mfe, costs: paid, exposure: size, ...trade } of trades) {
          for (const value of [mae, mfe, paid, size, trade.return]) expect(Number.isFinite(value)).toBe(true);
          expect(trade.return).toBeGreaterThanOrEqual(-1);
        }
        expect(exposure >= 0 && exposure <= 1).toBe(true);
      }),
    );
  });
});
