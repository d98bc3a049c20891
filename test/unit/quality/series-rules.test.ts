import { describe, expect, it } from 'vitest';
import { newYorkClock, newYorkCloseBefore } from '../../../src/domain/calendar/clock.ts';
import { type Bars, pickBars } from '../../../src/domain/market/bars.ts';
import { type AssessOptions, assessQuality } from '../../../src/domain/quality/assess.ts';
import type { QualityRule, Severity } from '../../../src/domain/quality/finding.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/domain/quality/thresholds.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const N = 1_000;
/** 480 of the thousand hours lie in 2022, 520 in 2023. */
const START = Date.UTC(2022, 11, 12);
const BARS_OF_2022 = 480;

/** Clean bars at the given times, with volume of no regular kind. */
function barsAt(timeMs: Float64Array): Bars {
  const n = timeMs.length;
  const volume = Float64Array.from({ length: n }, (_, i) => 1_000 + ((i * 37) % 101));
  return { ...randomBars(n, createRng('every rule')), timeMs, volume };
}
/** Around the clock. */
const HOURS = barsAt(Float64Array.from({ length: N }, (_, i) => START + i * HOUR_MS));

const WEEKS = 30;
const WEEK_BARS = 120;
/** 17:00 New York of 30 Sundays from 1 January 2023 on: winter, and summer from March on. */
const SUNDAYS = Array.from({ length: WEEKS }, (_, week) =>
  newYorkCloseBefore(Date.UTC(2023, 0, 2 + week * 7, 12), newYorkClock()),
);
/** The hours of the FX week, its stamps late by so much. */
const fxHours = (lateMs = 0): Bars =>
  barsAt(
    Float64Array.from(
      SUNDAYS.flatMap((sunday) => Array.from({ length: WEEK_BARS }, (_, i) => sunday + i * HOUR_MS + lateMs)),
    ),
  );

/** The bars with a column changed at some places. */
function changed(bars: Bars, name: 'volume' | 'timeMs', at: (value: number, i: number) => number): Bars {
  return { ...bars, [name]: bars[name].map(at) };
}
const prices = (bars: Bars, at: (values: Float64Array) => Float64Array): Bars => ({
  ...bars,
  open: at(bars.open),
  high: at(bars.high),
  low: at(bars.low),
  close: at(bars.close),
});
const withSpread = (edits: Readonly<Record<number, number>>): Bars => ({
  ...HOURS,
  spread: Float64Array.from({ length: N }, (_, i) => edits[i] ?? 0.125),
});
const calendar = (choice: '24x7' | 'fx'): AssessOptions => ({
  thresholds: { ...DEFAULT_THRESHOLDS, calendar: choice },
});
const asOf = (asOfMs: number): AssessOptions => ({ ...calendar('24x7'), asOfMs });
/** Every `every`th bar stands still. */
const standing = (every: number): Bars =>
  prices(HOURS, (values) => values.map((value, i) => (i % every === 0 ? HOURS.close[i] : value)));
/** Bars 200 to 199 + n repeat those from 100 on. */
const copies = (n: number): Bars => ({
  ...pickBars(
    HOURS,
    Array.from({ length: N }, (_, i) => (i >= 200 && i < 200 + n ? i - 100 : i)),
  ),
  timeMs: HOURS.timeMs,
});
/** Two digits in 2022, so many in 2023. */
const digits = (later: number): Bars =>
  prices(HOURS, (values) => values.map((value, i) => Number(value.toFixed(i < BARS_OF_2022 ? 2 : later))));
const withSaturday = (hours: number): Bars => {
  const saturday = Array.from({ length: hours }, (_, i) => Date.UTC(2023, 0, 14, 8 + i));
  return barsAt(Float64Array.from([...fxHours().timeMs, ...saturday]).sort());
};
/** Days of six a week: the Sunday holds the first two hours of the FX week. */
const STUBS = barsAt(
  Float64Array.from(
    { length: 600 },
    (_, i) => Date.UTC(2021, 0, 3) + (Math.floor(i / 6) * 7 + (i % 6)) * DAY_MS,
  ),
);
/** So many hours at either end of the thousand. */
const ends = (kept: number): Bars =>
  pickBars(
    HOURS,
    Array.from({ length: 2 * kept }, (_, i) => (i < kept ? i : N - 2 * kept + i)),
  );

/**
 * Closes that go up and down by a percent at the ends, by a hundredth of one in the middle, and by sizes between them on the
 * way, so that nothing stands out where it stands; but for the step into bar 500, which stays: so many robust deviations of
 * the 256 bars around, whose median size is that of the bars 64 places away (the window of bar 500 is nearly centred on it).
 */
