import { z } from 'zod';
import { instrumentInName } from '../../domain/market/instruments.ts';
import { findZone, ZONE_NAMES } from '../../domain/time/zone.ts';
import { tableSchema } from './table.ts';

const zoneSchema = z
  .string()
  .max(40)
  .refine((name) => findZone(name) !== null, { error: `must be one of ${ZONE_NAMES}` });

const sampleSchema = z.strictObject({
  /** Bars that ship with an installed npm package: nothing is fetched. */
  kind: z.literal('sample'),
  name: z.enum(['sp500']),
});

const fileSchema = z.strictObject({
  /** A file inside the data folder of the workers (`BULLWRIGHT_DATA_DIR`); `csv` is the former name of the kind. */
  kind: z.enum(['file', 'csv']),
  path: z.string().min(1).max(500),
  /** Clock of the stamps; unset: as the format states, else as the weekly opens prove, else UTC. */
  zone: zoneSchema.optional(),
  /** What the figures of the file are divided by to get prices; unset: found from format, instrument and figures. */
  priceScale: z.number().positive().optional(),
  /** Adjust prices for the dividends that the file's adjusted close (Yahoo's `Adj Close`) speaks of. */
  adjustDividends: z.boolean().optional(),
  /** Layout of a text file the reader does not know. */
  table: tableSchema.optional(),
});

const datasetSchema = z.strictObject({
  /** Bars that were imported before (`bullwright data import`, `POST /v1/datasets`). */
  kind: z.literal('dataset'),
  id: z.string().regex(/^[0-9a-f]{64}$/, 'must be the id of a dataset: 64 hex digits'),
});

const dateSchema = z.union([z.iso.date(), z.iso.datetime()]);

const forexsbSchema = z.strictObject({
  /** The newest bars of the Forexsb feed. Fetched, hence only where `BULLWRIGHT_LIVE_FEEDS` is on. */
  kind: z.literal('forexsb'),
  symbol: z.string().regex(/^[A-Za-z0-9#.]{1,32}$/, 'must be a symbol of the feed, like EURUSD'),
  timeframe: z.enum(['1m', '5m', '15m', '30m']),
  priceScale: z.number().positive().optional(),
});

const binanceSchema = z
  .strictObject({
    /** Klines of a Binance spot symbol. Fetched, hence only where `BULLWRIGHT_LIVE_FEEDS` is on. */
    kind: z.literal('binance'),
    symbol: z.string().regex(/^[A-Z0-9]{2,32}$/, 'must be a symbol of the exchange, like BTCUSDT'),
    /** The intervals of the exchange; 10m and 3h are put together from shorter ones (`market.resample`). */
    timeframe: z.enum(['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d', '1w']),
    from: dateSchema,
    to: dateSchema.optional(),
  })
  .refine(({ from, to }) => to === undefined || Date.parse(from) <= Date.parse(to), {
    path: ['to'],
    message: 'must not be earlier than from',
  });

const dukascopySchema = z
  .strictObject({
    /** Candles of the Dukascopy feed. Fetched, hence only where `BULLWRIGHT_LIVE_FEEDS` is on. */
    kind: z.literal('dukascopy'),
    symbol: z.string().regex(/^[A-Za-z0-9]{3,32}$/, 'must be a symbol of the feed, like EURUSD'),
    timeframe: z.enum(['1m', '5m', '15m', '30m', '1h', '4h', '1d']),
    from: dateSchema,
    to: dateSchema.optional(),
    /** `both`: the ask side is fetched too, which takes twice the requests and gives the spread. */
    side: z.enum(['both', 'bid']).default('both'),
  })
  .refine(({ from, to }) => to === undefined || Date.parse(from) <= Date.parse(to), {
    path: ['to'],
    message: 'must not be earlier than from',
  });

/** Where the bars come from. */
export const sourceSchema = z.discriminatedUnion('kind', [
  sampleSchema,
  fileSchema,
  datasetSchema,
  forexsbSchema,
  binanceSchema,
  dukascopySchema,
]);
export type ForexsbSource = z.infer<typeof forexsbSchema>;
export type DukascopySource = z.infer<typeof dukascopySchema>;
export type BinanceSource = z.infer<typeof binanceSchema>;
export type SourceSpec = z.infer<typeof sourceSchema>;
export type FileSource = z.infer<typeof fileSchema>;

/** Endings that are formats and packings, not part of a symbol. */
const ENDINGS = /(\.(csv|txt|tsv|json|hst|lb|gz|zip|prn|arrow|feather|parquet|bin))+$/i;
/** `EURUSD_M15`, `EURUSD15`: exports put the bar length behind the symbol. */
const PERIOD =
  /(?:_(?:M|H|D|W|MN)\d{1,3}|(?<=^[A-Za-z]{6,})(?:1|3|5|10|15|30|60|120|180|240|360|480|720|1440|10080))$/i;

/** Dukascopy and LEAN name folders after the market; files and folders in them have names of days and sides. */
const OF_A_PERIOD = /^(\d|(BID|ASK)_candles_)/i;

/** The symbol a source speaks of: its own name, an instrument the registry finds in the name of its file, or that name. */
export function symbolOfSource(source: SourceSpec): string {
  if (source.kind === 'sample') return 'SPX';
  if (source.kind === 'forexsb' || source.kind === 'binance' || source.kind === 'dukascopy') {
    return source.symbol.toUpperCase();
  }
  // The spec asks for a symbol with this kind; a hash is no name.
  if (source.kind === 'dataset') return source.id.slice(0, 12).toUpperCase();
  const parts = source.path.split(/[\\/]/).filter((part) => part !== '');
  const file = parts.at(-1) ?? source.path;
  const bare = file.replace(ENDINGS, '').replace(/\.[^.]+$/, '');
  const folders = OF_A_PERIOD.test(bare) ? parts.slice(0, -1).reverse() : [];
  const named = [bare, ...folders].map((part) => instrumentInName(part)?.symbol);
  return (
    named.find((symbol) => symbol !== undefined) ?? (bare.replace(PERIOD, '') || bare || file).toUpperCase()
  );
}
