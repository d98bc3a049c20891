import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createMarketData } from '../../../src/data-sources/market-data.ts';
import { createDatasetExports } from '../../../src/data-sources/writers/export-bars.ts';
import { instrumentOf } from '../../../src/domain/market/instruments.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import type { SourceSpec } from '../../../src/orchestration/spec/source.ts';
import { FEED_START, useFeeds } from '../../support/feed-fixture.ts';
import { type Answer, answerWith } from '../../support/feed-server.ts';

const START = FEED_START;
const bars = {
  timeMs: Float64Array.from({ length: 3 }, (_, i) => START + i * 900_000),
  open: Float64Array.of(1.1, 1.2, 1.3),
  high: Float64Array.of(1.2, 1.3, 1.4),
  low: Float64Array.of(1, 1.1, 1.2),
  close: Float64Array.of(1.2, 1.3, 1.4),
  volume: Float64Array.of(7, 8, 9),
};
const payload = (symbol: string) =>
  buffer(
    createDatasetExports().write('forexsb-lb-gz', {
      bars,
      instrument: instrumentOf(symbol),
      periodMinutes: 15,
    }).content as Readable,
  );

const serve = useFeeds();

const FILE = '/datafeed/data/dukascopy/EURUSD15.lb.gz';
const EURUSD: SourceSpec = { kind: 'forexsb', symbol: 'EURUSD', timeframe: '15m' };

