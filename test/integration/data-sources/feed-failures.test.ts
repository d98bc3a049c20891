import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createDatasetExports } from '../../../src/data-sources/writers/export-bars.ts';
import { instrumentOf } from '../../../src/domain/market/instruments.ts';
import type { SourceSpec } from '../../../src/orchestration/spec/source.ts';
import { dukascopyAnswer, FEED_START, useFeeds } from '../../support/feed-fixture.ts';
import { type Answer, answerWith } from '../../support/feed-server.ts';

const serve = useFeeds();
const HOUR = 3_600_000;
const one = (value: number): Float64Array => Float64Array.of(value);

interface Feed {
  readonly path: string;
  readonly source: SourceSpec;
  /** An answer with one bar: open 1.1, close 1.15. */
  readonly answer: () => Promise<string | Uint8Array>;
}

const FEEDS: Readonly<Record<string, Feed>> = {
  Forexsb: {
    path: '/datafeed/data/dukascopy/EURUSD15.lb.gz',
    source: { kind: 'forexsb', symbol: 'EURUSD', timeframe: '15m' },
    answer: () =>
      buffer(
        createDatasetExports().write('forexsb-lb-gz', {
          bars: {
            timeMs: one(FEED_START),
            open: one(1.1),
            high: one(1.2),
            low: one(1),
            close: one(1.15),
            volume: one(9),
          },
          instrument: instrumentOf('EURUSD'),
          periodMinutes: 15,
        }).content as Readable,
      ),
  },
  Binance: {
    path: '/api/v3/klines',
    source: { kind: 'binance', symbol: 'BTCUSDT', timeframe: '1h', from: '2024-01-02', to: '2024-01-02' },
    answer: async () =>
      JSON.stringify([
        [FEED_START, '1.1', '1.2', '1', '1.15', '9', FEED_START + HOUR - 1, '1', 1, '1', '1', '0'],
      ]),
  },
  Dukascopy: {
    path: '/v1/candles/minute/EUR-USD/BID/2024/1/2',
    source: {
      kind: 'dukascopy',
      symbol: 'EURUSD',
      timeframe: '1m',
      from: '2024-01-02',
      to: '2024-01-02',
      side: 'bid',
    },
    answer: async () => dukascopyAnswer(FEED_START, [[0, 110_000, 120_000, 100_000, 115_000, 9]]),
  },
};

const stopsHalfway: Answer = (_, response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('abc');
  setImmediate(() => response.destroy());
};
const silence: Answer = () => undefined;
const stalls: Answer = (_, response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('abc');
};

describe.each(Object.entries(FEEDS))('%s', (_, { path, source, answer }) => {
  it.each<[string, Answer]>([
    ['429 with Retry-After', answerWith(429, 'slow down', { 'retry-after': '7' })],
    ['503', answerWith(503, 'sorry')],
    ['an answer that stops halfway', stopsHalfway],
    ['silence', silence],
    ['an answer that stalls', stalls],
    ['a wrong Content-Encoding', answerWith(200, 'plain text', { 'content-encoding': 'gzip' })],
  ])('goes on after %s, and tells why it waits', async (what, failure) => {
    const answers = { [path]: [failure, answerWith(200, await answer())] };
    const stallMs = failure === stalls || failure === silence ? 300 : undefined;
    const { read, waits, progress } = await serve(answers, undefined, stallMs);
    const { bars } = await read(source);
    expect([bars.timeMs[0], bars.open[0], bars.close[0]]).toEqual([FEED_START, 1.1, 1.15]);
    const pauseMs = what.startsWith('429') ? 7_000 : 1_000;
    expect(waits[0]).toBe(pauseMs);
    expect(progress.map(([, message]) => message)).toContainEqual(
      expect.stringMatching(new RegExp(`; again in ${pauseMs / 1_000} s$`)),
    );
  });

  it.each([
    ['a page instead of data', answerWith(200, '<!DOCTYPE html><html>maintenance</html>')],
    ['a packed page', answerWith(200, gzipSync('<html></html>'), { 'content-encoding': 'gzip' })],
    ['a payload that was cut before it was sent', answerWith(200, '[[1704153600000,"1.1"')],
    ['noise', answerWith(200, Buffer.alloc(500, 7))],
  ])('refuses %s, and does not keep it', async (_what, failure) => {
    const { read } = await serve({ [path]: [failure, answerWith(200, await answer())] });
    await expect(read(source)).rejects.toMatchObject({ code: 'data_unreadable' });
    expect((await read(source)).bars.close[0]).toBe(1.15);
  });

  it('keeps a sound answer', async () => {
    const { read, requests } = await serve({ [path]: [answerWith(200, await answer())] });
    await read(source);
    const asked = requests.length;
    await read(source);
    // Binance asks again for the page that has not ended for good.
    expect(requests.length - asked).toBeLessThanOrEqual(source.kind === 'binance' ? 1 : 0);
  });
});
