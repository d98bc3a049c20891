import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { prepareBars } from '../../../src/agents/data/prepare.ts';
import type { RawBars } from '../../../src/agents/ports.ts';
import { createMarketData } from '../../../src/data-sources/market-data.ts';
import { calendarOf } from '../../../src/domain/calendar/calendar.ts';
import { barCount, sliceBars } from '../../../src/domain/market/bars.ts';
import { measureCoverage } from '../../../src/domain/quality/coverage.ts';
import { median } from '../../../src/domain/quality/median.ts';
import { robustReturns } from '../../../src/domain/quality/returns.ts';
import { resample } from '../../../src/domain/resample/resample.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { ABSENT, hasSharedData } from '../../support/shared-data.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/ohlcv/', import.meta.url));
/** One reading of a file serves every test that looks at it. */
const readings = new Map<string, Promise<RawBars>>();
function read(path: string, rest: object = {}): Promise<RawBars> {
  const key = JSON.stringify([path, rest]);
  const known = readings.get(key);
  if (known) return known;
  const marketData = createMarketData({ dataDirectory: folder });
  const reading = marketData.read({ kind: 'file', path, ...rest }, new AbortController().signal);
  readings.set(key, reading);
  return reading;
}

async function assess(
  path: string,
  market: { timeframe: string; symbol: string; adjustments?: object[] },
  quality: object = {},
) {
  const raw = await read(path);
  const spec = parseSpec({ market: { source: { kind: 'file', path }, ...market }, quality });
  return prepareBars(raw, spec).assessment;
}

const at = (utcMs: number): Date => new Date(utcMs);
const HOUR = 3_600_000;
/** The median of a column over the bars whose open time is asked for. */
const medianWhere = (timeMs: Float64Array, column: Float64Array, isAsked: (time: Date) => boolean): number =>
  median(column.filter((_, i) => isAsked(at(timeMs[i]))));
/** Bars before whose next one lies a time away that is asked for. */
const beforePauses = (timeMs: Float64Array, isAsked: (ms: number) => boolean): Date[] =>
  [...timeMs].filter((time, i) => i + 1 < timeMs.length && isAsked(timeMs[i + 1] - time)).map(at);
const counts = ({ findings }: Awaited<ReturnType<typeof assess>>) =>
  Object.fromEntries(findings.map(({ rule, count }) => [rule, count]));

/** Gaps whose missing bars touch no weekend on the clock of the stamps. */
function gapsInWeek(timeMs: Float64Array, stepMs: number) {
  const always = calendarOf(timeMs, stepMs, '24x7');
  return measureCoverage(timeMs, stepMs, always).gaps.filter(({ fromMs, toMs }) => {
    for (let time = fromMs + stepMs; time < toMs; time += stepMs) {
      if (at(time).getUTCDay() % 6 === 0) return false;
    }
    return true;
  });
}

