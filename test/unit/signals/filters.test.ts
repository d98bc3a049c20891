import { describe, expect, it } from 'vitest';
import { bookCorrelation, returnsAsOf } from '../../../src/domain/risk/open-positions.ts';
import { type FilterSettings, filterChain } from '../../../src/domain/signals/filter-chain.ts';
import { applyFilters, filterEffects } from '../../../src/domain/signals/filters.ts';
import {
  calmEnough,
  inRegime,
  inSession,
  positiveExpectedValue,
  quietNews,
  tightSpread,
  uncorrelated,
  withConfluence,
  withTrend,
} from '../../../src/domain/signals/market-filters.ts';
import { cooldown, dailyCap, riskBudget } from '../../../src/domain/signals/pace-filters.ts';
import { rankSignals } from '../../../src/domain/signals/rank.ts';
import { REGIME_BARS, volatilityRegimes } from '../../../src/domain/signals/regime.ts';
import { indicesOf, signalAt } from '../../support/signals.ts';

const DAY = 86_400_000;
const signals = (...indices: number[]) => indices.map((index) => signalAt(index));

describe('filters of the market', () => {
  it('trend: longs above the average, shorts below; unknown drops', () => {
    const average = Float64Array.of(Number.NaN, 99, 101, 100);
    const given = [
      signalAt(0),
      signalAt(1),
      signalAt(1, { side: -1 }),
      signalAt(2),
      signalAt(2, { side: -1 }),
      signalAt(3),
    ];
    const close = new Float64Array(4).fill(100);
    expect(withTrend(average, close).keep(given)).toEqual([given[1], given[4]]);
  });

  it('volatility limit: up to the share, bound included; unknown drops', () => {
    const atr = Float64Array.of(1, 2, 2.1, Number.NaN);
    const close = new Float64Array(4).fill(100);
    expect(indicesOf(calmEnough(atr, close, 0.02).keep(signals(0, 1, 2, 3)))).toEqual([0, 1]);
  });

  it('regime: only those that are allowed, never an unknown one', () => {
    const regime = Int8Array.of(-1, 0, 1, 2);
    expect(indicesOf(inRegime(regime, new Set([0, 2])).keep(signals(0, 1, 2, 3)))).toEqual([1, 3]);
  });

  it('session: by the bar a signal would be filled in; the last bar has none', () => {
    expect(indicesOf(inSession(Uint8Array.of(0, 1, 0, 1)).keep(signals(0, 1, 2, 3)))).toEqual([0, 2]);
  });

  it('spread: against the distance of the stop; unknown drops', () => {
    const spread = Float64Array.of(0.2, 0.21, Number.NaN);
    expect(indicesOf(tightSpread(spread, 0.1).keep(signals(0, 1, 2)))).toEqual([0]);
  });

  it('confluence: in the direction of the trade', () => {
    const confluence = Float64Array.of(0.3, -0.3, 0.1);
    const given = [signalAt(0), signalAt(1), signalAt(1, { side: -1 }), signalAt(2)];
    expect(withConfluence(confluence, 0.2).keep(given)).toEqual([given[0], given[2]]);
  });

  it('correlation: a short of what is open long is a hedge', () => {
    const correlation = { largest: Float64Array.of(0.9, 0.2), smallest: Float64Array.of(0.9, -0.8) };
    const given = [signalAt(0), signalAt(0, { side: -1 }), signalAt(1), signalAt(1, { side: -1 })];
    expect(uncorrelated(correlation, 0.5).keep(given)).toEqual([given[1], given[2]]);
  });

  it('news: quiet from before to after each event, both ends included', () => {
    const news = { timeMs: Float64Array.of(10_000, 12_000, 40_000), beforeMs: 2_000, afterMs: 3_000 };
    // Filled at its own second; a resting order may be filled up to two seconds later.
    const nextOpenMs = Float64Array.from({ length: 50 }, (_, i) => i * 1_000);
    const given = signals(0, 5, 6, 7, 8, 10, 14, 15, 16, 30, 35, 36, 37, 38, 43, 44);
    const kept = quietNews(news, nextOpenMs, false).keep(given);
    expect(indicesOf(kept)).toEqual([0, 5, 6, 7, 16, 30, 35, 36, 37, 44]);
    expect(indicesOf(quietNews(news, nextOpenMs, true).keep(given))).toEqual([0, 5, 16, 30, 35, 44]);
    expect(quietNews({ ...news, timeMs: new Float64Array(0) }, nextOpenMs, true).keep(kept)).toEqual(kept);
  });
});

