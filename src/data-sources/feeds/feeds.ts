import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../kernel/clock.ts';
import { type CachedAnswer, createFeedCache } from './feed-cache.ts';
import { createFetchBytes, DEFAULT_POLICY, type FetchPolicy } from './fetch-bytes.ts';

export interface FeedOptions {
  /** Folder of the answers that are kept. */
  readonly cacheDirectory: string;
  readonly urls: { readonly forexsb: string; readonly binance: string };
  readonly clock: Clock;
  readonly policy?: Partial<FetchPolicy>;
  /** Told what is being fetched, and what was taken from the cache. */
  readonly onProgress?: (message: string) => void;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Answers of feeds, from the cache while they are fresh. */
export interface Feeds {
  readonly urls: FeedOptions['urls'];
  readonly nowMs: () => number;
  /** @param isFresh says whether a kept answer still holds @throws AppError `upstream_unavailable` */
  answer(url: string, isFresh: (kept: CachedAnswer) => boolean, signal: AbortSignal): Promise<CachedAnswer>;
}

export function createFeeds({
  cacheDirectory,
  urls,
  clock,
  policy,
  onProgress,
  wait = pause,
}: FeedOptions): Feeds {
  const cache = createFeedCache(cacheDirectory);
  const fetchBytes = createFetchBytes({ ...DEFAULT_POLICY, ...policy }, wait);
  return {
    urls,
    nowMs: clock.nowMs,
    answer: async (url, isFresh, signal) => {
      const kept = await cache.find(url);
      if (kept && isFresh(kept)) {
        onProgress?.(`${url}: kept answer ${kept.hash.slice(0, 12)}`);
        return kept;
      }
      onProgress?.(`${url}: fetching`);
      return cache.keep(url, await fetchBytes(url, signal), clock.nowMs());
    },
  };
}

const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal });
