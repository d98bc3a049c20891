import type { MarketData } from '../agents/ports.ts';
import { fileInDataFolder, placeInDataFolder } from './data-folder.ts';
import { readBinanceFeed } from './feeds/binance.ts';
import { readDukascopyFeed } from './feeds/dukascopy.ts';
import type { Feeds } from './feeds/feeds.ts';
import { readForexsbFeed } from './feeds/forexsb.ts';
import { readFile } from './file.ts';
import { readFolder } from './folders/read-folder.ts';
import { readNews } from './news.ts';
import { readSample } from './sample.ts';
import { timeOfWriting } from './time-of-writing.ts';
import { unreadable } from './unreadable.ts';

/**
 * Every source a spec can name.
 * @param dataDirectory the only folder files are read from
 * @param feeds what fetches live data; null: nothing is fetched, and sources that need it are refused
 */
export function createMarketData({
  dataDirectory,
  feeds = null,
}: {
  readonly dataDirectory: string;
  readonly feeds?: Feeds | null;
}): MarketData {
  return {
    read: async (source, signal, onProgress = () => undefined, market = {}) => {
      signal.throwIfAborted();
      switch (source.kind) {
        case 'sample':
          return readSample(source.name, signal);
        case 'dataset':
          throw unreadable('imported datasets are in the database; this reader knows files and samples', {
            origin: source.id,
          });
        case 'forexsb':
          return readForexsbFeed(source, required(feeds, source.kind), { signal, onProgress });
        case 'binance':
          return readBinanceFeed(source, required(feeds, source.kind), { signal, onProgress });
        case 'dukascopy':
          return readDukascopyFeed(source, required(feeds, source.kind), { signal, onProgress });
        default: {
          const { kind: _, path, ...hints } = source;
          const { real, isFolder } = await placeInDataFolder(dataDirectory, path);
          const options = { hints, market, signal };
          if (isFolder) return readFolder(dataDirectory, path, { ...options, onProgress });
          const asOfMs = await timeOfWriting(real);
          const raw = await readFile(real, path, options);
          return { ...raw, ...(asOfMs !== undefined && { asOfMs }) };
        }
      }
    },
    readNews: async (path, signal) => {
      signal.throwIfAborted();
      return readNews(await fileInDataFolder(dataDirectory, path), path);
    },
  };
}

function required(feeds: Feeds | null, origin: string): Feeds {
  if (feeds) return feeds;
  throw unreadable('live feeds are off; set BULLWRIGHT_LIVE_FEEDS=on where the data engineer works', {
    origin,
  });
}