describe('filters of the pace', () => {
  it('cooldown: quiet for the given bars after each signal that was kept', () => {
    expect(indicesOf(cooldown(2).keep(signals(0, 1, 2, 3, 4, 7)))).toEqual([0, 3, 7]);
    expect(indicesOf(cooldown(0).keep(signals(0, 1, 2)))).toEqual([0, 1, 2]);
  });

  it('daily cap: the first of each trading day of the market', () => {
    const hour = (day: number, h: number, index: number) =>
      signalAt(index, { timeMs: Date.UTC(2024, 0, day, h) });
    // New York closes at 22:00 UTC in winter: a Monday evening belongs to Tuesday.
    const evening = [hour(8, 20, 0), hour(8, 21, 1), hour(8, 22, 2), hour(9, 3, 3), hour(9, 21, 4)];
    expect(indicesOf(dailyCap(1, 'new-york').keep(evening))).toEqual([0, 2]);
    expect(indicesOf(dailyCap(1, 'utc').keep(evening))).toEqual([0, 3]);
  });

  it('daily cap: counts anew each day', () => {
    const given = [0, 0.4, 0.9, 1, 1.5, 3].map((days, index) => signalAt(index, { timeMs: days * DAY }));
    expect(indicesOf(dailyCap(2, 'utc').keep(given))).toEqual([0, 1, 3, 4, 5]);
  });

  it('risk budget: no more open at once than it pays for, the better one first', () => {
    const given = [
      signalAt(0, { riskAdjusted: 0.1 }),
      signalAt(0, { riskAdjusted: 0.3, side: -1 }),
      signalAt(1),
      signalAt(9),
      signalAt(10),
      signalAt(11),
    ];
    // Room for one; it may be open for ten bars.
    expect(riskBudget(0.01, 0.01, 10).keep(given)).toEqual([given[1], given[4]]);
    expect(riskBudget(0.03, 0.01, 10).keep(given)).toEqual([
      given[0],
      given[1],
      given[2],
      given[4],
      given[5],
    ]);
    expect(riskBudget(0.005, 0.01, 10).keep(given)).toEqual([]);
  });
});