describe('the Forexsb feed', () => {
  it('is read in its wire format and kept by content: the second reading asks nobody', async () => {
    const { read, requests, progress, clock } = await serve({
      [FILE]: [answerWith(200, await payload('EURUSD'))],
    });
    const first = await read(EURUSD);
    expect(first.bars).toEqual(bars);
    expect(first.noticed).toMatchObject({ format: 'Forexsb binary (24 bytes a bar)', zone: { name: 'UTC' } });
    expect((await read(EURUSD)).bars).toEqual(bars);
    expect(requests).toEqual([FILE]);
    expect(progress).toEqual([
      [0, expect.stringContaining('fetching')],
      [0, expect.stringContaining('kept answer')],
    ]);
    clock.advance(3_600_000);
    await read(EURUSD);
    expect(requests).toHaveLength(2);
  });

  it.each<[SourceSpec, object]>([
    [EURUSD, { 'user-agent': 'test', referer: 'https://app.example/data' }],
    [{ kind: 'binance', symbol: 'BTCUSDT', timeframe: '1h', from: '2024-01-02' }, { 'user-agent': 'test' }],
  ])('is told who asks, as configured: $kind', async (source, expected) => {
    const asked: object[] = [];
    const refuse: Answer = (request, response) => {
      const { 'user-agent': agent, referer } = request.headers;
      asked.push({ 'user-agent': agent, ...(referer !== undefined && { referer }) });
      response.writeHead(403).end();
    };
    const { read } = await serve({ [FILE]: [refuse], '/api/v3/klines': [refuse] });
    await expect(read(source)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    expect(asked).toEqual([expected]);
  });

  it.each([
    ['within a record', (whole: Buffer) => gzipSync(gunzipSync(whole).subarray(0, 60)), '12 bytes'],
    ['within its packing', (whole: Buffer) => whole.subarray(0, whole.length - 12), 'gzip'],
    ['within the head of its packing', (whole: Buffer) => whole.subarray(0, 6), 'gzip'],
  ])('refuses a payload that was cut %s, and does not keep it', async (_, cut, what) => {
    const whole = await payload('EURUSD');
    const { read, requests } = await serve({ [FILE]: [answerWith(200, cut(whole)), answerWith(200, whole)] });
    await expect(read(EURUSD)).rejects.toMatchObject({
      code: 'data_unreadable',
      message: expect.stringContaining(what),
    });
    expect((await read(EURUSD)).bars).toEqual(bars);
    expect(requests).toEqual([FILE, FILE]);
  });

  it('may be unpacked on the way by the Content-Encoding of the server', async () => {
    const { read } = await serve({
      [FILE]: [answerWith(200, await payload('EURUSD'), { 'content-encoding': 'gzip' })],
    });
    expect((await read(EURUSD)).bars).toEqual(bars);
  });

  it('asks the catalogue for the price scale of a symbol nobody knows', async () => {
    const scaled = gunzipSync(await payload('EURUSD'));
    const { read, requests } = await serve({
      '/datafeed/data/dukascopy/NEWIDX15.lb.gz': [answerWith(200, gzipSync(scaled))],
      '/datafeed/info/premium.json.gz': [
        answerWith(
          200,
          gzipSync(JSON.stringify({ NEWIDX: { symbol: 'NEWIDX', priceScale: 1_000, volumeScale: 5 } })),
        ),
      ],
    });
    const read_ = await read({ kind: 'forexsb', symbol: 'NEWIDX', timeframe: '15m' });
    expect(read_.bars.open[0]).toBe(110);
    expect(read_.bars.volume).toEqual(bars.volume);
    expect(read_.noticed?.remarks).toContainEqual(expect.stringContaining('divides them by the volumeScale'));
    expect(requests).toHaveLength(2);
  });

  it('gives up when the tries are used up, with growing pauses between them', async () => {
    const { read, waits, requests } = await serve({ [FILE]: [answerWith(500, '')] });
    await expect(read(EURUSD)).rejects.toMatchObject({ code: 'upstream_unavailable', retryable: true });
    expect(requests).toHaveLength(3);
    expect(waits.slice(0, 2)).toEqual([1_000, 2_000]);
  });

  it('leaves a long Retry-After to the retry of the job', async () => {
    const { read, requests } = await serve({ [FILE]: [answerWith(429, '', { 'retry-after': '3600' })] });
    await expect(read(EURUSD)).rejects.toMatchObject({
      code: 'upstream_unavailable',
      retryAfterMs: 3_600_000,
    });
    expect(requests).toHaveLength(1);
  });

  it('does not ask twice for what is not there', async () => {
    const { read, requests } = await serve({});
    await expect(read(EURUSD)).rejects.toThrow('answered 404');
    expect(requests).toHaveLength(1);
  });

  it('leaves out the bar that has not ended, and says so', async () => {
    const { read } = await serve(
      { [FILE]: [answerWith(200, await payload('EURUSD'))] },
      fixedClock(START + 2_699_999),
    );
    const { bars: read_, noticed, asOfMs } = await read(EURUSD);
    expect(read_.timeMs).toEqual(bars.timeMs.slice(0, 2));
    expect(noticed?.remarks).toContainEqual(
      'The bar from 2024-01-02T00:30:00.000Z on had not ended and was left out.',
    );
    expect(asOfMs).toBe(START + 2_699_999);
  });

  it.each([
    ['a web page', '<html>maintenance</html>'],
    ['damaged', gzipSync('{}').subarray(0, 12)],
  ])('says so when its catalogue is %s', async (_, body) => {
    const { read } = await serve({ '/datafeed/info/premium.json.gz': [answerWith(200, body)] });
    await expect(read({ kind: 'forexsb', symbol: 'NEWIDX', timeframe: '15m' })).rejects.toThrow(
      "the feed's catalogue is no JSON",
    );
  });

  it('is off unless it was switched on', async () => {
    const marketData = createMarketData({ dataDirectory: '.' });
    await expect(marketData.read(EURUSD, new AbortController().signal)).rejects.toThrow(
      'BULLWRIGHT_LIVE_FEEDS',
    );
  });
});

describe('Binance klines', () => {
  const KLINES = '/api/v3/klines';
  const HOUR = 3_600_000;
  const LISTED = START + 500 * HOUR;
  const source: SourceSpec = { kind: 'binance', symbol: 'BTCUSDT', timeframe: '1h', from: '2024-01-02' };

  /** What the exchange answers: from its listing on, twelve fields, prices as strings, the last kline unfinished. */
  const exchange: Answer = (request, response) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams;
    const end = Math.min(Number(query.get('endTime') ?? Infinity), START + 2_500.5 * HOUR);
    const rows: unknown[] = [];
    const from = Math.max(Number(query.get('startTime')), LISTED);
    for (
      let t = Math.ceil(from / HOUR) * HOUR;
      t <= end && rows.length < Number(query.get('limit'));
      t += HOUR
    ) {
      rows.push([t, '1.5', '2.5', '0.5', '2', '10', t + HOUR - 1, '20', 3, '5', '10', '0']);
    }
    response.end(JSON.stringify(rows));
  };

  it('are read page by page from the listing on, without the bar that has not ended', async () => {
    const { read, requests, progress } = await serve(
      { [KLINES]: [exchange] },
      fixedClock(START + 2_500.5 * HOUR),
    );
    const { bars: read_, noticed } = await read(source);
    expect(read_.timeMs).toHaveLength(2_000);
    expect([read_.timeMs[0], read_.timeMs[1_999]]).toEqual([LISTED, START + 2_499 * HOUR]);
    expect([read_.open[0], read_.high[0], read_.low[0], read_.close[0], read_.volume[0]]).toEqual([
      1.5, 2.5, 0.5, 2, 10,
    ]);
    expect(noticed?.format).toBe('Binance klines (JSON)');
    expect(requests).toHaveLength(4);
    expect(noticed?.remarks).toContainEqual(expect.stringContaining('The bar from'));
    const shares = progress.map(([share]) => share);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeGreaterThan(0.5);
  });

  it('go on where a broken reading stopped: pages that have ended are not asked for again', async () => {
    const broken: Answer = answerWith(500, '');
    const clock = fixedClock(START + 2_500.5 * HOUR);
    const { read, requests } = await serve(
      { [KLINES]: [exchange, exchange, exchange, broken, broken, broken, exchange] },
      clock,
    );
    await expect(read(source)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    expect(requests).toHaveLength(6);
    expect((await read(source)).bars.timeMs).toHaveLength(2_000);
    expect(requests).toHaveLength(7);
  });

  it('end with the day the spec names', async () => {
    const { read } = await serve({ [KLINES]: [exchange] }, fixedClock(START + 2_500.5 * HOUR));
    const { bars: read_ } = await read({ ...source, to: '2024-01-24' });
    expect(new Date(read_.timeMs.at(-1) ?? 0).toISOString()).toBe('2024-01-24T23:00:00.000Z');
  });

  it('say what the exchange says when it refuses', async () => {
    const { read } = await serve({ [KLINES]: [answerWith(200, '{"code":-1121,"msg":"Invalid symbol."}')] });
    await expect(read(source)).rejects.toThrow('Invalid symbol');
  });
});
