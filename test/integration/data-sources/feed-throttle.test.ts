import { afterEach, describe, expect, it } from 'vitest';
import { createFetchBytes, DEFAULT_POLICY } from '../../../src/data-sources/feeds/fetch-bytes.ts';
import type { SourceSpec } from '../../../src/orchestration/spec/source.ts';
import { FEED_START, useFeeds } from '../../support/feed-fixture.ts';
import { type Answer, answerWith, startFeedServer } from '../../support/feed-server.ts';

// What a feed is spared: requests at the same time, and requests without a pause between them. Whatever could come too early
// is given the time to: a round trip to the same server lies within every answer and every pause.

let stop: () => Promise<void> = async () => undefined;
afterEach(() => stop());

/** A server and a fetch that ask it; what both do in the order it happens. */
async function throttled(answers: Readonly<Record<string, readonly Answer[]>>) {
  const log: string[] = [];
  const server = await startFeedServer({
    ...Object.fromEntries(
      Object.entries(answers).map(([path, list]) => [path, list.map((answer) => logged(path, answer))]),
    ),
    '/round-trip': [answerWith(200, '')],
  });
  stop = server.stop;
  const roundTrip = async () => void (await fetch(`${server.url}/round-trip`)).arrayBuffer();
  function logged(path: string, answer: Answer): Answer {
    return async (request, response) => {
      log.push(`asked ${path}`);
      await roundTrip();
      log.push(`answers ${path}`);
      answer(request, response);
    };
  }
  const fetchBytes = createFetchBytes(DEFAULT_POLICY, {
    nowMs: () => FEED_START,
    wait: async (ms, signal) => {
      signal.throwIfAborted();
      log.push(`pause of ${ms}`);
      await roundTrip();
      log.push('goes on');
    },
  });
  const ask = (path: string, signal = new AbortController().signal) =>
    fetchBytes(`${server.url}${path}`, { signal, headers: {}, onRetry: () => undefined });
  return { ask, log };
}
const sound = (body: string) => [answerWith(200, body)];

describe('requests to a feed', () => {
  it('that are made at once are sent one at a time, a pause after each', async () => {
    const { ask, log } = await throttled({ '/a': sound('A'), '/b': sound('B'), '/c': sound('C') });
    const answers = await Promise.all([ask('/a'), ask('/b'), ask('/c')]);
    expect(answers.map(String)).toEqual(['A', 'B', 'C']);
    expect(log).toEqual([
      ...['asked /a', 'answers /a', 'pause of 250', 'goes on'],
      ...['asked /b', 'answers /b', 'pause of 250', 'goes on'],
      ...['asked /c', 'answers /c', 'pause of 250'],
    ]);
  });

  it('wait for the pause after an answer that has been there for long', async () => {
    const { ask, log } = await throttled({ '/a': sound('A'), '/b': sound('B') });
    await ask('/a');
    await ask('/b');
    expect(log.slice(0, 5)).toEqual(['asked /a', 'answers /a', 'pause of 250', 'goes on', 'asked /b']);
  });

  it('wait for the tries of the one before, and for a pause when they are used up', async () => {
    const { ask, log } = await throttled({
      '/a': [answerWith(503, ''), answerWith(404, '')],
      '/b': sound('B'),
    });
    const [refused, answered] = await Promise.allSettled([ask('/a'), ask('/b')]);
    expect([refused.status, answered.status]).toEqual(['rejected', 'fulfilled']);
    expect(log.slice(0, 9)).toEqual([
      ...['asked /a', 'answers /a', 'pause of 1000', 'goes on'],
      ...['asked /a', 'answers /a', 'pause of 250', 'goes on'],
      'asked /b',
    ]);
  });

  it('that are called off while they wait are not sent, and hold up nobody', async () => {
    const { ask, log } = await throttled({ '/a': sound('A'), '/b': sound('B'), '/c': sound('C') });
    const off = new AbortController();
    const first = ask('/a');
    const second = ask('/b', off.signal);
    off.abort(new Error('called off'));
    const third = ask('/c');
    await expect(second).rejects.toThrow('called off');
    expect(String(await first) + String(await third)).toBe('AC');
    expect(log.filter((event) => event.startsWith('asked'))).toEqual(['asked /a', 'asked /c']);
  });
});

describe('readings of feeds', () => {
  const serve = useFeeds();
  const HOUR = 3_600_000;
  const hours = (symbol: string): SourceSpec => ({
    ...{ kind: 'binance', symbol, timeframe: '1h', from: '2024-01-02', to: '2024-01-02' },
  });

  it('at the same time share the queue, and its pauses', async () => {
    let [open, mostOpen] = [0, 0];
    const answer: Answer = async (request, response) => {
      mostOpen = Math.max(mostOpen, ++open);
      await (await fetch(`http://${request.headers.host}/round-trip`)).arrayBuffer();
      open--;
      response.end(
        JSON.stringify([
          [FEED_START, '1.1', '1.2', '1', '1.15', '9', FEED_START + HOUR - 1, '1', 1, '1', '1', '0'],
        ]),
      );
    };
    const { read, requests, waits } = await serve({
      '/api/v3/klines': [answer],
      '/round-trip': [answerWith(200, '')],
    });
    await Promise.all([read(hours('BTCUSDT')), read(hours('ETHUSDT')), read(hours('SOLUSDT'))]);
    const asked = requests.filter((url) => url.startsWith('/api'));
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(mostOpen).toBe(1);
    expect(waits).toEqual(asked.map(() => DEFAULT_POLICY.pauseMs));
  });
});