function quietMiddle(deviations: number): Bars {
  const sizeAt = (i: number): number => 0.0001 * 100 ** (Math.abs(i - 500) / 500);
  const steps = Array.from({ length: N }, (_, i) =>
    i === 500 ? deviations * 1.4826022185 * sizeAt(564) : (i % 2 === 0 ? 1 : -1) * sizeAt(i),
  );
  let log = Math.log(100);
  const close = Float64Array.from(steps, (step) => {
    log += step;
    return Math.exp(log);
  });
  const open = close.map((price, i) => close[i - 1] ?? price);
  return {
    ...HOURS,
    open,
    close,
    high: close.map((price, i) => Math.max(price, open[i]) * 1.00001),
    low: close.map((price, i) => Math.min(price, open[i]) * 0.99999),
  };
}

interface Case {
  readonly rule: QualityRule;
  readonly bars: Bars;
  readonly minutes?: number;
  readonly options?: AssessOptions;
  readonly severity: Severity;
  readonly count: number;
  readonly share: number;
  /** Open time of the first example; null: the finding has none. */
  readonly first: number | null;
  readonly repair: { readonly step: string; readonly applied: boolean };
  /** The same a hair below the limit: no finding. */
  readonly clean: { readonly bars: Bars; readonly minutes?: number; readonly options?: AssessOptions };
}

const offered = (step: string) => ({ step, applied: false });
const last = HOURS.timeMs[N - 1];

const CASES: readonly Case[] = [
  {
    rule: 'time.coverage_low',
    bars: ends(200),
    severity: 'blocking',
    count: 600,
    share: 0.6,
    first: HOURS.timeMs[199],
    repair: offered('other_source'),
    clean: { bars: ends(250) },
  },
  {
    rule: 'time.timeframe_mismatch',
    bars: HOURS,
    minutes: 240,
    severity: 'blocking',
    count: N,
    share: 1,
    first: HOURS.timeMs[1],
    repair: offered('resample'),
    clean: { bars: HOURS },
  },
  {
    // Bars of an hour cannot be parted into minutes.
    rule: 'time.timeframe_mismatch',
    bars: HOURS,
    minutes: 1,
    severity: 'blocking',
    count: N,
    share: 1,
    first: HOURS.timeMs[1],
    repair: offered('other_source'),
    clean: { bars: HOURS },
  },
  {
    rule: 'bars.too_few',
    bars: pickBars(
      HOURS,
      Array.from({ length: 499 }, (_, i) => i),
    ),
    severity: 'blocking',
    count: 499,
    share: 1,
    first: START,
    repair: offered('other_source'),
    clean: {
      bars: pickBars(
        HOURS,
        Array.from({ length: 500 }, (_, i) => i),
      ),
    },
  },
  {
    rule: 'return.local_outliers',
    bars: quietMiddle(17),
    severity: 'warning',
    count: 1,
    share: 1 / N,
    first: HOURS.timeMs[500],
    repair: offered('other_source'),
    clean: { bars: quietMiddle(13) },
  },
  {
    rule: 'time.off_grid',
    bars: changed(HOURS, 'timeMs', (time, i) => (i === 7 || i === 9 ? time + 300_000 : time)),
    severity: 'warning',
    count: 2,
    share: 2 / N,
    first: HOURS.timeMs[7] + 300_000,
    repair: offered('resample'),
    // Another phase for all of them is a grid as well.
    clean: { bars: changed(HOURS, 'timeMs', (time) => time + 300_000) },
  },
  {
    rule: 'time.future',
    bars: HOURS,
    options: asOf(last - 3 * HOUR_MS + 1),
    severity: 'warning',
    count: 3,
    share: 3 / N,
    first: last - 2 * HOUR_MS,
    repair: offered('convert_zone'),
    clean: { bars: HOURS, options: asOf(last) },
  },
  {
    rule: 'time.unfinished_last_bar',
    bars: HOURS,
    options: asOf(last + HOUR_MS - 1),
    severity: 'warning',
    count: 1,
    share: 1 / N,
    first: last,
    repair: { step: 'drop_unfinished_bar', applied: true },
    clean: { bars: HOURS, options: asOf(last + HOUR_MS) },
  },
  {
    rule: 'time.zone_shift',
    // An hour alone could be the stamps of closes.
    bars: fxHours(2 * HOUR_MS),
    options: calendar('fx'),
    severity: 'warning',
    // 12, 13 and 4 weekly opens in the quarters, the bars between the first and the last of each.
    count: (11 + 12 + 3) * WEEK_BARS,
    share: (26 * WEEK_BARS) / (WEEKS * WEEK_BARS),
    first: SUNDAYS[1] + 2 * HOUR_MS,
    repair: offered('convert_zone'),
    clean: { bars: fxHours(), options: calendar('fx') },
  },
  {
    rule: 'calendar.outside_session',
    bars: withSaturday(5),
    options: calendar('fx'),
    severity: 'warning',
    count: 5,
    share: 5 / (WEEKS * WEEK_BARS + 5),
    first: Date.UTC(2023, 0, 14, 8),
    repair: offered('drop_weekend'),
    clean: { bars: fxHours(), options: calendar('fx') },
  },
  {
    rule: 'calendar.outside_session',
    bars: withSaturday(3),
    options: calendar('fx'),
    severity: 'info',
    count: 3,
    share: 3 / (WEEKS * WEEK_BARS + 3),
    first: Date.UTC(2023, 0, 14, 8),
    repair: offered('drop_weekend'),
    clean: { bars: fxHours(), options: calendar('fx') },
  },
  {
    rule: 'calendar.sunday_stubs',
    bars: STUBS,
    minutes: 1_440,
    options: {},
    severity: 'warning',
    count: 100,
    share: 1 / 6,
    first: Date.UTC(2021, 0, 3),
    repair: offered('resample'),
    // With Saturdays the market has no weekend.
    clean: {
      bars: barsAt(Float64Array.from({ length: 700 }, (_, i) => Date.UTC(2021, 0, 3) + i * DAY_MS)),
      minutes: 1_440,
      options: {},
    },
  },
  {
    rule: 'price.flat',
    bars: standing(20),
    severity: 'warning',
    count: 50,
    share: 0.05,
    first: START,
    repair: offered('resample'),
    clean: { bars: standing(21) },
  },
  {
    rule: 'price.copied',
    bars: copies(3),
    severity: 'warning',
    count: 3,
    share: 3 / N,
    first: HOURS.timeMs[200],
    repair: offered('other_source'),
    clean: { bars: copies(2) },
  },
  {
    rule: 'price.digits_changed',
    bars: digits(4),
    severity: 'info',
    count: 1,
    share: 1 / N,
    first: Date.UTC(2023, 0, 1),
    repair: offered('other_source'),
    clean: { bars: digits(2) },
  },
  {
    rule: 'volume.floored',
    bars: changed(HOURS, 'volume', (value, i) => (i % 2 === 1 ? 1 : value)),
    severity: 'warning',
    count: 500,
    share: 0.5,
    first: HOURS.timeMs[1],
    repair: offered('other_source'),
    clean: { bars: changed(HOURS, 'volume', (value, i) => (i % 2 === 1 && i > 1 ? 1 : value)) },
  },
  {
    rule: 'volume.regime',
    bars: changed(HOURS, 'volume', (value, i) => (i < BARS_OF_2022 ? value : 6 * value)),
    severity: 'warning',
    count: 520,
    share: 0.52,
    first: Date.UTC(2023, 0, 1),
    repair: offered('other_source'),
    clean: { bars: changed(HOURS, 'volume', (value, i) => (i < BARS_OF_2022 ? value : 4 * value)) },
  },
  {
    rule: 'spread.not_positive',
    bars: withSpread({ 7: 0, 8: -0.125 }),
    severity: 'warning',
    count: 2,
    share: 2 / N,
    first: HOURS.timeMs[7],
    repair: offered('other_source'),
    clean: { bars: withSpread({ 7: Number.NaN }) },
  },
  {
    rule: 'spread.not_positive',
    bars: { ...HOURS, spread: new Float64Array(N) },
    severity: 'info',
    count: N,
    share: 1,
    first: START,
    repair: offered('other_source'),
    clean: { bars: HOURS },
  },
  {
    rule: 'spread.wide',
    bars: withSpread({ 9: 2.625 }),
    severity: 'warning',
    count: 1,
    share: 1 / N,
    first: HOURS.timeMs[9],
    repair: offered('other_source'),
    // Twenty times the median is the limit.
    clean: { bars: withSpread({ 9: 2.5 }) },
  },
];

