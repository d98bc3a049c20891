import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileHints, readFile } from '../../../src/data-sources/file.ts';
import { arrowBytes, hstBytes, zipBytes } from '../../support/price-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'formats-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function read(content: string | Uint8Array, name = 'prices', hints: FileHints = {}) {
  const file = path.join(folder, String(files++));
  await writeFile(file, content);
  return readFile(file, name, { hints, signal: new AbortController().signal });
}

const iso = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 19);

// Format, name of the file, content, zone; then first stamp in UTC, OHLC and volume of the first bar, number of bars.
const CASES: readonly [string, string, string, string, string, number[], number][] = [
  [
    'MetaTrader 5 bars',
    'EURUSD',
    '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n2020.01.02\t10:00:00\t1.10000\t1.20000\t1.05000\t1.15001\t9\t0\t12\n',
    'UTC',
    '2020-01-02T10:00:00',
    [1.1, 1.2, 1.05, 1.15001, 9],
    1,
  ],
  [
    'MetaTrader 5 bars',
    'daily without a time',
    '<DATE>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n2020.01.02\t1.1\t1.2\t1\t1.15\t9\t0\t1\n',
    'calendar days',
    '2020-01-02T00:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    1,
  ],
  [
    'MetaTrader 5 ticks',
    'EURUSD',
    '<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>\n2020.01.02\t10:00:00.100\t1.1\t1.2\t\t\t6\n2020.01.02\t10:00:30.000\t1.3\t\t\t\t2\n2020.01.02\t10:01:00.000\t\t1.5\t\t\t4\n',
    'UTC',
    '2020-01-02T10:00:00',
    [1.1, 1.3, 1.1, 1.3, 2],
    2,
  ],
  [
    'MetaTrader 4 CSV',
    'x',
    '2020.01.02,10:00,1.1,1.2,1.0,1.15,9\n2020.01.02,10:15,1,2,1,2,3\n',
    'UTC',
    '2020-01-02T10:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    2,
  ],
  [
    'FSB Pro CSV',
    'EURUSD15.csv',
    '2020-01-02 10:00\t1.10000\t1.20000\t1.00000\t1.15000\t9\r\n2020-01-02 10:15\t1\t2\t1\t2\t3',
    'UTC',
    '2020-01-02T10:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    2,
  ],
  [
    'Forexsb MetaTrader CSV',
    'EURUSD_M15.csv',
    '2020-01-02 10:00,1.1,1.2,1,1.15,9\r\n2020-01-02 10:15,1,2,1,2,3',
    'UTC',
    '2020-01-02T10:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    2,
  ],
  [
    'Forexsb Excel CSV',
    'EURUSD_M15.csv',
    'Time\tOpen\tHigh\tLow\tClose\tVolume\r\n2020-01-02 10:00:00\t1.1\t1.2\t1\t1.15\t9',
    'UTC',
    '2020-01-02T10:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    1,
  ],
  [
    'HistData bars',
    'DAT_ASCII_EURUSD_M1',
    '20200702 100000;1.1;1.2;1;1.15;0\n20200702 100100;1.1;1.2;1;1.15;0\n',
    'EST',
    '2020-07-02T15:00:00',
    [1.1, 1.2, 1, 1.15, 0],
    2,
  ],
  [
    'HistData ticks',
    'DAT_ASCII_EURUSD_T',
    '20200702 100000123,1.1,1.2,0\n20200702 100059999,1.2,1.3,0\n20200702 100100000,1,2,0\n',
    'EST',
    '2020-07-02T15:00:00',
    [1.1, 1.2, 1.1, 1.2, 2],
    2,
  ],
  [
    'Stooq CSV',
    'aapl.us',
    'Date,Open,High,Low,Close,Volume\n2020-01-02,1.1,1.2,1,1.15,9\n',
    'calendar days',
    '2020-01-02T00:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    1,
  ],
  [
    'Yahoo CSV',
    'SPY',
    'Date,Open,High,Low,Close,Adj Close,Volume\n2020-01-02,1.1,1.2,1,1.15,1.1,9\n2020-01-03,null,null,null,null,null,null\n',
    'calendar days',
    '2020-01-02T00:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    2,
  ],
  [
    'TradingView CSV',
    'OANDA_EURUSD, 60',
    'time,open,high,low,close,Volume,Volume MA\n1577959200,1.1,1.2,1,1.15,9,8\n',
    'UTC',
    '2020-01-02T10:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    1,
  ],
  [
    'TradingView CSV',
    'ISO',
    'time,open,high,low,close\n2020-01-02T10:00:00+02:00,1.1,1.2,1,1.15\n',
    'UTC',
    '2020-01-02T08:00:00',
    [1.1, 1.2, 1, 1.15, 0],
    1,
  ],
  [
    'Binance klines',
    'ms',
    '1577959200000,1.1,1.2,1,1.15,9,1577959259999,10,3,4,5,0\n1577959260000,1,2,1,2,3,1577959319999,1,1,1,1,0\n',
    'UTC',
    '2020-01-02T10:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    2,
  ],
  [
    'Binance klines',
    'µs',
    '1735725600000000,1.1,1.2,1,1.15,9,1735725659999999,10,3,4,5,0\n',
    'UTC',
    '2025-01-01T10:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    1,
  ],
  [
    'Binance klines',
    'futures',
    'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n1577959200000,1.1,1.2,1,1.15,9,1577959259999,10,3,4,5,0\n',
    'UTC',
    '2020-01-02T10:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    1,
  ],
  [
    'CryptoDataDownload CSV',
    'newest first',
    'https://www.CryptoDataDownload.com\ndate,symbol,open,high,low,close,Volume BTC,Volume USD\n2020-01-02 12-PM,BTCUSD,2,3,1,2,7,70\n2020-01-02 12-AM,BTCUSD,1.1,1.2,1,1.15,9,90\n',
    'UTC',
    '2020-01-02T00:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    2,
  ],
  [
    'LEAN equity',
    'spy',
    '20200702 09:00,11000,12000,10000,11500,9\n20200702 10:00,10000,20000,10000,20000,3\n',
    'America/New_York',
    '2020-07-02T13:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    2,
  ],
  [
    'LEAN quotes',
    'eurusd',
    '20200702 09:00,1.1,1.2,1,1.15,9,1.2,1.3,1.1,1.25,0\n',
    'UTC',
    '2020-07-02T09:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    1,
  ],
  [
    'Dukascopy CSV',
    'EURUSD_Candlestick',
    'Gmt time,Open,High,Low,Close,Volume\n02.01.2020 10:00:00.000,1.1,1.2,1,1.15,9\n',
    'UTC',
    '2020-01-02T10:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    1,
  ],
  [
    'dukascopy-node CSV',
    'ticks',
    'timestamp,askPrice,bidPrice,askVolume,bidVolume\n1577959200100,1.2,1.1,1,1\n',
    'UTC',
    '2020-01-02T10:00:00',
    [1.1, 1.1, 1.1, 1.1, 1],
    1,
  ],
  [
    'CSV without a header',
    'FSB demo',
    [13, 13, 14, 15, 16, 17, 20].map((day) => `${day}/01/20 10:00 1,1 1,2 1,0 1,15 9\n`).join(''),
    'UTC',
    '2020-01-13T10:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    7,
  ],
  [
    'CSV with a header',
    'month first',
    'Date;Open;High;Low;Close\n01/13/2020;1,1;1,2;1;1,15\n01/14/2020;1;2;1;2\n',
    'calendar days',
    '2020-01-13T00:00:00',
    [1.1, 1.2, 1, 1.15, 0],
    2,
  ],
  [
    'JSON rows',
    'ccxt',
    '[[1577959200000,1.1,1.2,1,1.15,9],[1577959260000,1,2,1,2,3]]',
    'UTC',
    '2020-01-02T10:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    2,
  ],
  [
    'JSON rows',
    'dukascopy-node',
    '[{"timestamp":1577959200000,"open":1.1,"high":1.2,"low":1,"close":1.15,"volume":9}]',
    'UTC',
    '2020-01-02T10:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    1,
  ],
  [
    'Binance klines (JSON)',
    'REST',
    '[[1577959200000,"1.1","1.2","1","1.15","9",1577959259999,"10",3,"4","5","0"]]',
    'UTC',
    '2020-01-02T10:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    1,
  ],
  [
    'EA Studio JSON',
    'any',
    '{"symbol":"EURUSD","period":60,"time":[10521240],"open":[1.1],"high":[1.2],"low":[1],"close":[1.15],"volume":[9],"new key":1}',
    'UTC',
    '2020-01-02T10:00:00',
    [1.1, 1.2, 1, 1.15, 9],
    1,
  ],
];

