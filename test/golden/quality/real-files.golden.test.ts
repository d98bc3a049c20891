import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { prepareBars } from '../../../src/agents/data/prepare.ts';
import { createMarketData } from '../../../src/data-sources/market-data.ts';
import { barCount, sliceBars } from '../../../src/domain/market/bars.ts';
import { resample } from '../../../src/domain/resample/resample.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { ABSENT, hasSharedData } from '../../support/shared-data.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/ohlcv/', import.meta.url));
const read = (path: string, rest: object = {}) =>
  createMarketData({ dataDirectory: folder }).read(
    { kind: 'file', path, ...rest },
    new AbortController().signal,
  );

async function assess(path: string, market: { timeframe: string; symbol: string; adjustments?: object[] }) {
  const raw = await read(path);
  const spec = parseSpec({ market: { source: { kind: 'file', path }, ...market } });
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
    const longest = found.coverage.gaps.toSorted((a, b) => b.missing - a.missing)[0];
    expect(new Date(longest.fromMs).toISOString()).toBe('2016-12-09T21:00:00.000Z');
  });

  it('USA500: 89 outliers in the crisis, volume at the floor of one a minute', async () => {
    const found = await assess('forexsb-excel_USA500IDXUSD_H1.csv.gz', {
      timeframe: '1h',
      symbol: 'USA500IDXUSD',
    });
    expect(counts(found)).toMatchObject({ 'return.outliers': 89 });
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