/** The figures of the README beside the files, measured there by another program. */
describe.skipIf(!hasSharedData('ohlcv'))(`quality of real files ${ABSENT}`, () => {
  it('UNIUSDT: 57 copies from rewinds, 4,262 gaps of 17,036 bars around the clock', async () => {
    const found = await assess('forexsb-excel_UNIUSDT_M15.csv.gz', { timeframe: '15m', symbol: 'UNIUSDT' });
    expect(found.calendar.kind).toBe('24x7');
    expect(counts(found)).toMatchObject({ 'time.duplicate_identical': 57, 'time.gaps': 4_262 });
    expect(found.coverage.missing).toBe(17_036);
    expect(barCount(found.cleaned)).toBe(87_539);
  });

  it('Coinbase: newest first, 28 bars without volume, a stale run of 15, five copied hours', async () => {
    const found = await assess('cryptodatadownload_Coinbase_BTCUSD_H1_desc.csv.gz', {
      timeframe: '1h',
      symbol: 'BTCUSD',
    });
    expect(counts(found)).toMatchObject({ 'volume.zero': 28, 'price.stale': 15, 'price.copied': 5 });
    const copied = found.findings.find(({ rule }) => rule === 'price.copied');
    expect(copied?.examples[0].timeMs).toBe(Date.UTC(2017, 10, 12, 4));
  });

  it('EURUSD H1 of OANDA: UTC, the lost week of December 2016, 30 outliers', async () => {
    const found = await assess('lean-oanda_EURUSD_H1_bidask.csv.gz', { timeframe: '1h', symbol: 'EURUSD' });
    expect(found.calendar.kind).toBe('fx');
    expect(counts(found)).toMatchObject({ 'return.outliers': 30 });
    expect(found.findings.map(({ rule }) => rule)).not.toContain('time.zone_shift');
    // Every bar of this file opens where the one before closed, over weekends too.
    expect(counts(found)['open.synthetic']).toBeGreaterThan(600);
    const longest = found.coverage.gaps.toSorted((a, b) => b.missing - a.missing)[0];
    expect(new Date(longest.fromMs).toISOString()).toBe('2016-12-09T21:00:00.000Z');
  });

  it('EURUSD H1 of OANDA: 1,647 bars on Sundays, spreads by the hour of the day', async () => {
    const { bars } = await read('lean-oanda_EURUSD_H1_bidask.csv.gz');
    expect(bars.timeMs.filter((time) => at(time).getUTCDay() === 0)).toHaveLength(1_647);
    // In pips: "1.2-1.3 in the day and 2.3 at 21:00 UTC", after New York has closed.
    const spreads = Array.from(
      { length: 24 },
      (_, hour) =>
        medianWhere(bars.timeMs, bars.spread as Float64Array, (time) => time.getUTCHours() === hour) * 1e4,
    );
    const day = spreads.slice(0, 20).map((spread) => Math.round(spread * 10) / 10);
    expect([...new Set(day)].sort()).toEqual([1.2, 1.3]);
    expect(spreads[21]).toBeCloseTo(2.3, 6);
    expect(Math.max(...spreads)).toBe(spreads[21]);
  });

  it('USA500: 89 outliers in the crisis, volume at the floor of one a minute', async () => {
    const found = await assess('forexsb-excel_USA500IDXUSD_H1.csv.gz', {
      timeframe: '1h',
      symbol: 'USA500IDXUSD',
    });
    // 83 of them lie in weeks in which such hours are usual; four others stand out in theirs.
    expect(counts(found)).toMatchObject({ 'return.outliers': 89, 'return.local_outliers': 4 });
    expect(found.findings.find(({ rule }) => rule === 'return.outliers')?.message).toContain('83 of them');
    expect(found.findings.map(({ rule }) => rule)).toContain('volume.floored');
  });

  it('EURUSD and AUDCAD days: 835 and 865 Sunday stubs, changed volume units', async () => {
    const eurusd = await assess('forexsb-excel_EURUSD_D1.csv.gz', { timeframe: '1d', symbol: 'EURUSD' });
    const audcad = await assess('forexsb-fsbpro_AUDCAD1440.csv.gz', { timeframe: '1d', symbol: 'AUDCAD' });
    expect(counts(eurusd)['calendar.sunday_stubs']).toBe(835);
    expect(counts(audcad)['calendar.sunday_stubs']).toBe(865);
    expect(counts(audcad)['volume.regime']).toBeGreaterThan(0);
  });

  it('GBPUSD in broker time: Brexit is flagged and kept', async () => {
    const found = await assess('ejtrader_GBPUSD_H1.csv.gz', { timeframe: '1h', symbol: 'GBPUSD' });
    const outliers = found.findings.find(({ rule }) => rule === 'return.outliers');
    expect(outliers?.repair?.applied).toBe(false);
    expect(barCount(found.cleaned)).toBe(57_600);
  });

  it.each([
    ['ejtrader_GBPUSD_H1', 89],
    ['ejtrader_EURUSD_H4', 24],
  ])('%s: the robust z of the Brexit bar is %i, and no other is as far out', async (name, expected) => {
    const { bars } = await read(`${name}.csv.gz`);
    const { returns, center, scale } = robustReturns(bars);
    const z = returns.map((value) => Math.abs(value - center) / scale);
    const largest = z.reduce((best, value, i) => (value > z[best] ? i : best), 1);
    expect(at(bars.timeMs[largest]).toISOString().slice(0, 10)).toBe('2016-06-24');
    expect(Math.round(z[largest])).toBe(expected);
  });

  it('Apple: four splits suspected and gone when named; New York holidays are no gaps', async () => {
    const market = { timeframe: '1d', symbol: 'AAPL' };
    const raw = await assess('lean_AAPL_D1_raw.csv.gz', market);
    expect(raw.calendar).toMatchObject({ kind: 'us-exchange', holidays: 'us' });
    expect(counts(raw)).toMatchObject({ 'corporate.split_suspected': 4 });
    expect(raw.coverage.missing).toBe(0);
    const adjustments = [
      { exDate: '2000-06-21', split: 2 },
      { exDate: '2005-02-28', split: 2 },
      { exDate: '2014-06-09', split: 7 },
      { exDate: '2020-08-31', split: 4 },
    ];
    const adjusted = await assess('lean_AAPL_D1_raw.csv.gz', { ...market, adjustments });
    expect(counts(adjusted)).not.toHaveProperty('corporate.split_suspected');
  });

  // In bars on the clock of the file.
  it.each([
    ['lean-oanda_EURUSD_H1_bidask', 60, 15, 331],
    ['forexsb-fsbpro_AUDCAD240', 240, 127, 198],
    ['forexsb-excel_USA500IDXUSD_H1', 60, 1_828, 7_922],
    ['ejtrader_XAUUSD_H1', 60, 2_021, 2_710],
    ['ejtrader_GBPUSD_H1', 60, 15, 334],
    ['ejtrader_EURUSD_H4', 240, 10, 76],
    ['lean_AAPL_D1_raw', 1_440, 54, 54],
    ['lean_SPY_D1_raw', 1_440, 54, 54],
  ])('%s, bars of %i minutes: %i gaps within the week, %i bars', async (name, minutes, gaps, missing) => {
    const { bars } = await read(`${name}.csv.gz`, name.startsWith('ejtrader') ? { zone: 'UTC' } : {});
    const within = gapsInWeek(bars.timeMs, minutes * 60_000);
    expect(within).toHaveLength(gaps);
    expect(within.reduce((sum, gap) => sum + gap.missing, 0)).toBe(missing);
  });

  it('AUDCAD240: 114 of its 127 gaps within the week begin in 2007 and 2008', async () => {
    const { bars } = await read('forexsb-fsbpro_AUDCAD240.csv.gz');
    const years = gapsInWeek(bars.timeMs, 4 * HOUR).map(({ fromMs }) => at(fromMs).getUTCFullYear());
    expect(years.filter((year) => year <= 2008)).toHaveLength(114);
  });

  it('XAUUSD: 1,831 of its pauses lead from 23:00 to 01:00 on the clock of the broker', async () => {
    const { bars } = await read('ejtrader_XAUUSD_H1.csv.gz', { zone: 'UTC' });
    const pauses = beforePauses(bars.timeMs, (ms) => ms === 2 * HOUR);
    expect(pauses.filter((time) => time.getUTCHours() === 23)).toHaveLength(1_831);
  });

  it('UNIUSDT: 3,717 of its gaps begin in 2023, and its first bar spikes from 0.3 to 15', async () => {
    const { bars } = await read('forexsb-excel_UNIUSDT_M15.csv.gz');
    const times = Float64Array.from(new Set(bars.timeMs)).sort();
    const gaps = beforePauses(times, (ms) => ms > HOUR / 4);
    expect(gaps.filter((time) => time.getUTCFullYear() === 2023)).toHaveLength(3_717);
    expect([bars.low[0], bars.high[0]]).toEqual([0.3, 15]);
  });

  it('XAUUSD: the daily break is learned, so next to none of its 2,021 gaps is unexplained', async () => {
    const found = await assess('ejtrader_XAUUSD_H1.csv.gz', { timeframe: '1h', symbol: 'XAUUSD' });
    expect(found.calendar.kind).toBe('learned');
    expect(found.coverage.pauses.closed).toBeGreaterThan(1_831);
    expect(found.coverage.pauses.unexpected).toBeLessThan(0.15 * 2_021);
  });

  it('USA500: the break is learned, the holes of October 2013 are gaps', async () => {
    const found = await assess('forexsb-excel_USA500IDXUSD_H1.csv.gz', {
      timeframe: '1h',
      symbol: 'USA500IDXUSD',
    });
    expect(found.calendar.kind).toBe('learned');
    const longest = found.coverage.gaps.toSorted((a, b) => b.missing - a.missing);
    const hours = longest.map(({ fromMs, toMs }) => [
      new Date(fromMs).toISOString().slice(0, 10),
      (toMs - fromMs) / 3_600_000,
    ]);
    expect(hours[0]).toEqual(['2013-10-11', 135]);
    expect(hours).toContainEqual(['2013-10-24', 90]);
  });

  it('flat bars: 1,497 of UNIUSDT, 30 of Coinbase, 19 of GBPUSD, once the threshold asks for so few', async () => {
    const few = { flatShare: 0.001 };
    const uni = { timeframe: '15m', symbol: 'UNIUSDT' };
    const path = 'forexsb-excel_UNIUSDT_M15.csv.gz';
    expect(counts(await assess(path, uni, few))['price.flat']).toBe(1_497);
    expect(counts(await assess(path, uni))).not.toHaveProperty('price.flat');
    const coinbase = 'cryptodatadownload_Coinbase_BTCUSD_H1_desc.csv.gz';
    expect(counts(await assess(coinbase, { timeframe: '1h', symbol: 'BTCUSD' }, few))['price.flat']).toBe(30);
    const fewer = { flatShare: 0.0001 };
    const gbpusd = { timeframe: '1h', symbol: 'GBPUSD' };
    expect(counts(await assess('ejtrader_GBPUSD_H1.csv.gz', gbpusd, fewer))['price.flat']).toBe(19);
  });

  it('BTCUSD of a broker: the week has no Saturday, so it is not held against 24/7', async () => {
    const found = await assess('forexsb-excel_BTCUSD_M30.csv.gz', { timeframe: '30m', symbol: 'BTCUSD' });
    expect(found.calendar.kind).not.toBe('24x7');
    expect(found.coverage.share).toBeGreaterThan(0.99);
    // The volume is not usable: its yearly median falls to the floor.
    expect(counts(found)).toHaveProperty(['volume.floored']);
  });

  it('BTCUSD of a broker: no Saturday, pauses of two days, a volume that fades; by the hour, as the README has it', async () => {
    const { bars } = await read('forexsb-excel_BTCUSD_M30.csv.gz');
    const made = resample(bars, { fromMinutes: 30, toMinutes: 60, dayBoundary: 'utc' }).bars;
    const weekdays = [...made.timeMs].map((time) => at(time).getUTCDay());
    expect([0, 6].map((day) => weekdays.filter((one) => one === day).length)).toEqual([913, 0]);
    for (const { timeMs } of [bars, made]) {
      expect(beforePauses(timeMs, (ms) => ms >= 40 * HOUR)).toHaveLength(329);
    }
    const volume = (year: number) =>
      medianWhere(made.timeMs, made.volume, (time) => time.getUTCFullYear() === year);
    expect([2017, 2021, 2022, 2023].map(volume)).toEqual([94, 2, 2, 2]);
  });

  it('AUDCAD and EURUSD of four hours: stubs, and volumes in another unit from 2009 on', async () => {
    const audcad = await assess('forexsb-fsbpro_AUDCAD240.csv.gz', { timeframe: '4h', symbol: 'AUDCAD' });
    const eurusd = await assess('forexsb-excel_EURUSD_H4.csv.gz', { timeframe: '4h', symbol: 'EURUSD' });
    expect(counts(audcad)['calendar.sunday_stubs']).toBe(865);
    expect(counts(eurusd)['calendar.sunday_stubs']).toBe(835);
    const regime = ({ findings }: typeof audcad) =>
      findings.find(({ rule }) => rule === 'volume.regime')?.message;
    expect(regime(audcad)).toMatch(/2007: 53.5, .*2009: 3190, 2010: 17700/);
    expect(regime(eurusd)).toMatch(/2007: 150000, .*2009: 18400/);
  });

  it('GBPUSD days of OANDA: 620 stubs, a week lost, Brexit, opens that are closes', async () => {
    const found = await assess('lean-oanda_GBPUSD_D1_bidask.csv.gz', { timeframe: '1d', symbol: 'GBPUSD' });
    expect(counts(found)).toMatchObject({ 'calendar.sunday_stubs': 620, 'return.outliers': 1 });
    const at = (rule: string) => {
      const first = found.findings.find((finding) => finding.rule === rule)?.examples[0];
      return new Date(first?.timeMs ?? 0).toISOString().slice(0, 10);
    };
    expect(at('return.outliers')).toBe('2016-06-24');
    const longest = found.coverage.gaps.toSorted((a, b) => b.missing - a.missing)[0];
    expect([longest.fromMs, (longest.toMs - longest.fromMs) / 3_600_000]).toEqual([
      Date.UTC(2016, 11, 9),
      168,
    ]);
    expect(found.findings.find(({ rule }) => rule === 'open.synthetic')?.severity).toBe('warning');
  });

  it('SPY: clean; by the hour, only the regular session is expected', async () => {
    const days = await assess('lean_SPY_D1_raw.csv.gz', { timeframe: '1d', symbol: 'SPY' });
    expect([days.score, days.findings]).toEqual([100, []]);
    const hours = await assess('lean_SPY_H1_raw.csv.gz', { timeframe: '1h', symbol: 'SPY' });
    expect(hours.calendar.kind).toBe('us-exchange');
    expect(hours.coverage.missing).toBe(3);
  });

  it('bitfinex: the same defects as the Coinbase file', async () => {
    const found = await assess('bitfinex_BTCUSD_H1.csv.gz', { timeframe: '1h', symbol: 'BTCUSD' });
    expect(counts(found)).toMatchObject({ 'volume.zero': 28, 'price.stale': 15, 'price.copied': 5 });
  });

  it('the two Bitcoin files agree where they overlap, to the one hour that is known to differ', async () => {
    const [coinbase, bitfinex] = [
      'cryptodatadownload_Coinbase_BTCUSD_H1_desc.csv.gz',
      'bitfinex_BTCUSD_H1.csv.gz',
    ];
    const spec = parseSpec({
      market: { source: { kind: 'file', path: bitfinex }, symbol: 'BTCUSD', timeframe: '1h' },
      quality: { compare: { source: { kind: 'file', path: coinbase }, tolerancePoints: 0, maxShare: 0 } },
    });
    const [ours, other] = await Promise.all([read(bitfinex), read(coinbase)]);
    const { findings } = prepareBars(ours, spec, { other }).assessment;
    // "identical to the Coinbase file on 17,582 of 17,583 common hours"
    expect(findings.find(({ rule }) => rule === 'cross.prices_differ')?.count).toBe(1);
  });

  it('EURUSD H4 of a broker: the clock stays unproven, and a file in UTC does not agree with it', async () => {
    const path = 'ejtrader_EURUSD_H4.csv.gz';
    const market = { source: { kind: 'file', path }, symbol: 'EURUSD', timeframe: '4h' };
    const compare = { source: { kind: 'file', path: 'forexsb-excel_EURUSD_H4.csv.gz' } };
    const other = await read(compare.source.path);
    const found = prepareBars(await read(path), parseSpec({ market, quality: { compare } }), {
      other,
    }).assessment;
    expect(found.findings.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['time.zone_unstated', 'time.zone_shift', 'cross.prices_differ']),
    );
    expect(found.findings.find(({ rule }) => rule === 'time.zone_unstated')).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining('broker-us'),
    });
  });

  it('resampling four hours to days gives the days of the same vendor', async () => {
    const hours = (await read('forexsb-excel_EURUSD_H4.csv.gz')).bars;
    const days = (await read('forexsb-excel_EURUSD_D1.csv.gz')).bars;
    const made = resample(hours, { fromMinutes: 240, toMinutes: 1_440, dayBoundary: 'utc' }).bars;
    // The first and the last day are cut in the shorter bars.
    const n = Math.min(barCount(made), barCount(days)) - 1;
    const [ours, theirs] = [sliceBars(made, 1, n), sliceBars(days, 1, n)];
    expect(ours.timeMs).toEqual(theirs.timeMs);
    const differing = ours.close.filter((close, i) => Math.abs(close - theirs.close[i]) > 1e-9).length;
    expect(differing / n).toBeLessThan(0.01);
    expect(ours.high.filter((high, i) => Math.abs(high - theirs.high[i]) > 1e-9).length / n).toBeLessThan(
      0.01,
    );
  });
});
