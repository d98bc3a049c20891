import type { TableSpec } from '../../src/orchestration/spec/table.ts';
import { arrowBytes, hstBytes, parquetBytes } from './price-files.ts';

/** Open, high, low, close as a file writes them. */
export type Prices = readonly [number, number, number, number];

/** A format of the readers, as a file of it is made. */
export interface FileFormat {
  readonly name: string;
  readonly fileName: string;
  /** Lines above the rows; absent for formats that are no text. */
  readonly text?: { readonly head: readonly string[]; readonly delimiter: string };
  /** Whether a price can be missing in it; a tick without one leaves the quote as it was. */
  readonly hasNaN: boolean;
  /** Whether a row is a quote or a trade, which has no high and no low. */
  readonly isTicks?: boolean;
  /** What the spec says of the table. */
  readonly table?: TableSpec;
  /** The file is one of a folder. */
  readonly folder?: FolderOfFiles;
  readonly file: (rows: readonly Prices[]) => string | Uint8Array;
}

/** What a folder holds besides the file in question. */
export interface FolderOfFiles {
  readonly name: string;
  /** A sound file with the one bar of the day before. */
  readonly content: string | Uint8Array;
  /** Whether the feed writes a file without a byte for a day nobody traded in. */
  readonly hasEmptyFiles?: boolean;
}

const FIRST = Date.UTC(2020, 0, 2, 10);
const MINUTE = 60_000;
const two = (value: number): string => String(value).padStart(2, '0');
const clock = (i: number): string => `${two(10 + Math.floor(i / 60))}:${two(i % 60)}`;

/** A text format: its row from the number of the bar and its prices. */
function text(
  name: string,
  fileName: string,
  delimiter: string,
  head: readonly string[],
  row: (i: number, prices: Prices) => readonly (string | number)[],
  extra: Pick<FileFormat, 'isTicks' | 'table' | 'folder'> = {},
): FileFormat {
  return {
    name,
    fileName,
    text: { head, delimiter },
    hasNaN: !extra.isTicks,
    ...extra,
    file: (rows) => [...head, ...rows.map((prices, i) => row(i, prices).join(delimiter))].join('\n'),
  };
}

const whole = (prices: Prices, scale: number): number[] => prices.map((price) => Math.round(price * scale));

/** Fixed records. */
function binary(
  name: string,
  fileName: string,
  size: number,
  write: (record: DataView, i: number, prices: Prices) => void,
  extra: Pick<FileFormat, 'isTicks' | 'folder'> = {},
): FileFormat {
  return {
    name,
    fileName,
    hasNaN: false,
    ...extra,
    file: (rows) => {
      const bytes = new Uint8Array(rows.length * size);
      rows.forEach((prices, i) => void write(new DataView(bytes.buffer, i * size, size), i, prices));
      return bytes;
    },
  };
}

const forexsb = (size: 24 | 28) =>
  binary(`Forexsb binary (${size} bytes a bar)`, 'EURUSD1', size, (record, i, prices) => {
    [10_521_240 + i, ...whole(prices, 100_000), 9, 12]
      .slice(0, size / 4)
      .forEach((value, k) => void record.setInt32(k * 4, value, true));
  });

const hst = (version: 400 | 401): FileFormat => ({
  name: `MetaTrader 4 history (version ${version})`,
  fileName: 'EURUSD1.hst',
  hasNaN: true,
  file: (rows) =>
    hstBytes(
      version,
      'EURUSD',
      1,
      rows.map((prices, i) => [(FIRST + i * MINUTE) / 1_000, ...prices, 9, 1] as const),
    ),
});

/** Milliseconds since midnight. */
const sinceMidnight = (i: number): number => 10 * 3_600_000 + i * MINUTE;
/** Prices of LEAN's equities are in ten-thousandths of a dollar. */
const LEAN_SCALE = 10_000;

const candle = (record: DataView, second: number, prices: Prices): void => {
  const [open, high, low, close] = whole(prices, 100_000);
  [second, open, close, low, high].forEach((value, k) => void record.setInt32(k * 4, value));
  record.setFloat32(20, 1.5);
};
function dayOfOneCandle(): Uint8Array {
  const bytes = new Uint8Array(24);
  candle(new DataView(bytes.buffer), 0, [1.1, 1.3, 1, 1.2]);
  return bytes;
}

const columnsOf = (rows: readonly Prices[]): Record<string, number[]> => ({
  timeMs: rows.map((_, i) => FIRST + i * MINUTE),
  ...Object.fromEntries(
    ['open', 'high', 'low', 'close'].map((name, k) => [name, rows.map((prices) => prices[k])]),
  ),
});

const kline = (i: number, prices: Prices): (string | number)[] => [
  FIRST + i * MINUTE,
  ...prices.map(String),
  '9',
  FIRST + (i + 1) * MINUTE - 1,
  '90',
  5,
  '4',
  '40',
  '0',
];

/** Every format a file may have, minutes from 2020-01-02 10:00 on. */
export const FILE_FORMATS: readonly FileFormat[] = [
  text('FSB Pro CSV', 'EURUSD1', '\t', [], (i, p) => [`2020-01-02 ${clock(i)}`, ...p, 9]),
  text('Forexsb MetaTrader CSV', 'EURUSD_M1', ',', [], (i, p) => [`2020-01-02 ${clock(i)}`, ...p, 9]),
  text('Forexsb Excel CSV', 'EURUSD_M1', '\t', ['Time\tOpen\tHigh\tLow\tClose\tVolume'], (i, p) => [
    `2020-01-02 ${clock(i)}:00`,
    ...p,
    9,
  ]),
  text(
    'MetaTrader 5 bars',
    'EURUSD',
    '\t',
    ['<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>'],
    (i, p) => ['2020.01.02', `${clock(i)}:00`, ...p, 9, 0, 3],
  ),
  text(
    'MetaTrader 5 ticks',
    'EURUSD',
    '\t',
    ['<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>'],
    (i, p) => ['2020.01.02', `${clock(i)}:00.000`, p[0], p[0], '', '', 6],
    { isTicks: true },
  ),
  text('MetaTrader 4 CSV', 'EURUSD', ',', [], (i, p) => ['2020.01.02', clock(i), ...p, 9]),
  text('HistData bars', 'EURUSD', ';', [], (i, p) => [`20200102 ${clock(i).replace(':', '')}00`, ...p, 0]),
  text(
    'HistData ticks',
    'EURUSD',
    ',',
    [],
    (i, p) => [`20200102 ${clock(i).replace(':', '')}00000`, p[0], p[0], 0],
    { isTicks: true },
  ),
  text('Yahoo CSV', 'EURUSD', ',', ['Date,Open,High,Low,Close,Adj Close,Volume'], (i, p) => [
    `2020-01-02 ${clock(i)}`,
    ...p,
    p[3],
    9,
  ]),
  text('Stooq CSV', 'EURUSD', ',', ['Date,Open,High,Low,Close,Volume'], (i, p) => [
    `2020-01-02 ${clock(i)}`,
    ...p,
    9,
  ]),
  text('TradingView CSV', 'EURUSD', ',', ['time,open,high,low,close,Volume,SMA'], (i, p) => [
    FIRST / 1_000 + i * 60,
    ...p,
    9,
    1,
  ]),
  text('Dukascopy CSV', 'EURUSD', ',', ['Gmt time,Open,High,Low,Close,Volume'], (i, p) => [
    `02.01.2020 ${clock(i)}:00.000`,
    ...p,
    9,
  ]),
  text('dukascopy-node CSV', 'EURUSD', ',', ['timestamp,open,high,low,close,volume'], (i, p) => [
    FIRST + i * MINUTE,
    ...p,
    9,
  ]),
  text(
    'CryptoDataDownload CSV',
    'BTCUSD',
    ',',
    ['https://www.CryptoDataDownload.com', 'date,symbol,open,high,low,close,Volume BTC,Volume USD'],
    (i, p) => [`2020-01-02 ${clock(i)}:00`, 'BTCUSD', ...p, 9, 90],
  ),
  text('Binance klines', 'EURUSDT', ',', [], kline),
  text('LEAN trades', 'crypto/gdax/minute/eurusd', ',', [], (i, p) => [`20200102 ${clock(i)}`, ...p, 9]),
  text('LEAN quotes', 'forex/oanda/minute/eurusd', ',', [], (i, p) => [
    `20200102 ${clock(i)}`,
    ...p,
    0,
    ...p,
    0,
  ]),
  text('LEAN equity', 'equity/usa/hour/spy', ',', [], (i, p) => [
    `20200102 ${clock(i)}`,
    ...whole(p, LEAN_SCALE),
    9,
  ]),
  text('LEAN equity', 'equity/usa/minute/spy/20200102_trade', ',', [], (i, p) => [
    sinceMidnight(i),
    ...whole(p, LEAN_SCALE),
    9,
  ]),
  text('LEAN trades', 'crypto/gdax/minute/btcusd/20200102_trade', ',', [], (i, p) => [
    sinceMidnight(i),
    ...p,
    9,
  ]),
  text('LEAN quotes', 'equity/usa/minute/spy/20200102_quote', ',', [], (i, p) => [
    sinceMidnight(i),
    ...whole(p, LEAN_SCALE),
    5,
    ...whole(p, LEAN_SCALE),
    5,
  ]),
  text(
    'LEAN trade ticks',
    'equity/usa/tick/spy/20200102_trade',
    ',',
    [],
    (i, [price]) => [sinceMidnight(i), Math.round(price * LEAN_SCALE), 100, 'P', '@', 0],
    { isTicks: true },
  ),
  text(
    'LEAN quote ticks',
    'forex/oanda/tick/eurusd/20200102_quote',
    ',',
    [],
    (i, [price]) => [sinceMidnight(i), price, price],
    { isTicks: true },
  ),
  text(
    'LEAN quote ticks',
    'equity/usa/tick/spy/20200102_quote',
    ',',
    [],
    (i, [price]) => {
      const scaled = Math.round(price * LEAN_SCALE);
      return [sinceMidnight(i), scaled, 3, scaled, 4, 'P', 'R', 0];
    },
    { isTicks: true },
  ),
  text(
    'dukascopy-node CSV',
    'EURUSD-tick',
    ',',
    ['timestamp,askPrice,bidPrice,askVolume,bidVolume'],
    (i, [price]) => [FIRST + i * MINUTE, price, price, 1, 1],
    { isTicks: true },
  ),
  text('CSV without a header', 'EURUSD', ';', [], (i, p) => [`2020-01-02 ${clock(i)}`, ...p]),
  text(
    'CSV mapped in the spec',
    'by position',
    ';',
    [],
    (i, p) => [i, `2020-01-02 ${clock(i)}`, ...p.toReversed()],
    { table: { columns: { time: 2, close: 3, low: 4, high: 5, open: 6 } } },
  ),
  text(
    'CSV mapped in the spec',
    'by name',
    ',',
    ['An export', 'n,when,first,top,bottom,last'],
    (i, p) => [i, `2020-01-02 ${clock(i)}`, ...p],
    {
      table: {
        skipLines: 2,
        columns: { time: 'when', open: 'first', high: 'top', low: 'bottom', close: 'last' },
      },
    },
  ),
  text(
    'HistData bars',
    'DAT_ASCII_EURUSD_M1_202001.csv',
    ';',
    [],
    (i, p) => [`20200102 ${clock(i).replace(':', '')}00`, ...p, 0],
    {
      folder: {
        name: 'DAT_ASCII_EURUSD_M1_201912.csv',
        content: '20191231 100000;1.1;1.3;1.0;1.2;0\n',
      },
    },
  ),
  text('CSV with a header', 'EURUSD', ';', ['when;date;open;high;low;close'], (i, p) => [
    i,
    `2020-01-02 ${clock(i)}`,
    ...p,
  ]),
  {
    name: 'EA Studio JSON',
    fileName: 'EURUSD_M1.json',
    hasNaN: true,
    file: (rows) => {
      const { timeMs, ...prices } = columnsOf(rows);
      return JSON.stringify({
        time: timeMs.map((_, i) => 10_521_240 + i),
        ...prices,
        volume: rows.map(() => 9),
      });
    },
  },
  {
    name: 'Binance klines (JSON)',
    fileName: 'EURUSDT.json',
    hasNaN: true,
    file: (rows) => JSON.stringify(rows.map((prices, i) => kline(i, prices))),
  },
  {
    name: 'JSON rows',
    fileName: 'arrays.json',
    hasNaN: true,
    file: (rows) => JSON.stringify(rows.map((prices, i) => [FIRST + i * MINUTE, ...prices, 9])),
  },
  {
    name: 'JSON rows',
    fileName: 'objects.json',
    hasNaN: true,
    file: (rows) =>
      JSON.stringify(
        rows.map(([open, high, low, close], i) => ({
          ...{ timestamp: FIRST + i * MINUTE, open, high, low, close },
          volume: 9,
        })),
      ),
  },
  forexsb(24),
  forexsb(28),
  hst(400),
  hst(401),
  binary(
    'Dukascopy ticks (bi5)',
    'EURUSD/2020/00/02/10h_ticks.bi5',
    20,
    (record, i, [price]) => {
      const scaled = Math.round(price * 100_000);
      [i * MINUTE, scaled, scaled].forEach((value, k) => void record.setInt32(k * 4, value));
      record.setFloat32(12, 1.5);
      record.setFloat32(16, 1.5);
    },
    { isTicks: true },
  ),
  binary('Dukascopy candles (bi5)', 'EURUSD/2020/00/02/BID_candles_min_1.bi5', 24, (record, i, prices) =>
    candle(record, i * 60, prices),
  ),
  binary(
    'Dukascopy candles (bi5)',
    'EURUSD/2020/00/03/BID_candles_min_1.bi5',
    24,
    (record, i, prices) => candle(record, i * 60, prices),
    {
      folder: {
        name: 'EURUSD/2020/00/02/BID_candles_min_1.bi5',
        content: dayOfOneCandle(),
        hasEmptyFiles: true,
      },
    },
  ),
  { name: 'Arrow', fileName: 'EURUSD', hasNaN: true, file: (rows) => arrowBytes(columnsOf(rows)) },
  {
    name: 'Parquet',
    fileName: 'EURUSD',
    hasNaN: true,
    file: (rows) =>
      parquetBytes(Object.entries(columnsOf(rows)).map(([name, data]) => ({ name, data, type: 'DOUBLE' }))),
  },
];
