import { describe, expect, it } from 'vitest';
import { filterSeries, filterSettings } from '../../../src/agents/filter-series.ts';
import { selectSignals } from '../../../src/agents/signals/select-signals.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { barsOf } from '../../support/bars.ts';
import { indicesOf } from '../../support/signals.ts';

const PRICES = [100, 100, 100, 110, 110, 99, 108.9];
const bars = barsOf(PRICES.map((price) => [price, price, price, price]));
const far = new Float64Array(PRICES.length).fill(50);
const specOf = (changes: object = {}) =>
  parseSpec({
    market: { source: { kind: 'sample', name: 'sp500' } },
    labels: { horizonBars: 2 },
    costs: { spread: 0, commission: 0, slippage: 0 },
    ...changes,
  });
const ALONE = { newsMs: null, book: null };
const payoffs = {
  long: { whenUp: 1, whenDown: -1, costShare: 0 },
  short: { whenUp: -1, whenDown: 1, costShare: 0 },
  up: 1,
  down: 1,
};

describe('selecting signals', () => {
  const select = (changes: object) =>
    selectSignals({
      spec: specOf(changes),
      bars,
      barriers: { stop: far, target: far },
      payoffs,
      validation: { from: 1, to: 6 },
      // Long, long below the confidence, short, short below it; nothing at bar 5; bars 0 and 6 are not asked.
      probability: Float64Array.of(0.9, 0.9, 0.55, 0.1, 0.45, Number.NaN, 0.9),
      knowledge: ALONE,
    });

  it('takes the confident bars of the range, and tells what the others would have brought', () => {
    const { candidates, kept, effects, withoutSide, withoutBarrier } = select({
      signals: { minConfidence: 0.6 },
    });
    expect([indicesOf(candidates), indicesOf(kept)]).toEqual([
      [1, 3],
      [1, 3],
    ]);
    expect([withoutSide, withoutBarrier]).toEqual([1, 0]);
    // Entered at the next open, closed two bars on: 10 % for the long, 10 % for the short, 0 and -10 % for the others.
    expect(effects[0]).toEqual({
      name: 'confidence',
      reached: 4,
      dropped: 2,
      traded: 2,
      droppedReturn: expect.closeTo(-0.1, 12),
      droppedMean: expect.closeTo(-0.05, 12),
      saved: expect.closeTo(0.1, 12),
      keptMean: expect.closeTo(0.1, 12),
    });
  });

  it('goes through the filters of the spec', () => {
    const { kept, effects } = select({ signals: { minConfidence: 0.6, filters: { cooldownBars: 2 } } });
    expect(indicesOf(kept)).toEqual([1]);
    expect(effects.map(({ name, dropped }) => [name, dropped])).toEqual([
      ['confidence', 2],
      ['expected_value', 0],
      ['cooldown', 1],
    ]);
  });
});

describe('the filters of a spec', () => {
  it('are all off by default', () => {
    expect(filterSettings(specOf())).toEqual({
      cooldownBars: 0,
      withTrend: false,
      maxAtrShare: 1,
      regimes: null,
      maxSpreadShare: null,
      minConfluence: null,
      maxCorrelation: null,
      dailyCap: null,
      dayStart: 'new-york',
      riskBudget: null,
      riskShare: 0.01,
      horizonBars: 2,
      isResting: false,
    });
  });

  it('come with what the spec says of each', () => {
    const filters = {
      cooldownBars: 3,
      withTrend: true,
      maxAtrShare: 0.04,
      regimes: ['low', 'high'],
      maxSpreadShare: 0.2,
      minConfluence: -1,
      maxCorrelation: 0.7,
      dailyCap: 5,
      riskBudget: 0.06,
    };
    const spec = specOf({
      market: { symbol: 'BTCUSDT', source: { kind: 'sample', name: 'sp500' } },
      risk: { maxRiskPerTrade: 0.02 },
      execution: { entry: { kind: 'limit', offset: 0.5, bars: 2 } },
      signals: { filters },
    });
    expect(filterSettings(spec)).toEqual({
      ...filters,
      // A market that never closes has the days of UTC.
      dayStart: 'utc',
      riskShare: 0.02,
      horizonBars: 2,
      isResting: true,
    });
  });

  it('read the calendar in minutes, and the next open of each bar', () => {
    const news = { path: 'news.csv', beforeMinutes: 20, afterMinutes: 45 };
    const newsMs = Float64Array.of(1_000);
    const spec = specOf({ signals: { filters: { news } } });
    const series = filterSeries(bars, spec, { newsMs, book: null });
    expect(series.news).toEqual({ timeMs: newsMs, beforeMs: 20 * 60_000, afterMs: 45 * 60_000 });
    const day = 86_400_000;
    expect([...series.nextOpenMs]).toEqual([...bars.timeMs].map((open) => open + day));
    expect(series.close).toBe(bars.close);
    expect(filterSeries(bars, specOf(), { newsMs, book: null }).news).toBeNull();
  });

  it('refuse to limit a spread that the bars do not know', () => {
    const spec = specOf({ signals: { filters: { maxSpreadShare: 0.1 } } });
    expect(() => filterSeries(bars, spec, ALONE)).toThrow(/maxSpreadShare limits the quoted spread/);
    const spread = new Float64Array(PRICES.length).fill(0.01);
    expect(filterSeries({ ...bars, spread }, spec, ALONE).spread).toBe(spread);
  });
});
