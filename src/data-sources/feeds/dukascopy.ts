import { readFile } from 'node:fs/promises';
import type { RawBars } from '../../agents/ports.ts';
import type { PriceColumns } from '../../domain/market/bars.ts';
import { TIMEFRAME_MINUTES } from '../../orchestration/spec/market.ts';
import type { DukascopySource } from '../../orchestration/spec/source.ts';
import { alignedTo } from '../align-sides.ts';
import { ColumnBuilder } from '../column-builder.ts';
import { finishReading } from '../finish-reading.ts';
import { unreadable } from '../unreadable.ts';
import { candlesOf } from './dukascopy-candles.ts';
import type { CachedAnswer } from './feed-cache.ts';
import type { FeedRun, Feeds } from './feeds.ts';
import { endOfPeriod } from './period.ts';
import { withoutUnfinished } from './unfinished.ts';

type Library = typeof import('dukascopy-node');
type Side = 'bid' | 'ask';

const TIMEFRAMES = {
  '1m': 'm1',
  '5m': 'm5',
  '15m': 'm15',
  '30m': 'm30',
  '1h': 'h1',
  '4h': 'h4',
  '1d': 'd1',
} as const;
/** The answer of a period that is still growing is not asked for more often. */
const FRESH_MS = 60_000;
/** How long after its end a period may still be published: what is missing from an earlier answer proves nothing. */
const PUBLISHED_MS = 48 * 3_600_000;

/**
 * Candles of the Dukascopy feed, bid and ask. The addresses of its periods (days of minutes, months of hours, years of days)
 * and the making of candles from its answers are dukascopy-node's; fetching, keeping and resuming are as for every feed
 * here. Candles without volume, with which the feed fills pauses, are left out, and so is the bar that has not ended.
 * @throws AppError `upstream_unavailable`, `data_unreadable`
 */
export async function readDukascopyFeed(
  source: DukascopySource,
  feeds: Feeds,
  run: FeedRun,
): Promise<RawBars> {
  const library: Library = await import('dukascopy-node');
  const origin = `Dukascopy ${source.symbol} ${source.timeframe}`;
  const nowMs = feeds.nowMs();
  const sides: readonly Side[] = source.side === 'both' ? ['bid', 'ask'] : ['bid'];
  const pages = sides.map((side) => pagesOf(library, source, { side, nowMs, origin }));
  const total = pages.reduce((sum, { urls }) => sum + urls.length, 0);
  const series: Candles[] = [];
  let done = 0;
  for (const { side, urls, fromMs, toMs } of pages) {
    const candles = new ColumnBuilder(6);
    for (const url of urls) {
      const share = done++ / total;
      const rows = await feeds.read(feeds.urls.dukascopy + new URL(url).pathname + new URL(url).search, {
        isFresh: (kept) => nowMs - kept.fetchedAtMs < FRESH_MS || isFinal(url, kept),
        mayBeAbsent: true,
        parse: async ({ file }) =>
          candlesOf(library, await readFile(file), { url, side, timeframe: TIMEFRAMES[source.timeframe] }),
        run: { ...run, onProgress: (_, message) => run.onProgress(share, message) },
      });
      for (const row of rows) {
        if (row[0] < fromMs || row[0] >= toMs) continue;
        candles.row.set(row);
        candles.commit();
      }
    }
    series.push(seriesOf(candles));
  }
  const [bid, ask] = series;
  if (bid.timeMs.length === 0) {
    throw unreadable(`there is no bar from ${source.from} to ${source.to ?? 'now'}`, { origin });
  }
  const { timeMs, volume, ...prices } = bid;
  const raw = finishReading(
    {
      format: 'Dukascopy feed',
      bars: { timeMs, ...prices, volume },
      ask: ask ? alignedTo(timeMs, ask) : null,
      clock: { kind: 'instant', evidence: 'the Dukascopy feed is written in UTC' },
      integerScale: 1,
      ignoredColumns: [],
      symbol: source.symbol.toUpperCase(),
      periodMinutes: TIMEFRAME_MINUTES[source.timeframe],
      remarks: ['Volumes are in millions; candles without volume are left out.'],
    },
    { origin, fileName: source.symbol },
  );
  return withoutUnfinished(raw, TIMEFRAME_MINUTES[source.timeframe] * 60_000, nowMs);
}

/**
 * Whether a kept answer of a period will not change: it came when all of the period must have been published. An earlier
 * one may be absent, hold no candle, or lack the last of them.
 */
function isFinal(url: string, { fetchedAtMs }: CachedAnswer): boolean {
  const period = /\/(\d{4})(?:\/(\d+))?(?:\/(\d+))?$/.exec(url);
  if (!period) return false;
  const [year, month, day] = period.slice(1).map((part) => (part === undefined ? null : Number(part)));
  // Months count from 1 in the addresses, from 0 here.
  const endMs =
    month === null
      ? Date.UTC(Number(year) + 1, 0)
      : day === null
        ? Date.UTC(Number(year), month)
        : Date.UTC(Number(year), month - 1, day + 1);
  return fetchedAtMs >= endMs + PUBLISHED_MS;
}

interface Pages {
  readonly side: Side;
  readonly urls: readonly string[];
  /** Candles that open from here on, and before. */
  readonly fromMs: number;
  readonly toMs: number;
}

function pagesOf(
  { instrumentMetaData, generateUrls }: Library,
  { symbol, timeframe, from, to }: DukascopySource,
  { side, nowMs, origin }: { readonly side: Side; readonly nowMs: number; readonly origin: string },
): Pages {
  const instrument = symbol.toLowerCase() as keyof typeof instrumentMetaData;
  const known = Object.hasOwn(instrumentMetaData, instrument) ? instrumentMetaData[instrument] : null;
  if (!known) {
    throw unreadable(
      'the feed has no such symbol; it writes them like EURUSD, XAUUSD, USA500IDXUSD, AAPLUSUSD',
      {
        origin,
      },
    );
  }
  const listed =
    timeframe === '1d'
      ? known.startYearForDailyCandles
      : timeframe.endsWith('h')
        ? known.startMonthForHourlyCandles
        : known.startDayForMinuteCandles;
  const fromMs = Math.max(Date.parse(from), Date.parse(listed));
  const toMs = Math.min(nowMs, to === undefined ? nowMs : endOfPeriod(to));
  const urls = generateUrls({
    instrument,
    timeframe: TIMEFRAMES[timeframe],
    priceType: side,
    startDate: new Date(fromMs),
    endDate: new Date(toMs),
    nowDate: new Date(nowMs),
  });
  return { side, urls, fromMs, toMs };
}

type Candles = PriceColumns & { readonly timeMs: Float64Array; readonly volume: Float64Array };

function seriesOf(builder: ColumnBuilder): Candles {
  const [timeMs, open, high, low, close, volume] = builder.finish();
  return { timeMs, open, high, low, close, volume };
}
