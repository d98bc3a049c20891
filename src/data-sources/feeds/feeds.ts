import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadProgress } from '../../agents/ports.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { type CachedAnswer, createFeedCache } from './feed-cache.ts';
import { createFetchBytes, DEFAULT_POLICY, type FetchPolicy } from './fetch-bytes.ts';

export interface FeedOptions {
  /** Folder of the answers that are kept. */
  readonly cacheDirectory: string;
  readonly urls: { readonly forexsb: string; readonly binance: string; readonly dukascopy: string };
  /** What the feeds are told of who asks. */
  readonly headers: { readonly userAgent: string; readonly forexsbReferer: string | null };
  readonly clock: Clock;
  readonly policy?: Partial<FetchPolicy>;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** What belongs to one reading of a feed. */
export interface FeedRun {
  readonly signal: AbortSignal;
  readonly onProgress: ReadProgress;
}

export interface FeedRequest<T> {
  /** Whether a kept answer still holds. */
  readonly isFresh: (kept: CachedAnswer) => boolean;
  /** Makes something of an answer; one that cannot be read is not kept. */
  readonly parse: (answer: CachedAnswer) => Promise<T>;
  /** A period the feed has nothing for is answered by 404: taken as an empty answer, and kept like one. */
  readonly mayBeAbsent?: boolean;
  /** Sent besides the headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly run: FeedRun;
}

/** Answers of feeds, from the cache while they are fresh. */
export interface Feeds {
  readonly urls: FeedOptions['urls'];
  /** Referer of the Forexsb feed; null: none is sent. */
  readonly forexsbReferer: string | null;
  readonly nowMs: () => number;
  /** @throws AppError `upstream_unavailable`, and what `parse` throws */
  read<T>(url: string, request: FeedRequest<T>): Promise<T>;
}

export function createFeeds({
  cacheDirectory,
  urls,
  headers: { userAgent, forexsbReferer },
  clock,
  policy,
  wait = pause,
}: FeedOptions): Feeds {
  const cache = createFeedCache(cacheDirectory);
  const fetchBytes = createFetchBytes({ ...DEFAULT_POLICY, ...policy }, { wait, nowMs: clock.nowMs });
  return {
    urls,
    forexsbReferer,
    nowMs: clock.nowMs,
    read: async (url, { isFresh, parse, mayBeAbsent = false, headers = {}, run }) => {
      const { signal, onProgress } = run;
      const kept = await cache.find(url);
      if (kept && isFresh(kept)) {
        onProgress(0, `${url}: kept answer ${kept.hash.slice(0, 12)}`);
        return parse(kept);
      }
      onProgress(0, `${url}: fetching`);
      const bytes = await fetchBytes(url, {
        signal,
        headers: { 'user-agent': userAgent, ...headers },
        onRetry: (why, pauseMs) => onProgress(0, `${why}; again in ${Math.ceil(pauseMs / 1_000)} s`),
      }).catch((error: unknown) => {
        if (mayBeAbsent && isAbsent(error)) return Buffer.alloc(0);
        throw error;
      });
      const answer = await cache.keep(url, bytes, clock.nowMs());
      try {
        return await parse(answer);
      } catch (error) {
        // A page that says sorry, kept as data, would be read again and again.
        await cache.forget(url);
        throw error;
      }
    },
  };
}

const isAbsent = (error: unknown): boolean => error instanceof AppError && error.details?.status === 404;

const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal });
