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

/** A byte at a time, for ever: it never stalls. */
const trickles: Answer = (_, response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write('a'), 10);
  response.on('close', () => clearInterval(timer));
};
const httpDate = (timeMs: number): string => new Date(timeMs).toUTCString();
/** The clock of the server is an hour behind the reader's; its dates are told apart by its own. */
const SERVER_NOW = FEED_START + 23 * HOUR;

describe.each(Object.entries(FEEDS))('%s', (_, { path, source, answer }) => {
  it.each<[string, Answer]>([
    ['429 with Retry-After', answerWith(429, 'slow down', { 'retry-after': '7' })],
    [
      '429 with a date as Retry-After',
      answerWith(429, 'later', { 'retry-after': httpDate(SERVER_NOW + 7_000), date: httpDate(SERVER_NOW) }),
    ],
    ['503', answerWith(503, 'sorry')],
    [
      '503 with a date that has passed',
      answerWith(503, 'late', { 'retry-after': httpDate(SERVER_NOW - 7_000), date: httpDate(SERVER_NOW) }),
    ],
    ['an answer that stops halfway', stopsHalfway],
    ['silence', silence],
    ['an answer that stalls', stalls],
    ['a wrong Content-Encoding', answerWith(200, 'plain text', { 'content-encoding': 'gzip' })],
  ])('goes on after %s, and tells why it waits', async (what, failure) => {
    const answers = { [path]: [failure, answerWith(200, await answer())] };
    const policy = failure === stalls || failure === silence ? { stallMs: 300 } : {};
    const { read, waits, progress } = await serve(answers, undefined, policy);
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

  it('goes on after an answer that never ends', async () => {
    const answers = { [path]: [trickles, answerWith(200, await answer())] };
    const { read, progress } = await serve(answers, undefined, { longestMs: 200 });
    expect((await read(source)).bars.close[0]).toBe(1.15);
    expect(progress.map(([, message]) => message)).toContainEqual(
      expect.stringContaining('the answer took longer than 200 ms; again in 1 s'),
    );
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

it('holds a date as Retry-After against its own clock when the server does not tell the time', async () => {
  const { path, source, answer } = FEEDS.Binance;
  const now = FEED_START + 24 * HOUR;
  const undated: Answer = (_, response) => {
    response.sendDate = false;
    response.writeHead(429, { 'retry-after': httpDate(now + 9_000) }).end();
  };
  const { read, waits } = await serve({ [path]: [undated, answerWith(200, await answer())] });
  await read(source);
  expect(waits[0]).toBe(9_000);
});