describe('a file is known by its content', () => {
  it.each(CASES)('%s (%s)', async (format, name, content, zone, first, values, count) => {
    const { bars, noticed } = await read(content, name);
    expect(noticed).toMatchObject({ format, zone: { name: zone } });
    expect(iso(bars.timeMs[0])).toBe(first);
    expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]]).toEqual(values);
    expect(bars.timeMs).toHaveLength(count);
  });

  it.each([400, 401] as const)('MetaTrader 4 history, version %i', async (version) => {
    const { bars, noticed } = await read(
      hstBytes(version, 'GBPUSD', 60, [[1577959200, 1.1, 1.2, 1, 1.15, 9, 12]]),
    );
    expect(noticed).toMatchObject({ symbol: 'GBPUSD', periodMinutes: 60, zone: { basis: 'assumed' } });
    expect([bars.timeMs[0], bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]]).toEqual([
      ...[1577959200000, 1.1, 1.2, 1, 1.15, 9],
    ]);
    expect(bars.spread?.[0]).toEqual(version === 401 ? expect.closeTo(0.00012, 9) : undefined);
  });

  it('Arrow, as the platform writes its datasets', async () => {
    const columns = {
      timeMs: [1577959200000],
      open: [1.1],
      high: [1.2],
      low: [1],
      close: [1.15],
      volume: [9],
    };
    const { bars, noticed } = await read(arrowBytes(columns));
    expect(noticed?.format).toBe('Arrow');
    expect([bars.timeMs[0], bars.close[0], bars.volume[0]]).toEqual([1577959200000, 1.15, 9]);
  });

  const fsb = '2020-01-02 10:00\t1.1\t1.2\t1\t1.15\t9\r\n2020-01-02 10:15\t1\t2\t1\t2\t3';

  it.each([
    ['gzip', gzipSync(fsb)],
    ['zip, deflated', zipBytes([{ name: 'x.csv', content: Buffer.from(fsb) }])],
    ['zip, stored', zipBytes([{ name: 'x.csv', content: Buffer.from(fsb), isStored: true }])],
    [
      'zip with a checksum beside it',
      zipBytes([
        { name: 'x.csv.CHECKSUM', content: Buffer.from('abc') },
        { name: 'x.csv', content: Buffer.from(fsb) },
      ]),
    ],
  ])('packed in %s', async (_, bytes) => {
    expect((await read(bytes)).bars.close).toEqual(Float64Array.of(1.15, 2));
  });

  it('keeps both sides and the spread of quotes', async () => {
    const { bars, ask } = await read('20200702 09:00,1.1,1.2,1,1.15,0,1.2,1.3,1.1,1.25,0\n');
    expect(ask).toEqual({
      open: Float64Array.of(1.2),
      high: Float64Array.of(1.3),
      low: Float64Array.of(1.1),
      close: Float64Array.of(1.25),
    });
    expect(bars.spread?.[0]).toBeCloseTo(0.1, 12);
  });

  it('makes a spread in points a spread in price units', async () => {
    expect((await read(CASES[0][2], 'EURUSD')).bars.spread?.[0]).toBeCloseTo(0.00012, 12);
  });

  it('finds prices in points by the instrument the name speaks of', async () => {
    const content =
      'Date,open,high,low,close\n2020-01-02 10:00:00,110000.0,120000.0,105000,109257.99999999999\n';
    const { bars, noticed } = await read(content, 'ejtrader_EURUSD_H1.csv');
    expect(noticed?.priceScale).toBe(100_000);
    expect([bars.open[0], bars.close[0]]).toEqual([1.1, 1.09258]);
    expect((await read(content, 'unknown.csv')).bars.open[0]).toBe(110_000);
    expect((await read(content, 'unknown.csv', { priceScale: 1_000 })).bars.open[0]).toBe(110);
  });
});

