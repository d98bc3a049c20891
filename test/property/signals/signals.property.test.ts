import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DayStart } from '../../../src/domain/calendar/buckets.ts';
import type { SignalCandidate } from '../../../src/domain/signals/candidate.ts';
import { expectedValue } from '../../../src/domain/signals/expected-value.ts';
import { filterChain } from '../../../src/domain/signals/filter-chain.ts';
import { applyFilters } from '../../../src/domain/signals/filters.ts';
import { rankSignals } from '../../../src/domain/signals/rank.ts';
import { VOLATILITY_REGIMES } from '../../../src/domain/signals/regime.ts';
import { sidesFromProbability } from '../../../src/domain/signals/threshold.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const BARS = 60;

const signals: fc.Arbitrary<SignalCandidate[]> = fc
  .uniqueArray(fc.nat(BARS - 1), { maxLength: BARS })
  .chain((indices) =>
    fc.tuple(
      ...indices
        .sort((a, b) => a - b)
        .map((index) =>
          fc.record({
            index: fc.constant(index),
            timeMs: fc.constant(index),
            side: fc.constantFrom<1 | -1>(1, -1),
            probability: number(0, 1),
            confidence: number(0.5, 1),
            entry: number(50, 150),
            stop: number(1, 200),
            target: number(1, 200),
            stopDistance: number(0.1, 10),
            targetDistance: number(0.1, 10),
            expectedValue: number(-1, 1),
            rewardRisk: number(-1, 3),
            riskAdjusted: number(-1, 1),
            quality: number(0, 100),
            expiresMs: fc.constant(index + 2),
          }),
        ),
    ),
  );
const series = fc.record({
  close: fc.array(number(50, 150), { minLength: BARS, maxLength: BARS }).map((v) => Float64Array.from(v)),
  atr: fc.array(number(0, 10), { minLength: BARS, maxLength: BARS }).map((v) => Float64Array.from(v)),
  trendAverage: fc
    .array(number(50, 150), { minLength: BARS, maxLength: BARS })
    .map((v) => Float64Array.from(v)),
  regime: fc
    .array(fc.integer({ min: -1, max: 2 }), { minLength: BARS, maxLength: BARS })
    .map((v) => Int8Array.from(v)),
  mayEnter: fc.option(
    fc.array(fc.nat(1), { minLength: BARS, maxLength: BARS }).map((v) => Uint8Array.from(v)),
  ),
  spread: fc.constant(null),
  confluence: fc
    .array(fc.integer({ min: -7, max: 7 }), { minLength: BARS, maxLength: BARS })
    .map((v) => Float64Array.from(v)),
  correlation: fc.constant(null),
  news: fc.option(
    fc.array(fc.nat(BARS), { maxLength: 5 }).map((v) => ({
      timeMs: Float64Array.from(v).sort(),
      beforeMs: 1,
      afterMs: 2,
    })),
  ),
  nextOpenMs: fc.constant(Float64Array.from({ length: BARS }, (_, i) => i + 1)),
});
const settings = fc.record({
  cooldownBars: fc.nat(10),
  withTrend: fc.boolean(),
  maxAtrShare: number(0.01, 1),
  regimes: fc.option(fc.subarray([...VOLATILITY_REGIMES], { minLength: 1 })),
  maxSpreadShare: fc.constant(null),
  minConfluence: fc.option(fc.integer({ min: -7, max: 7 })),
  maxCorrelation: fc.constant(null),
  dailyCap: fc.option(fc.integer({ min: 1, max: 20 })),
  dayStart: fc.constantFrom<DayStart>('utc', 'new-york'),
  riskBudget: fc.option(number(0.01, 0.1)),
  riskShare: fc.constant(0.01),
  horizonBars: fc.integer({ min: 1, max: 10 }),
  isResting: fc.boolean(),
});

describe('filters', () => {
  it('partition the signals: every one is kept or dropped by exactly one filter, in order', () => {
    fc.assert(
      fc.property(signals, settings, series, (given, asked, columns) => {
        const { kept, dropped } = applyFilters(given, filterChain(asked, columns));
        const all = [...kept, ...Object.values(dropped).flat()].sort((a, b) => a.index - b.index);
        expect(all).toEqual(given);
        expect(kept).toEqual([...kept].sort((a, b) => a.index - b.index));
      }),
    );
  });

  it('never let two kept signals be closer than the cooldown', () => {
    fc.assert(
      fc.property(signals, settings, series, (given, asked, columns) => {
        const { kept } = applyFilters(given, filterChain(asked, columns));
        for (let i = 1; i < kept.length; i++) {
          expect(kept[i].index - kept[i - 1].index).toBeGreaterThan(asked.cooldownBars);
        }
      }),
    );
  });

  it('see no future: what happens after a bar does not change what is kept up to it', () => {
    fc.assert(
      fc.property(signals, settings, series, fc.nat(BARS), (given, asked, columns, cut) => {
        const chain = filterChain(asked, columns);
        const past = applyFilters(
          given.filter((s) => s.index <= cut),
          chain,
        ).kept;
        expect(applyFilters(given, chain).kept.filter((s) => s.index <= cut)).toEqual(past);
      }),
    );
  });
});

it('ranking is a permutation with falling expectation', () => {
  fc.assert(
    fc.property(signals, (given) => {
      const ranked = rankSignals(given);
      expect([...ranked].sort((a, b) => a.index - b.index)).toEqual(given);
      for (let i = 1; i < ranked.length; i++) {
        expect(ranked[i].riskAdjusted).toBeLessThanOrEqual(ranked[i - 1].riskAdjusted);
      }
    }),
  );
});

it('expected value rises with the probability of the long side and falls with costs', () => {
  fc.assert(
    fc.property(
      number(0.01, 0.98),
      number(0, 0.01),
      number(0.1, 10),
      (probability, costShare, stopDistance) => {
        const at = (p: number, share: number): number =>
          expectedValue({
            probability: p,
            payoff: { whenUp: 1, whenDown: -1, costShare: share },
            price: 100,
            stopDistance,
          });
        expect(at(probability + 0.01, costShare)).toBeGreaterThan(at(probability, costShare));
        expect(at(probability, costShare + 1e-4)).toBeLessThan(at(probability, costShare));
      },
    ),
  );
});

it('mirrored probabilities take mirrored sides', () => {
  fc.assert(
    fc.property(fc.array(number(0, 1)), number(0.51, 0.99), (values, confidence) => {
      const off = (p: number): boolean => Math.abs(Math.abs(p - 0.5) - (confidence - 0.5)) < 1e-9;
      const p = Float64Array.from(values.filter((value) => !off(value)));
      const mirrored = sidesFromProbability(
        p.map((value) => 1 - value),
        confidence,
      );
      expect([...mirrored]).toEqual([...sidesFromProbability(p, confidence)].map((side) => 0 - side));
    }),
  );
});
