import { readFile as readText } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { RawBars } from '../../agents/ports.ts';
import { TIMEFRAME_MINUTES } from '../../orchestration/spec/market.ts';
import type { ForexsbSource } from '../../orchestration/spec/source.ts';
import { readFile } from '../file.ts';
import { feedPriceScale } from '../formats/forexsb-binary.ts';
import { unreadable } from '../unreadable.ts';
import { withRemark } from '../with-remark.ts';
import type { FeedRun, Feeds } from './feeds.ts';
import { withoutUnfinished } from './unfinished.ts';

/** The files change with every bar; asking more often than this gains little and costs the vendor. */
const FRESH_MS = 3_600_000;
/**
 * The app shows ceil((volume or 1) / volumeScale), the scale being in its catalogue: what is lost by that is lost for
 * good, and every quiet bar looks alike.
 */
const VOLUMES =
  "Volumes are the feed's own figures; the vendor's app divides them by the volumeScale of its catalogue and rounds them up.";
const MOST_CATALOGUE_BYTES = 32 * 1_024 ** 2;

/**
 * The newest file of the Forexsb feed for a symbol: up to 200,000 bars of 1, 5, 15 or 30 minutes. The price scale comes
 * from the spec, or the symbol, or the feed's catalogue.
 * @throws AppError `upstream_unavailable`, `data_unreadable`
 */
export async function readForexsbFeed(source: ForexsbSource, feeds: Feeds, run: FeedRun): Promise<RawBars> {
  const isFresh = ({ fetchedAtMs }: { fetchedAtMs: number }) => feeds.nowMs() - fetchedAtMs < FRESH_MS;
  const base = `${feeds.urls.forexsb}/datafeed`;
  const symbol = encodeURIComponent(source.symbol);
  const provider = source.symbol.endsWith('USDT') ? 'binance' : 'dukascopy';
  const url = `${base}/data/${provider}/${symbol}${TIMEFRAME_MINUTES[source.timeframe]}.lb.gz`;
  const headers: Readonly<Record<string, string>> =
    feeds.forexsbReferer === null ? {} : { referer: feeds.forexsbReferer };
  const priceScale =
    source.priceScale ?? feedPriceScale(source.symbol) ?? (await catalogueScale(source.symbol));
  return feeds.read(url, {
    isFresh,
    headers,
    // The content is what counts: the server may send it packed, unpacked on the way, or a page that says sorry.
    parse: async ({ file, fetchedAtMs }) => {
      const raw = await readFile(file, url, { hints: { priceScale }, signal: run.signal });
      return withoutUnfinished(
        withRemark(raw, VOLUMES),
        TIMEFRAME_MINUTES[source.timeframe] * 60_000,
        fetchedAtMs,
      );
    },
    run,
  });

  async function catalogueScale(name: string): Promise<number> {
    const address = `${base}/info/premium.json.gz`;
    const scale = await feeds.read(address, {
      isFresh,
      headers,
      parse: async ({ file }) => scaleIn(await readText(file), { symbol: name, origin: address }),
      run,
    });
    if (scale !== null) return scale;
    throw unreadable(`the feed's catalogue has no price scale for ${name}; set market.source.priceScale`, {
      origin: url,
    });
  }
}

/** @throws AppError `data_unreadable` when the catalogue is a page that says sorry, damaged, or a bomb */
function scaleIn(bytes: Buffer, { symbol, origin }: { symbol: string; origin: string }): number | null {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    const text = isPacked ? gunzipSync(bytes, { maxOutputLength: MOST_CATALOGUE_BYTES }) : bytes;
    const catalogue = JSON.parse(text.toString()) as Readonly<
      Record<string, { readonly priceScale?: unknown }>
    >;
    const scale = catalogue[symbol]?.priceScale;
    return typeof scale === 'number' && scale > 0 ? scale : null;
  } catch (cause) {
    throw unreadable("the feed's catalogue is no JSON; set market.source.priceScale", { origin }, cause);
  }
}