describe('a chain of filters', () => {
  const OFF: FilterSettings = {
    cooldownBars: 0,
    withTrend: false,
    maxAtrShare: 1,
    regimes: null,
    maxSpreadShare: null,
    minConfluence: null,
    maxCorrelation: null,
    dailyCap: null,
    dayStart: 'utc',
    riskBudget: null,
    riskShare: 0.01,
    horizonBars: 10,
    isResting: false,
  };
  const column = new Float64Array(1);
  const series = {
    close: column,
    atr: column,
    trendAverage: column,
    regime: new Int8Array(1),
    mayEnter: null,
    spread: null,
    confluence: column,
    correlation: null,
    news: null,
    nextOpenMs: column,
  };

  it('holds only the filters that were asked for, the pace last', () => {
    const names = (...given: Parameters<typeof filterChain>) => filterChain(...given).map((f) => f.name);
    expect(names(OFF, series)).toEqual(['expected_value']);
    expect(
      names(
        {
          ...OFF,
          cooldownBars: 3,
          withTrend: true,
          maxAtrShare: 0.05,
          regimes: ['low'],
          maxSpreadShare: 0.1,
          minConfluence: 0,
          maxCorrelation: 0.5,
          dailyCap: 3,
          riskBudget: 0.05,
        },
        {
          ...series,
          mayEnter: new Uint8Array(1),
          spread: column,
          confluence: column,
          correlation: { largest: column, smallest: column },
          news: { timeMs: column, beforeMs: 0, afterMs: 0 },
        },
      ),
    ).toEqual([
      'expected_value',
      'max_atr_share',
      'regime',
      'with_trend',
      'session',
      'spread',
      'news',
      'confluence',
      'correlation',
      'cooldown',
      'daily_cap',
      'risk_budget',
    ]);
  });

  it('reports what each filter dropped of what reached it, and what that cost or saved', () => {
    const given = [signalAt(0, { expectedValue: 0 }), signalAt(1), signalAt(2), signalAt(3), signalAt(9)];
    const outcome = applyFilters(given, [positiveExpectedValue, cooldown(3)]);
    expect(indicesOf(outcome.kept)).toEqual([1, 9]);
    expect(indicesOf(outcome.dropped.expected_value)).toEqual([0]);
    expect(indicesOf(outcome.dropped.cooldown)).toEqual([2, 3]);

    const returns = [-0.02, 0.01, 0.03, Number.NaN, -0.01];
    const effects = filterEffects(given, outcome, (signal) => returns[given.indexOf(signal)]);
    expect(effects).toEqual([
      {
        name: 'expected_value',
        reached: 5,
        dropped: 1,
        traded: 1,
        droppedReturn: -0.02,
        droppedMean: -0.02,
        saved: 0.02,
        keptMean: 0.01,
      },
      {
        name: 'cooldown',
        reached: 4,
        dropped: 2,
        traded: 1,
        droppedReturn: 0.03,
        droppedMean: 0.03,
        saved: -0.03,
        keptMean: 0,
      },
    ]);
  });

  it('leaves no signals as no signals', () => {
    expect(applyFilters([], [positiveExpectedValue])).toEqual({ kept: [], dropped: { expected_value: [] } });
    expect(filterEffects([], { kept: [], dropped: { cooldown: [] } }, () => 0)[0]).toMatchObject({
      reached: 0,
      droppedMean: null,
      saved: 0,
    });
  });
});

it('ranking puts the best expectation for its risk first, then confidence, then age', () => {
  const given = [
    signalAt(0, { riskAdjusted: 0.1, confidence: 0.6 }),
    signalAt(1, { riskAdjusted: 0.2, confidence: 0.6 }),
    signalAt(2, { riskAdjusted: 0.1, confidence: 0.7 }),
    signalAt(3, { riskAdjusted: 0.1, confidence: 0.7 }),
  ];
  expect(indicesOf(rankSignals(given))).toEqual([1, 2, 3, 0]);
});

it('volatility regimes are thirds of the last bars, unknown before there are enough', () => {
  const atr = Float64Array.from({ length: REGIME_BARS + 3 }, (_, i) => i + 1);
  atr[REGIME_BARS + 1] = 4;
  atr[REGIME_BARS + 2] = 126;
  const regimes = volatilityRegimes(atr, new Float64Array(atr.length).fill(1_000));
  expect([...regimes.subarray(REGIME_BARS - 2)]).toEqual([-1, 2, 2, 0, 1]);
});

describe('open positions', () => {
  it('give the returns that were known at the end of each period', () => {
    const other = { knownMs: Float64Array.of(10, 20, 35), close: Float64Array.of(100, 110, 99) };
    const returns = returnsAsOf(other, 5, Float64Array.of(8, 10, 20, 30, 40));
    expect([...returns].map((value) => Number(value.toFixed(12)))).toEqual([0, 0, 0.1, 0, -0.1]);
  });

  it('are like a signal as far as their returns are', () => {
    const returns = Float64Array.from({ length: 30 }, (_, i) => Math.sin(i * 7));
    const open = [
      { name: 'same', exposure: -2, returns },
      { name: 'other', exposure: 1, returns: returns.map((value) => -value * 3) },
    ];
    const { largest, smallest } = bookCorrelation(returns, open, 10);
    expect(largest[5]).toBe(0);
    expect(largest[20]).toBeCloseTo(-1, 9);
    expect(smallest[20]).toBeCloseTo(-1, 9);
    expect(bookCorrelation(returns, [], 10).largest[20]).toBe(0);
  });
});
