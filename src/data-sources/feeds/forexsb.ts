import { readFile as readText } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { RawBars } from '../../agents/ports.ts';
import { TIMEFRAME_MINUTES } from '../../orchestration/spec/market.ts';
import type { ForexsbSource } from '../../orchestration/spec/source.ts';
import { readFile } from '../file.ts';
import { feedPriceScale } from '../formats/forexsb-binary.ts';
import { unreadable } from '../unreadable.ts';
import type { Feeds } from './feeds.ts';

/** The files change with every bar; asking more often than this gains little and costs the vendor. */
const FRESH_MS = 3_600_000;
const MOST_CATALOGUE_BYTES = 32 * 1_024 ** 2;

/**
 * The newest file of the Forexsb feed for a symbol: up to 200,000 bars of 1, 5, 15 or 30 minutes. The price scale comes
 * from the spec, or the symbol, or the feed's catalogue.
 * @throws AppError `upstream_unavailable`, `data_unreadable`
 */
export async function readForexsbFeed(
  source: ForexsbSource,
  feeds: Feeds,
  signal: AbortSignal,
): Promise<RawBars> {
  const isFresh = ({ fetchedAtMs }: { fetchedAtMs: number }) => feeds.nowMs() - fetchedAtMs < FRESH_MS;
  const base = `${feeds.urls.forexsb}/datafeed`;
  const symbol = encodeURIComponent(source.symbol);
  const provider = source.symbol.endsWith('USDT') ? 'binance' : 'dukascopy';
  const url = `${base}/data/${provider}/${symbol}${TIMEFRAME_MINUTES[source.timeframe]}.lb.gz`;
  const answer = await feeds.answer(url, isFresh, signal);
  const priceScale =
    source.priceScale ?? feedPriceScale(source.symbol) ?? (await catalogueScale(source.symbol));
  // The content is what counts: the server may send it packed, unpacked on the way, or a page that says sorry.
  const raw = await readFile(answer.file, url, { hints: { priceScale }, signal });
  return { ...raw, asOfMs: answer.fetchedAtMs };

  async function catalogueScale(name: string): Promise<number> {
    const list = await feeds.answer(`${base}/info/premium.json.gz`, isFresh, signal);
    const bytes = await readText(list.file);
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const scale = scaleIn(
      (isPacked ? gunzipSync(bytes, { maxOutputLength: MOST_CATALOGUE_BYTES }) : bytes).toString(),
      name,
    );
    if (scale !== null) return scale;
    throw unreadable(`the feed's catalogue has no price scale for ${name}; set market.source.priceScale`, {
      origin: url,
    });
  }
}

function scaleIn(text: string, symbol: string): number | null {
  const catalogue = JSON.parse(text) as Readonly<Record<string, { readonly priceScale?: unknown }>>;
  const scale = catalogue[symbol]?.priceScale;
  return typeof scale === 'number' && scale > 0 ? scale : null;
}
