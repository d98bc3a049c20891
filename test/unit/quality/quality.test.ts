import { describe, expect, it } from 'vitest';
import { calendarOf } from '../../../src/domain/calendar/calendar.ts';
import type { Bar } from '../../../src/domain/market/bar.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { assessQuality, scoreOf } from '../../../src/domain/quality/assess.ts';
import { measureCoverage } from '../../../src/domain/quality/coverage.ts';
import type { QualityFinding, QualityRule } from '../../../src/domain/quality/finding.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/domain/quality/thresholds.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';

const DAY = 1_440;
const DAY_MS = 86_400_000;

/** Clean daily bars on weekdays, with volume. */
function cleanBars(n = 600): Bars {
  const bars = randomBars(n, createRng('quality'));
  const monday = Date.UTC(2018, 0, 1);
  return {
    ...bars,
    timeMs: Float64Array.from({ length: n }, (_, i) => monday + (Math.floor(i / 5) * 7 + (i % 5)) * DAY_MS),
    // Of no regular kind: neither constant nor at a floor.
    volume: Float64Array.from({ length: n }, (_, i) => 1_000 + ((i * 37) % 101)),
  };
}

type Column = keyof Bar;

/** The bars with some values changed: `edited(bars, { close: { 3: NaN } })`. */
function edited(bars: Bars, edits: { readonly [K in Column]?: Readonly<Record<number, number>> }): Bars {
  const copy = structuredClone(bars);
  for (const [name, values] of Object.entries(edits)) {
    for (const [index, value] of Object.entries(values)) copy[name as Column][Number(index)] = value;
  }
  return copy;
}

const find = (findings: readonly QualityFinding[], rule: QualityRule) =>
  findings.find((f) => f.rule === rule);
const rules = (bars: Bars, minutes = DAY) => assessQuality(bars, minutes).findings.map((f) => f.rule);

describe('clean bars', () => {
  it('are accepted with 100 points and left as they are', () => {
    const bars = cleanBars();
    const assessment = assessQuality(bars, DAY);
    expect(assessment).toMatchObject({ score: 100, verdict: 'accept', findings: [], repairs: [] });
    expect(assessment.cleaned).toEqual(bars);
  });
});

describe('bars with impossible prices', () => {
  it.each([
    ['a missing close', { close: { 7: Number.NaN } }, 'price.missing'],
    ['an infinite high', { high: { 7: Number.POSITIVE_INFINITY } }, 'price.missing'],
    ['a price of zero', { low: { 7: 0 } }, 'price.not_positive'],
    ['a negative price', { low: { 7: -1 } }, 'price.not_positive'],
    ['a high below the close', { high: { 7: 0.01 }, low: { 7: 0.001 } }, 'ohlc.inconsistent'],
    ['a low above the open', { low: { 7: 1e6 }, high: { 7: 1e7 } }, 'ohlc.inconsistent'],
  ] as const)('%s: block, and the bar is dropped with a log entry', (_, edits, rule) => {
    const bars = edited(cleanBars(), edits);
    const { verdict, findings, repairs, cleaned } = assessQuality(bars, DAY);
    expect(verdict).toBe('block');
    expect(find(findings, rule)).toMatchObject({ severity: 'blocking', count: 1, share: 1 / 600 });
    expect(find(findings, rule)?.examples).toMatchObject([{ timeMs: bars.timeMs[7] }]);
    expect(repairs).toMatchObject([{ step: 'drop_unusable_bars', count: 1, firstAtMs: [bars.timeMs[7]] }]);
    expect(cleaned.timeMs).toHaveLength(599);
    expect(cleaned.timeMs).not.toContain(bars.timeMs[7]);
  });
});