describe('what a spec says about a file', () => {
  it('names the columns of a layout nobody knows', async () => {
    const hints: FileHints = {
      table: {
        columns: { time: 'when', open: 'first', high: 'top', low: 'bottom', close: 'last', volume: 'size' },
      },
    };
    const { bars, noticed } = await read(
      'junk,when,first,top,bottom,last,size\nx,2020-01-02,1.1,1.2,1,1.15,9\n',
      'x',
      hints,
    );
    expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]]).toEqual([
      1.1, 1.2, 1, 1.15, 9,
    ]);
    expect(noticed?.ignoredColumns).toEqual(['junk']);
  });

  it('counts the columns when there is no header, and skips what it says', async () => {
    const hints: FileHints = {
      table: {
        delimiter: '|',
        skipLines: 2,
        dateOrder: 'mdy',
        columns: { time: 2, open: 3, high: 4, low: 5, close: 6 },
      },
    };
    const { bars } = await read('a banner\nanother | line\nx|03/04/2020|1.1|1.2|1|1.15\n', 'x', hints);
    expect(iso(bars.timeMs[0])).toBe('2020-03-04T00:00:00');
  });

  it('states the clock, against what the format says', async () => {
    const { bars, noticed } = await read(CASES[4][2], 'EURUSD15.csv', { zone: 'broker-eu' });
    expect(iso(bars.timeMs[0])).toBe('2020-01-02T08:00:00');
    expect(noticed?.zone).toMatchObject({ name: 'broker-eu', basis: 'given' });
  });

  it('settles the order of dates that can be read in two', async () => {
    const content = 'Date,Open,High,Low,Close\n03/04/2020,1,2,1,2\n04/04/2020,1,2,1,2\n';
    const order = async (dateOrder: 'dmy' | 'mdy') =>
      iso((await read(content, 'x', { table: { dateOrder } })).bars.timeMs[0]);
    expect(await order('dmy')).toBe('2020-04-03T00:00:00');
    expect(await order('mdy')).toBe('2020-03-04T00:00:00');
  });
});
