import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readFile } from '../../../src/data-sources/file.ts';
import { ABSENT, hasSharedData } from '../../support/shared-data.ts';

// Real files and the figures their README gives for them, measured there with another program. Where the README has figures of
// one file at another (missing bars of GBPUSD and EURUSD, Sundays of BTCUSD), those measured on the file stand here.
const folder = fileURLToPath(new URL('../../../../shared/data/ohlcv/', import.meta.url));
const isThere = hasSharedData('ohlcv');

const read = (name: string) =>
  readFile(`${folder}${name}.csv.gz`, `${name}.csv.gz`, { signal: new AbortController().signal });

const minute = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ');

const days = 'calendar days';

describe.skipIf(!isThere)(`real price files ${isThere ? '' : ABSENT}`, () => {
  // Name, bars, first and last stamp in UTC, format, zone, price scale.
  it.each([
    ['lean-oanda_EURUSD_H1_bidask', 74_439, '2007-01-01 21:00', '2018-12-31 21:00', 'LEAN quotes', 'UTC', 1],
    ['lean-oanda_GBPUSD_D1_bidask', 3_738, '2007-01-01 00:00', '2018-12-31 00:00', 'LEAN quotes', days, 1],
    ['lean_SPY_D1_raw', 5_849, '1998-01-02 00:00', '2021-03-31 00:00', 'LEAN equity', days, 10_000],
    ['lean_AAPL_D1_raw', 5_849, '1998-01-02 00:00', '2021-03-31 00:00', 'LEAN equity', days, 10_000],
    // 09:00 and 15:00 in New York, on winter and on summer time.
    [
      'lean_SPY_H1_raw',
      40_832,
      '1998-01-02 14:00',
      '2021-03-31 19:00',
      'LEAN equity',
      'America/New_York',
      10_000,
    ],
    // 05:00 and 23:00 on the broker's clock; which clock it is follows from the bars.
    [
      'ejtrader_GBPUSD_H1',
      57_600,
      '2012-11-16 03:00',
      '2022-03-04 21:00',
      'CSV with a header',
      'broker-eu',
      100_000,
    ],
    [
      'ejtrader_XAUUSD_H1',
      57_600,
      '2012-05-17 05:00',
      '2022-03-04 21:00',
      'CSV with a header',
      'broker-eu',
      100,
    ],
    [
      'forexsb-excel_EURUSD_H4',
      25_847,
      '2007-09-04 04:00',
      '2023-09-11 08:00',
      'Forexsb Excel CSV',
      'UTC',
      1,
    ],
    ['forexsb-excel_EURUSD_D1', 5_013, '2007-09-04 00:00', '2023-09-11 00:00', 'Forexsb Excel CSV', days, 1],
    ['forexsb-fsbpro_AUDCAD240', 26_660, '2007-01-24 16:00', '2023-09-11 08:00', 'FSB Pro CSV', 'UTC', 1],
    ['forexsb-fsbpro_AUDCAD1440', 5_202, '2007-01-24 00:00', '2023-09-11 00:00', 'FSB Pro CSV', days, 1],
    [
      'forexsb-excel_BTCUSD_M30',
      78_408,
      '2017-05-23 00:00',
      '2023-09-11 11:30',
      'Forexsb Excel CSV',
      'UTC',
      1,
    ],
    [
      'forexsb-excel_UNIUSDT_M15',
      87_596,
      '2020-09-17 03:00',
      '2023-09-11 10:30',
      'Forexsb Excel CSV',
      'UTC',
      1,
    ],
    [
      'forexsb-excel_USA500IDXUSD_H1',
      53_257,
      '2013-05-23 00:00',
      '2023-09-11 09:00',
      'Forexsb Excel CSV',
      'UTC',
      1,
    ],
    [
      'forexsb-excel_USA500IDXUSD_D1',
      2_653,
      '2013-05-23 00:00',
      '2023-09-11 00:00',
      'Forexsb Excel CSV',
      days,
      1,
    ],
    [
      'cryptodatadownload_Coinbase_BTCUSD_H1_desc',
      20_111,
      '2017-07-01 11:00',
      '2019-10-17 09:00',
      'CryptoDataDownload CSV',
      'UTC',
      1,
    ],
    [
      'bitfinex_BTCUSD_H1',
      17_583,
      '2017-07-01 11:00',
      '2019-07-04 01:00',
      'CryptoDataDownload CSV',
      'UTC',
      1,
    ],
  ])('%s: %i bars from %s to %s', async (name, bars, first, last, format, zone, scale) => {
    const { bars: read_, noticed } = await read(name);
    expect(read_.timeMs).toHaveLength(bars);
    expect([minute(read_.timeMs[0]), minute(read_.timeMs[bars - 1])]).toEqual([first, last]);
    expect(noticed).toMatchObject({ format, zone: { name: zone }, priceScale: scale });
    expect(noticed?.zone.shown).toBeUndefined();
    expect(noticed?.isReversed).toBe(name.includes('BTCUSD_H1'));
    // "No file has an OHLC violation, a non-positive price or a NaN."
    const isSound = read_.low.every(
      (low, i) =>
        low > 0 &&
        low <= Math.min(read_.open[i], read_.close[i]) &&
        read_.high[i] >= Math.max(read_.open[i], read_.close[i]),
    );
    expect(isSound).toBe(true);
  });

  it.each(['ejtrader_GBPUSD_H1', 'ejtrader_XAUUSD_H1'])(
    '%s: its European dates are shown against American ones, and agree with European ones',
    async (name) => {
      const shown = async (zone: string) => {
        const signal = new AbortController().signal;
        const { noticed } = await readFile(`${folder}${name}.csv.gz`, name, { hints: { zone }, signal });
        return noticed?.zone.shown;
      };
      expect(await shown('broker-us')).toMatchObject({ offsetMinutes: 120, summerTime: 'eu' });
      expect(await shown('UTC+2')).toMatchObject({ offsetMinutes: 120, summerTime: 'eu' });
      expect(await shown('broker-eu')).toBeUndefined();
    },
  );

  it('EURUSD H4 of a broker: four hours do not tell its clocks apart, which is said', async () => {
    const { bars, noticed } = await read('ejtrader_EURUSD_H4');
    expect([minute(bars.timeMs[0]), minute(bars.timeMs[14_399])]).toEqual([
      '2012-11-26 20:00',
      '2022-03-04 20:00',
    ]);
    expect(noticed?.zone).toMatchObject({ basis: 'assumed', evidence: expect.stringContaining('broker-us') });
  });

  it('EURUSD H1 with both sides: spread 1.3 pips in the middle, 20 at most, never below zero', async () => {
    const { bars, ask, noticed } = await read('lean-oanda_EURUSD_H1_bidask');
    const spread = (bars.spread ?? new Float64Array()).toSorted();
    expect(spread[0]).toBeGreaterThan(0);
    expect(spread[spread.length >> 1]).toBeCloseTo(0.00013, 5);
    expect(spread[Math.floor(spread.length * 0.99)]).toBeCloseTo(0.001, 4);
    expect(spread.at(-1)).toBeCloseTo(0.002, 5);
    expect(ask?.open.every((price, i) => price > bars.open[i])).toBe(true);
    expect(noticed?.decimals).toBe(5);
  });

  it('UNIUSDT M15: 57 exact copies from 4 rewinds stay, for the quality checks', async () => {
    const { timeMs } = (await read('forexsb-excel_UNIUSDT_M15')).bars;
    expect(timeMs.length - new Set(timeMs).size).toBe(57);
    expect(timeMs.filter((time, i) => i > 0 && time < timeMs[i - 1])).toHaveLength(4);
  });

  it('AAPL daily, raw: the split of 2014 shows as a return of -1.93', async () => {
    const { bars } = await read('lean_AAPL_D1_raw');
    const i = bars.timeMs.indexOf(Date.UTC(2014, 5, 9));
    expect(Math.log(bars.close[i] / bars.close[i - 1])).toBeCloseTo(-1.93, 2);
  });
});