describe('the rules of a series, on generated bars', () => {
  const found = ({ bars, minutes = 60, options = calendar('24x7') }: Case['clean']) =>
    assessQuality(bars, minutes, options).findings;

  it('a clean series has no finding', () => {
    expect(found({ bars: HOURS })).toEqual([]);
    expect(found({ bars: fxHours(), options: calendar('fx') })).toEqual([]);
  });

  it.each(CASES)('$rule, $severity: $count bars', (one) => {
    const finding = found(one).find(({ rule }) => rule === one.rule);
    expect(finding).toMatchObject({ severity: one.severity, count: one.count });
    expect(finding?.share).toBeCloseTo(one.share, 12);
    expect(finding?.examples[0]?.timeMs ?? null).toBe(one.first);
    expect(finding?.repair ? { step: finding.repair.step, applied: finding.repair.applied } : null).toEqual(
      one.repair,
    );
    expect(found(one.clean).map(({ rule }) => rule)).not.toContain(one.rule);
  });

  it('a week that opens an hour late is usual where there is a daily break', () => {
    const { timeMs } = fxHours();
    const clock = newYorkClock();
    const metals = barsAt(timeMs.filter((time) => new Date(clock(time)).getUTCHours() !== 17));
    const { calendar: concluded, findings } = assessQuality(metals, 60);
    expect(concluded.kind).toBe('learned');
    expect(findings.map(({ rule }) => rule)).not.toContain('time.zone_shift');
  });
});