describe('times', () => {
  const repeat = (bars: Bars, index: number): Bars => {
    const doubled = (values: Float64Array) =>
      Float64Array.from([...values.subarray(0, index + 1), ...values.subarray(index)]);
    return {
      timeMs: doubled(bars.timeMs),
      open: doubled(bars.open),
      high: doubled(bars.high),
      low: doubled(bars.low),
      close: doubled(bars.close),
      volume: doubled(bars.volume),
    };
  };

  it('given twice with the same values: a warning, the copy is dropped', () => {
    const { verdict, findings, repairs, cleaned } = assessQuality(repeat(cleanBars(), 10), DAY);
    expect(findings).toMatchObject([{ rule: 'time.duplicate_identical', severity: 'warning', count: 1 }]);
    expect(verdict).toBe('accept_with_warnings');
    expect(repairs).toMatchObject([{ step: 'drop_identical_duplicates', count: 1 }]);
    expect(cleaned).toEqual(cleanBars());
  });

  it('given twice with other values: blocking, the first one is kept', () => {
    const bars = edited(repeat(cleanBars(), 10), { volume: { 11: 5 } });
    const { verdict, findings, cleaned } = assessQuality(bars, DAY);
    expect(findings).toMatchObject([{ rule: 'time.duplicate_conflicting', severity: 'blocking', count: 1 }]);
    expect(verdict).toBe('block');
    expect(cleaned).toEqual(cleanBars());
  });

  it('given twice with other spreads: blocking, and it says which', () => {
    const bars = repeat(cleanBars(), 10);
    const spread = new Float64Array(bars.timeMs.length).fill(0.5);
    const { findings, cleaned } = assessQuality({ ...bars, spread }, DAY);
    expect(findings).toMatchObject([{ rule: 'time.duplicate_identical', count: 1 }]);
    expect(cleaned.spread).toHaveLength(600);
    const other = assessQuality({ ...bars, spread: spread.with(11, 0.75) }, DAY);
    expect(other.findings).toMatchObject([
      {
        rule: 'time.duplicate_conflicting',
        severity: 'blocking',
        count: 1,
        examples: [{ timeMs: bars.timeMs[11], detail: expect.stringContaining('spreads 0.5 and 0.75') }],
      },
    ]);
    expect(other.cleaned.spread).toEqual(spread.subarray(1));
    // Not known in both is the same, known in one is not.
    const unknown = spread.with(11, Number.NaN);
    expect(
      find(assessQuality({ ...bars, spread: unknown }, DAY).findings, 'time.duplicate_conflicting'),
    ).toBeDefined();
    expect(
      find(
        assessQuality({ ...bars, spread: unknown.with(10, Number.NaN) }, DAY).findings,
        'time.duplicate_identical',
      ),
    ).toBeDefined();
  });

  it('out of order: a warning that says they were sorted', () => {
    const bars = cleanBars();
    const reversed = Object.fromEntries(
      Object.entries(bars).map(([name, values]) => [name, values.toReversed()]),
    ) as unknown as Bars;
    const { findings, repairs, cleaned } = assessQuality(reversed, DAY);
    expect(findings).toMatchObject([{ rule: 'time.out_of_order', severity: 'warning', count: 599 }]);
    expect(repairs).toMatchObject([{ step: 'sort_by_time', count: 600 }]);
    expect(cleaned).toEqual(bars);
  });

  it('of another timeframe than the spec: blocking', () => {
    expect(find(assessQuality(cleanBars(), 60).findings, 'time.timeframe_mismatch')).toMatchObject({
      severity: 'blocking',
      message: expect.stringContaining('1440 min apart, the spec says 60 min'),
    });
  });

  it('that are too few: blocking', () => {
    expect(rules(cleanBars(DEFAULT_THRESHOLDS.minBars - 1))).toEqual(['bars.too_few']);
    expect(rules(cleanBars(DEFAULT_THRESHOLDS.minBars))).toEqual([]);
  });
});

describe('gaps', () => {
  const gaps = (timeMs: Float64Array, minutes: number) =>
    measureCoverage(timeMs, minutes * 60_000, calendarOf(timeMs, minutes * 60_000, 'auto'));
  const without = (timeMs: Float64Array, from: number, to: number) =>
    timeMs.filter((time) => time < from || time >= to);
  const times = (firstMs: number, stepMs: number, n: number) =>
    Float64Array.from({ length: n }, (_, i) => firstMs + i * stepMs);

  it('are not the weekends of daily bars', () => {
    expect(gaps(cleanBars().timeMs, DAY)).toMatchObject({ missing: 0, share: 1, pauses: { closed: 119 } });
  });

  it('are single days in a market that trades through the holidays of the exchange', () => {
    const { timeMs } = cleanBars();
    expect(gaps(without(timeMs, timeMs[7], timeMs[8]), DAY)).toMatchObject({
      missing: 1,
      gaps: [{ fromMs: timeMs[6], toMs: timeMs[8], missing: 1 }],
    });
  });

  it('are not up to four weekdays in a row where nobody knows the holidays', () => {
    // A quarter of a year: too short to see which holidays are kept.
    const timeMs = cleanBars(40).timeMs;
    expect(gaps(without(timeMs, timeMs[21], timeMs[25]), DAY)).toMatchObject({
      missing: 0,
      pauses: { holiday: 1 },
    });
    expect(gaps(without(timeMs, timeMs[21], timeMs[26]), DAY)).toMatchObject({ missing: 5 });
  });

  it('are single days in a market that knows no weekend', () => {
    const timeMs = times(Date.UTC(2020, 0, 1), DAY_MS, 400);
    expect(gaps(timeMs, DAY).missing).toBe(0);
    expect(gaps(without(timeMs, timeMs[50], timeMs[51]), DAY)).toMatchObject({ missing: 1 });
  });

  it('are single bars in intraday data around the clock', () => {
    const timeMs = times(Date.UTC(2020, 0, 1), 3_600_000, 2_000);
    expect(gaps(timeMs, 60).missing).toBe(0);
    const holed = gaps(without(timeMs, timeMs[50], timeMs[53]), 60);
    expect(holed).toMatchObject({ missing: 3, share: 1_997 / 2_000 });
    expect(holed.months[0]).toEqual({ year: 2020, month: 1, bars: 31 * 24 - 3, missing: 3 });
  });

  it('are not the weekend and the daily break of an intraday session, but a lost week is', () => {
    const hours = times(Date.UTC(2020, 0, 6), 3_600_000, 24 * 7 * 20).filter((time) => {
      const day = new Date(time).getUTCDay();
      return day !== 0 && day !== 6 && new Date(time).getUTCHours() !== 22;
    });
    expect(gaps(hours, 60).missing).toBe(0);
    const lost = without(hours, Date.UTC(2020, 2, 2), Date.UTC(2020, 2, 9));
    expect(gaps(lost, 60)).toMatchObject({ missing: 5 * 23, gaps: [{ missing: 5 * 23 }] });
  });
});

