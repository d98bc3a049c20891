import { readFile } from 'node:fs/promises';
import type { RawBars } from '../../agents/ports.ts';
import { TIMEFRAME_MINUTES } from '../../orchestration/spec/market.ts';
import type { BinanceSource } from '../../orchestration/spec/source.ts';
import { finishReading } from '../finish-reading.ts';
import { readJsonRows } from '../formats/json-rows.ts';
import { unreadable } from '../unreadable.ts';
import type { CachedAnswer } from './feed-cache.ts';
import type { FeedRun, Feeds } from './feeds.ts';
import { endOfPeriod } from './period.ts';
import { withoutUnfinished } from './unfinished.ts';

/** Most klines an answer holds. */
const PAGE = 1_000;

/**
 * Klines of a Binance spot symbol by the public REST endpoint, page by page; the bar that has not ended is left out. A page
 * whose bars have all ended never changes: it is kept, and a reading that was broken off goes on where it stopped.
 * @throws AppError `upstream_unavailable`, `data_unreadable`
 */
export async function readBinanceFeed(source: BinanceSource, feeds: Feeds, run: FeedRun): Promise<RawBars> {
  const stepMs = TIMEFRAME_MINUTES[source.timeframe] * 60_000;
  const nowMs = feeds.nowMs();
  const untilMs = Math.min(nowMs, source.to === undefined ? nowMs : endOfPeriod(source.to));
  const origin = `Binance ${source.symbol} ${source.timeframe}`;
  const rows: unknown[] = [];
  const firstMs = await firstPage(source, { feeds, stepMs, run });
  let fromMs = firstMs;
  while (fromMs < untilMs) {
    // The address of a page depends on its place alone, so that it is found again whenever it is asked for.
    const endMs = fromMs + PAGE * stepMs - 1;
    const query = `symbol=${encodeURIComponent(source.symbol)}&interval=${source.timeframe}&startTime=${fromMs}&endTime=${endMs}&limit=${PAGE}`;
    const url = `${feeds.urls.binance}/api/v3/klines?${query}`;
    const hasEnded = ({ fetchedAtMs }: CachedAnswer): boolean => fetchedAtMs > endMs + stepMs;
    const done = (fromMs - firstMs) / (untilMs - firstMs);
    const page = await feeds.read(url, {
      isFresh: hasEnded,
      parse: async ({ file }) => parsePage(await readFile(file, 'utf8'), url),
      run: { ...run, onProgress: (_, message) => run.onProgress(done, message) },
    });
    for (const row of page) rows.push(row);
    fromMs = endMs + 1;
  }
  const wanted = rows.filter((row) => openOf(row) < untilMs);
  if (wanted.length === 0) {
    throw unreadable(`there is no bar from ${source.from} to ${source.to ?? 'now'}`, { origin });
  }
  const raw = finishReading(readJsonRows(wanted, origin), { origin, fileName: source.symbol });
  return withoutUnfinished(raw, stepMs, nowMs);
}

/** Start of the page that holds the first bar there is: pages before the listing of a symbol are not asked for. */
async function firstPage(
  { symbol, timeframe, from }: BinanceSource,
  { feeds, stepMs, run }: { readonly feeds: Feeds; readonly stepMs: number; readonly run: FeedRun },
): Promise<number> {
  const fromMs = Date.parse(from);
  const query = `symbol=${encodeURIComponent(symbol)}&interval=${timeframe}&startTime=${fromMs}&limit=1`;
  const url = `${feeds.urls.binance}/api/v3/klines?${query}`;
  const [first] = await feeds.read(url, {
    // Before the listing there is no kline yet.
    isFresh: () => true,
    parse: async ({ file }) => parsePage(await readFile(file, 'utf8'), url),
    run,
  });
  const listedMs = first === undefined ? fromMs : openOf(first);
  const pageMs = PAGE * stepMs;
  return fromMs + Math.max(0, Math.floor((listedMs - fromMs) / pageMs)) * pageMs;
}

function parsePage(text: string, url: string): readonly unknown[] {
  try {
    const page: unknown = JSON.parse(text);
    if (Array.isArray(page)) return page;
  } catch (cause) {
    throw unreadable('the answer is no JSON', { origin: url }, cause);
  }
  throw unreadable(`the answer is no list of klines (${text.slice(0, 100)})`, { origin: url });
}

const openOf = (row: unknown): number =>
  Array.isArray(row) && typeof row[0] === 'number' ? row[0] : Number.NaN;
