import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { RawBars } from '../../src/agents/ports.ts';
import { createFeeds } from '../../src/data-sources/feeds/feeds.ts';
import type { FetchPolicy } from '../../src/data-sources/feeds/fetch-bytes.ts';
import { createMarketData } from '../../src/data-sources/market-data.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import type { SourceSpec } from '../../src/orchestration/spec/source.ts';
import { type Answer, startFeedServer } from './feed-server.ts';

/** 2024-01-02, midnight UTC: where the test feeds begin. */
export const FEED_START = Date.UTC(2024, 0, 2);

/** A feed server and market data that ask it, without pauses; registers its own set-up and tear-down. */
export function useFeeds() {
  let cacheDirectory: string;
  let stop: () => Promise<void> = async () => undefined;
  beforeEach(async () => {
    cacheDirectory = await mkdtemp(path.join(tmpdir(), 'feeds-'));
  });
  afterEach(async () => {
    await stop();
    await rm(cacheDirectory, { recursive: true });
  });

  return async (
    answers: Readonly<Record<string, readonly Answer[]>>,
    clock = fixedClock(FEED_START + 86_400_000),
    policy: Partial<FetchPolicy> = {},
  ) => {
    const server = await startFeedServer(answers);
    stop = server.stop;
    const waits: number[] = [];
    const progress: [number, string][] = [];
    const feeds = createFeeds({
      cacheDirectory,
      urls: { forexsb: server.url, binance: server.url, dukascopy: server.url },
      headers: { userAgent: 'test', forexsbReferer: 'https://app.example/data' },
      clock,
      policy: { stallMs: 10_000, retries: 2, ...policy },
      wait: async (ms) => void waits.push(ms),
    });
    const marketData = createMarketData({ dataDirectory: '.', feeds });
    const read = (source: SourceSpec): Promise<RawBars> =>
      marketData.read(source, new AbortController().signal, (fraction, message) => {
        progress.push([fraction, message]);
      });
    return { read, waits, progress, clock, requests: server.requests, url: server.url };
  };
}

/** Steps from the start of a period, open, high, low, close in points, volume in millions. */
export type FeedCandle = readonly [number, number, number, number, number, number];

/**
 * An answer of the Dukascopy data API: a first candle, then the differences of each candle to the one before, prices in
 * units of `multiplier`, times in steps of `shiftMs`.
 */
export function dukascopyAnswer(
  startMs: number,
  candles: readonly FeedCandle[],
  {
    shiftMs = 60_000,
    multiplier = 0.00001,
  }: { readonly shiftMs?: number; readonly multiplier?: number } = {},
): string {
  const before = (i: number): FeedCandle => candles[Math.max(0, i - 1)];
  const deltas = (k: number): number[] => candles.map((candle, i) => candle[k] - before(i)[k]);
  const [first] = candles;
  return JSON.stringify({
    timestamp: startMs,
    multiplier,
    shift: shiftMs,
    ...(first && {
      open: first[1] * multiplier,
      high: first[2] * multiplier,
      low: first[3] * multiplier,
      close: first[4] * multiplier,
    }),
    times: candles.map(([step], i) => (i === 0 ? step : step - candles[i - 1][0])),
    opens: deltas(1),
    highs: deltas(2),
    lows: deltas(3),
    closes: deltas(4),
    volumes: candles.map((candle) => candle[5]),
  });
}
