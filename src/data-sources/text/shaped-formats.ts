import type { DateOrder } from '../timestamps.ts';
import { parseTime } from '../timestamps.ts';
import type { Delimiter } from './cells.ts';
import type { TableColumns } from './layout.ts';
import { leanPrices } from './lean-prices.ts';

/** What is known about a table without a header by the shape of its rows. */
export interface ShapedFormat {
  readonly format: string;
  readonly zone: string | null;
  readonly dateOrder: DateOrder | null;
  readonly names: readonly string[];
  readonly columns: TableColumns;
  readonly integerScale: number;
  /** Times are milliseconds since a midnight that stands in the name of the file. */
  readonly isSinceMidnight?: boolean;
}

const SPACED_COMPACT = /^\d{8} \d{2}:\d{2}$/;
const HISTDATA_BAR = /^\d{8} \d{6}$/;
const HISTDATA_TICK = /^\d{8} \d{9}$/;
const DASHED = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/;
const DOTTED_DAY = /^\d{4}\.\d{2}\.\d{2}$/;
const TIME_OF_DAY = /^\d{1,2}:\d{2}(:\d{2})?$/;
const EPOCH = /^\d{12,17}$/;
/** Whole seconds of a day in milliseconds. No date of eight digits ends like this: there is no day 00. */
const SINCE_MIDNIGHT = /^(0|\d{1,5}000)$/;
const DAY_MS = 86_400_000;

/**
 * The format of rows without a header; null when they are no bars and no ticks.
 * @param rows the first rows, at least one @param names what the file is called, for what only its place says
 */
export function formatByShape(
  rows: readonly (readonly string[])[],
  delimiter: Delimiter,
  names: readonly string[],
): ShapedFormat | null {
  const [first] = rows;
  const width = first.length;
  const time = first[0];
  if (HISTDATA_TICK.test(time) && width >= 3) return histDataTicks(width);
  if (HISTDATA_BAR.test(time) && width === 6) return oneColumnTime('HistData bars', 'EST', width);
  const isLean = width === 6 || width === 11;
  // The first row decides here too: a later one of another shape is refused where it stands.
  if (isLean && SPACED_COMPACT.test(time)) return lean(rows, width, names);
  if (isLean && delimiter === ',' && isSinceMidnight(time)) {
    return { ...lean(rows, width, names), isSinceMidnight: true };
  }
  if (EPOCH.test(time) && width === 12)
    return { ...oneColumnTime('Binance klines', 'UTC', 6), names: KLINE_FIELDS };
  if (TIME_OF_DAY.test(first[1] ?? '') && width >= 6) {
    return dateAndTime(DOTTED_DAY.test(time) && delimiter === ',' ? 'MetaTrader 4 CSV' : null, width);
  }
  if (
    width < 5 ||
    (parseTime(time) === null && parseTime(time, 'dmy') === null && parseTime(time, 'mdy') === null)
  ) {
    return null;
  }
  if (DASHED.test(time) && width === 6 && delimiter === '\t')
    return oneColumnTime('FSB Pro CSV', 'UTC', width);
  if (DASHED.test(time) && width === 6 && delimiter === ',') {
    return oneColumnTime('Forexsb MetaTrader CSV', 'UTC', width);
  }
  return oneColumnTime('CSV without a header', null, width);
}

/** Fields of a kline of Binance. */
export const KLINE_FIELDS: readonly string[] = [
  'open time',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'close time',
  'quote volume',
  'trades',
  'taker base volume',
  'taker quote volume',
  'ignore',
];

function oneColumnTime(format: string, zone: string | null, width: number): ShapedFormat {
  return {
    format,
    zone,
    dateOrder: zone === null ? null : 'ymd',
    names: named(['time', 'open', 'high', 'low', 'close', 'volume'], width),
    columns: {
      time: 0,
      timeOfDay: null,
      prices: { kind: 'bars', bid: pricesFrom(1), ask: null },
      volume: width > 5 ? 5 : null,
      spread: null,
    },
    integerScale: 1,
  };
}

function dateAndTime(format: string | null, width: number): ShapedFormat {
  return {
    format: format ?? 'CSV without a header',
    zone: null,
    dateOrder: format === null ? null : 'ymd',
    names: named(['date', 'time', 'open', 'high', 'low', 'close', 'volume'], width),
    columns: {
      time: 0,
      timeOfDay: 1,
      prices: { kind: 'bars', bid: pricesFrom(2), ask: null },
      volume: width > 6 ? 6 : null,
      spread: null,
    },
    integerScale: 1,
  };
}

const isSinceMidnight = (cell: string): boolean => SINCE_MIDNIGHT.test(cell) && Number(cell) < DAY_MS;

/** LEAN's trades and quotes: whole prices of equities on New York's clock, plain ones of other assets on UTC. */
function lean(rows: readonly (readonly string[])[], width: 6 | 11, names: readonly string[]): ShapedFormat {
  const isQuotes = width === 11;
  const prices = isQuotes ? [1, 2, 3, 4, 6, 7, 8, 9] : [1, 2, 3, 4];
  const { isScaled, zone, integerScale } = leanPrices(rows, prices, names);
  if (isQuotes) return { ...leanQuotes(), zone, integerScale };
  return { ...oneColumnTime(isScaled ? 'LEAN equity' : 'LEAN trades', zone, 6), integerScale };
}

const leanQuotes = (): ShapedFormat => ({
  format: 'LEAN quotes',
  zone: 'UTC',
  dateOrder: 'ymd',
  names: [
    'time',
    ...['bid open', 'bid high', 'bid low', 'bid close', 'bid size'],
    ...['ask open', 'ask high', 'ask low', 'ask close', 'ask size'],
  ],
  columns: {
    time: 0,
    timeOfDay: null,
    prices: { kind: 'bars', bid: pricesFrom(1), ask: pricesFrom(6) },
    volume: 5,
    spread: null,
  },
  integerScale: 1,
});

const histDataTicks = (width: number): ShapedFormat => ({
  format: 'HistData ticks',
  zone: 'EST',
  dateOrder: 'ymd',
  names: named(['time', 'bid', 'ask', 'volume'], width),
  columns: {
    time: 0,
    timeOfDay: null,
    prices: { kind: 'ticks', bid: 1, ask: 2 },
    volume: null,
    spread: null,
  },
  integerScale: 1,
});

const pricesFrom = (first: number) => ({ open: first, high: first + 1, low: first + 2, close: first + 3 });

/** Names by position; columns beyond the known ones are called by their number. */
export const named = (known: readonly string[], width: number): string[] =>
  Array.from({ length: width }, (_, k) => known[k] ?? `column ${k + 1}`);
