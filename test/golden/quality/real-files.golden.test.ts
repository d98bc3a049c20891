import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { prepareBars } from '../../../src/agents/data/prepare.ts';
import { createMarketData } from '../../../src/data-sources/market-data.ts';
import { calendarOf } from '../../../src/domain/calendar/calendar.ts';
import { barCount, sliceBars } from '../../../src/domain/market/bars.ts';
import { measureCoverage } from '../../../src/domain/quality/coverage.ts';
import { resample } from '../../../src/domain/resample/resample.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { ABSENT, hasSharedData } from '../../support/shared-data.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/ohlcv/', import.meta.url));
const read = (path: string, rest: object = {}) =>
  createMarketData({ dataDirectory: folder }).read(
    { kind: 'file', path, ...rest },
    new AbortController().signal,
  );

async function assess(
  path: string,
  market: { timeframe: string; symbol: string; adjustments?: object[] },
  quality: object = {},
) {
  const raw = await read(path);
  const spec = parseSpec({ market: { source: { kind: 'file', path }, ...market }, quality });
  return prepareBars(raw, spec).assessment;
}
const counts = ({ findings }: Awaited<ReturnType<typeof assess>>) =>
  Object.fromEntries(findings.map(({ rule, count }) => [rule, count]));

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

  // Gaps whose missing bars touch no weekend, in bars on the clock of the file.
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
    const stepMs = minutes * 60_000;
    const always = calendarOf(bars.timeMs, stepMs, '24x7');
    const within = measureCoverage(bars.timeMs, stepMs, always).gaps.filter(({ fromMs, toMs }) => {
      for (let time = fromMs + stepMs; time < toMs; time += stepMs) {
        if (new Date(time).getUTCDay() % 6 === 0) return false;
      }
      return true;
    });
    expect(within).toHaveLength(gaps);
    expect(within.reduce((sum, gap) => sum + gap.missing, 0)).toBe(missing);
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

  it('flat bars: 1,497 of UNIUSDT, 30 of Coinbase, once the threshold asks for so few', async () => {
    const few = { flatShare: 0.001 };
    const uni = { timeframe: '15m', symbol: 'UNIUSDT' };
    const path = 'forexsb-excel_UNIUSDT_M15.csv.gz';
    expect(counts(await assess(path, uni, few))['price.flat']).toBe(1_497);
    expect(counts(await assess(path, uni))).not.toHaveProperty('price.flat');
    const coinbase = 'cryptodatadownload_Coinbase_BTCUSD_H1_desc.csv.gz';
    expect(counts(await assess(coinbase, { timeframe: '1h', symbol: 'BTCUSD' }, few))['price.flat']).toBe(30);
  });

  it('BTCUSD of a broker: the week has no Saturday, so it is not held against 24/7', async () => {
    const found = await assess('forexsb-excel_BTCUSD_M30.csv.gz', { timeframe: '30m', symbol: 'BTCUSD' });
    expect(found.calendar.kind).not.toBe('24x7');
    expect(found.coverage.share).toBeGreaterThan(0.99);
    // The volume is not usable: its yearly median falls to the floor.
    expect(counts(found)).toHaveProperty(['volume.floored']);
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
