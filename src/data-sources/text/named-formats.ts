import type { DateOrder } from '../timestamps.ts';
import type { Delimiter } from './cells.ts';

/** What is known about a table by its header (and the line above it). */
export interface NamedFormat {
  readonly format: string;
  readonly zone: string | null;
  readonly dateOrder: DateOrder | null;
}

interface Signs {
  /** Names as the file has them. */
  readonly names: readonly string[];
  readonly delimiter: Delimiter;
  /** Lines above the header. */
  readonly banner: string;
}

const is = (names: readonly string[], wanted: string): boolean => names.join(' ') === wanted;

/** Formats that are known by their header; the first that fits. */
const FORMATS: readonly (NamedFormat & { readonly fits: (signs: Signs) => boolean })[] = [
  {
    format: 'MetaTrader 5 ticks',
    zone: null,
    dateOrder: null,
    fits: ({ names }) => names.includes('<BID>') && names.includes('<ASK>'),
  },
  {
    format: 'MetaTrader 5 bars',
    zone: null,
    dateOrder: null,
    fits: ({ names }) => names.includes('<DATE>') && names.includes('<OPEN>'),
  },
  {
    format: 'Forexsb Excel CSV',
    zone: 'UTC',
    dateOrder: null,
    fits: ({ names, delimiter }) => delimiter === '\t' && is(names, 'Time Open High Low Close Volume'),
  },
  {
    format: 'Dukascopy CSV',
    zone: 'UTC',
    dateOrder: 'dmy',
    fits: ({ names }) => /^gmt time$/i.test(names[0]),
  },
  {
    format: 'dukascopy-node CSV',
    zone: 'UTC',
    dateOrder: null,
    fits: ({ names }) =>
      is(names, 'timestamp open high low close') ||
      is(names, 'timestamp open high low close volume') ||
      is(names, 'timestamp askPrice bidPrice askVolume bidVolume'),
  },
  {
    format: 'Binance klines',
    zone: 'UTC',
    dateOrder: null,
    fits: ({ names }) => names.length >= 11 && /^open_?time$/i.test(names[0]),
  },
  {
    format: 'CryptoDataDownload CSV',
    zone: 'UTC',
    dateOrder: null,
    fits: ({ names, banner }) =>
      /cryptodatadownload/i.test(banner) ||
      (names.some((name) => /^symbol$/i.test(name)) && names.some((name) => /^volume[ _]?\w+$/i.test(name))),
  },
  {
    format: 'Yahoo CSV',
    zone: null,
    dateOrder: null,
    fits: ({ names }) => names.some((name) => /^adj[ _]?close$/i.test(name)),
  },
  {
    format: 'Stooq CSV',
    zone: null,
    dateOrder: null,
    fits: ({ names, delimiter }) =>
      delimiter === ',' &&
      (is(names, 'Date Open High Low Close Volume') || is(names, 'Date Open High Low Close')),
  },
  {
    format: 'TradingView CSV',
    zone: null,
    dateOrder: null,
    fits: ({ names, delimiter }) => delimiter === ',' && is(names.slice(0, 5), 'time open high low close'),
  },
];

const GENERIC: NamedFormat = { format: 'CSV with a header', zone: null, dateOrder: null };

/** What the header tells about the format. */
export function formatByHeader(signs: Signs): NamedFormat {
  const found = FORMATS.find(({ fits }) => fits(signs)) ?? GENERIC;
  return { format: found.format, zone: found.zone, dateOrder: found.dateOrder };
}