describe('values that look wrong', () => {
  it('a return far from all others is flagged and kept', () => {
    const bars = cleanBars();
    const spiked = edited(bars, { close: { 100: bars.close[100] * 3 }, high: { 100: bars.high[100] * 3 } });
    const { findings, cleaned } = assessQuality(spiked, DAY);
    expect(findings).toMatchObject([
      { rule: 'return.outliers', severity: 'warning', count: 2 },
      { rule: 'return.spikes', severity: 'warning', count: 1, examples: [{ timeMs: bars.timeMs[100] }] },
      { rule: 'range.outliers', severity: 'warning', count: 1 },
    ]);
    expect(cleaned).toEqual(spiked);
  });

  it('opens copied from the close before are flagged by year', () => {
    const bars = cleanBars();
    const copied = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [i + 1, bars.close[i]]));
    const wide = { ...bars, high: bars.high.map((x) => x * 1.2), low: bars.low.map((x) => x / 1.2) };
    const finding = find(assessQuality(edited(wide, { open: copied }), DAY).findings, 'open.synthetic');
    expect(finding).toMatchObject({
      severity: 'warning',
      count: 250,
      message: expect.stringContaining('2018'),
    });
    expect(finding?.message).not.toContain('2019');
  });

  it('a feed that repeats its last value is stale from the fifth bar on', () => {
    const bars = cleanBars();
    const flat = (n: number) => {
      const values = Object.fromEntries(Array.from({ length: n }, (_, i) => [i + 50, bars.close[49]]));
      return edited(bars, { open: values, high: values, low: values, close: values });
    };
    expect(rules(flat(4))).toEqual([]);
    expect(find(assessQuality(flat(5), DAY).findings, 'price.stale')).toMatchObject({ count: 5 });
  });

  it('no volume at all is for the record, some of it missing is a warning', () => {
    const bars = cleanBars();
    const none = assessQuality({ ...bars, volume: new Float64Array(600) }, DAY);
    expect(none).toMatchObject({ score: 100, verdict: 'accept' });
    expect(none.findings).toMatchObject([{ rule: 'volume.zero', severity: 'info', share: 1 }]);
    const volume = bars.volume.map((v, i) => (i % 10 === 0 ? 0 : v));
    expect(assessQuality({ ...bars, volume }, DAY).findings).toMatchObject([
      { rule: 'volume.zero', severity: 'warning', count: 60 },
    ]);
    expect(rules(edited(bars, { volume: { 3: -1, 4: Number.NaN } }))).toEqual(['volume.invalid']);
  });
});

describe('the score', () => {
  const finding = (rule: QualityRule, share: number, severity: QualityFinding['severity'] = 'warning') => ({
    rule,
    severity,
    share,
    message: '',
    count: 1,
    examples: [],
    repair: { step: 'other_source' as const, applied: false, how: '' },
  });

  it('loses a tenth of the weight for any finding and all of it from a tenth of the bars on', () => {
    expect(scoreOf([finding('time.gaps', 0.0001)])).toBe(98);
    expect(scoreOf([finding('time.gaps', 0.05)])).toBe(90);
    expect(scoreOf([finding('time.gaps', 0.5)])).toBe(80);
    expect(scoreOf([finding('volume.zero', 1, 'info')])).toBe(100);
  });

  it('never falls below zero', () => {
    expect(scoreOf([finding('price.missing', 1), finding('ohlc.inconsistent', 1)])).toBe(0);
  });
});
