import { describe, expect, it } from 'vitest';
import type { SignalCandidate } from '../../../src/domain/signals/candidate.ts';
import { filterChain } from '../../../src/domain/signals/filter-chain.ts';
import {
  applyFilters,
  calmEnough,
  cooldown,
  positiveExpectedValue,
  withTrend,
} from '../../../src/domain/signals/filters.ts';
import { rankSignals } from '../../../src/domain/signals/rank.ts';

const signal = (index: number, changes: Partial<SignalCandidate> = {}): SignalCandidate => ({
  index,
  timeMs: index * 1_000,
  side: 1,
  probability: 0.6,
  confidence: 0.6,
  entry: 100,
  stop: 98,
  target: 102,
  stopDistance: 2,
  targetDistance: 2,
  expectedValue: 0.1,
  rewardRisk: 0.9,
  ...changes,
});
const indices = (signals: readonly SignalCandidate[]): number[] => signals.map((s) => s.index);

describe('cooldown', () => {
  it('keeps quiet for the given bars after each signal that was kept', () => {
    const signals = [0, 1, 2, 3, 4, 7].map((index) => signal(index));
    expect(indices(cooldown(2).keep(signals))).toEqual([0, 3, 7]);
    expect(indices(cooldown(0).keep(signals))).toEqual([0, 1, 2, 3, 4, 7]);
  });
});

describe('trend', () => {
  it('keeps longs above the average and shorts below, and drops while it is unknown', () => {
    const average = Float64Array.of(Number.NaN, 99, 101, 100);
    const signals = [
      signal(0),
      signal(1),
      signal(1, { side: -1 }),
      signal(2),
      signal(2, { side: -1 }),
      signal(3),
    ];
    expect(withTrend(average).keep(signals)).toEqual([signals[1], signals[4]]);
  });
});

describe('volatility limit', () => {
  it('keeps signals up to the share, bound included, and drops while ATR is unknown', () => {
    const atr = Float64Array.of(1, 2, 2.1, Number.NaN);
    expect(indices(calmEnough(atr, 0.02).keep([0, 1, 2, 3].map((index) => signal(index))))).toEqual([0, 1]);
  });
});

describe('a chain of filters', () => {
  it('reports what each filter dropped of what reached it, and loses nothing', () => {
    const signals = [signal(0, { expectedValue: 0 }), signal(1), signal(2), signal(9)];
    const { kept, dropped } = applyFilters(signals, [positiveExpectedValue, cooldown(3)]);
    expect(indices(kept)).toEqual([1, 9]);
    expect(indices(dropped.expected_value)).toEqual([0]);
    expect(indices(dropped.cooldown)).toEqual([2]);
  });

  it('holds only the filters that the settings ask for, the cooldown last', () => {
    const series = { atr: new Float64Array(1), trendAverage: new Float64Array(1) };
    const names = (settings: Parameters<typeof filterChain>[0]) =>
      filterChain(settings, series).map((filter) => filter.name);
    expect(names({ cooldownBars: 0, withTrend: false, maxAtrShare: 1 })).toEqual(['expected_value']);
    expect(names({ cooldownBars: 3, withTrend: true, maxAtrShare: 0.05 })).toEqual([
      'expected_value',
      'max_atr_share',
      'with_trend',
      'cooldown',
    ]);
  });

  it('leaves no signals as no signals', () => {
    expect(applyFilters([], [positiveExpectedValue])).toEqual({ kept: [], dropped: { expected_value: [] } });
  });
});

describe('ranking', () => {
  it('puts the best expectation first, then confidence, then age', () => {
    const signals = [
      signal(0, { expectedValue: 0.1, confidence: 0.6 }),
      signal(1, { expectedValue: 0.3 }),
      signal(2, { expectedValue: 0.1, confidence: 0.7 }),
      signal(3, { expectedValue: 0.1, confidence: 0.6 }),
    ];
    expect(indices(rankSignals(signals))).toEqual([1, 2, 0, 3]);
  });
});
