import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../../src/kernel/clock.ts';
import type { SourceSpec } from '../../../src/orchestration/spec/source.ts';
import { dukascopyAnswer, FEED_START, type FeedCandle, useFeeds } from '../../support/feed-fixture.ts';
import { type Answer, answerWith } from '../../support/feed-server.ts';

const serve = useFeeds();
const DAY = 86_400_000;
const MINUTES = '/v1/candles/minute/EUR-USD';
const source = (change: object = {}): SourceSpec => ({
  kind: 'dukascopy',
  symbol: 'EURUSD',
  timeframe: '1m',
  from: '2024-01-02',
  side: 'both',
  ...change,
});

const bid: readonly FeedCandle[] = [
  [2, 110_000, 110_020, 109_990, 110_010, 3.25],
  [3, 110_010, 110_010, 110_010, 110_010, 0],
  [7, 110_005, 110_040, 110_000, 110_030, 1.5],
];
const ask = bid.map(
  ([step, open, high, low, close, volume]): FeedCandle => [
    step,
    open + 12,
    high + 12,
    low + 12,
    close + 12,
    volume,
  ],
);
const answer = (dayMs: number, candles: readonly FeedCandle[]): Answer =>
  answerWith(200, dukascopyAnswer(dayMs, candles));

describe('the Dukascopy feed', () => {
  it('is read on both sides; candles without volume and missing steps are no bars', async () => {
    const { read, requests } = await serve({
      [`${MINUTES}/BID/2024/1/2`]: [answer(FEED_START, bid)],
      [`${MINUTES}/ASK/2024/1/2`]: [answer(FEED_START, ask)],
    });
    const { bars, ask: other, noticed } = await read(source());
    expect([...bars.timeMs].map((time) => (time - FEED_START) / 60_000)).toEqual([2, 7]);
    expect([bars.open[1], bars.high[1], bars.low[1], bars.close[1], bars.volume[1]]).toEqual([
      1.10005, 1.1004, 1.1, 1.1003, 1.5,
    ]);
    expect(other?.close).toEqual(Float64Array.of(1.10022, 1.10042));
    expect(bars.spread?.[0]).toBeCloseTo(0.00012, 12);
    expect(noticed).toMatchObject({ symbol: 'EURUSD', zone: { name: 'UTC', basis: 'stated' } });
    expect(requests).toHaveLength(2);
  });

  it('goes on where a broken reading stopped, and reports how far it is', async () => {
    const broken = answerWith(500, '');
    const { read, requests, progress } = await serve(
      {
        [`${MINUTES}/BID/2024/1/2`]: [answer(FEED_START, bid)],
        [`${MINUTES}/BID/2024/1/3`]: [broken, broken, broken, answer(FEED_START + DAY, bid)],
      },
      fixedClock(FEED_START + 2 * DAY),
    );
    await expect(read(source({ side: 'bid' }))).rejects.toMatchObject({ code: 'upstream_unavailable' });
    expect((await read(source({ side: 'bid' }))).bars.timeMs).toHaveLength(4);
    expect(requests.filter((url) => url.endsWith('/2'))).toHaveLength(1);
    expect(progress.at(-1)).toEqual([0.5, expect.stringContaining('/2024/1/3: fetching')]);
  });

  it('asks for the growing period again, and leaves out the bar that has not ended', async () => {
    const clock = fixedClock(FEED_START + 7.5 * 60_000);
    const { read, requests } = await serve({ [`${MINUTES}/BID`]: [answer(FEED_START, bid)] }, clock);
    const first = await read(source({ side: 'bid' }));
    expect(first.bars.timeMs).toHaveLength(1);
    expect(first.noticed?.remarks).toContainEqual(
      expect.stringContaining('2024-01-02T00:07:00.000Z on had not ended'),
    );
    clock.advance(60_000);
    expect((await read(source({ side: 'bid' }))).bars.timeMs).toHaveLength(2);
    expect(requests).toEqual(new Array(2).fill(`${MINUTES}/BID?from=${FEED_START}`));
  });

  it('takes a period the feed has nothing for as empty, and for good once it must have been published', async () => {
    const clock = fixedClock(FEED_START + 2 * DAY);
    const { read, requests } = await serve({ [`${MINUTES}/BID/2024/1/2`]: [answer(FEED_START, bid)] }, clock);
    const bothDays = source({ side: 'bid', to: '2024-01-03' });
    const asked = (day: number) => requests.filter((url) => url.endsWith(`/2024/1/${day}`)).length;
    expect((await read(bothDays)).bars.timeMs).toHaveLength(2);
    await read(bothDays);
    expect([asked(2), asked(3)]).toEqual([1, 1]);
    clock.advance(2 * DAY - 1);
    await read(bothDays);
    expect([asked(2), asked(3)]).toEqual([2, 2]);
    clock.advance(60_000);
    await read(bothDays);
    clock.advance(365 * DAY);
    await read(bothDays);
    // The first day was over for two days when it was asked for the second time, the other one a minute later.
    expect([asked(2), asked(3)]).toEqual([2, 3]);
  });

  const noCandle = answer(FEED_START + DAY, []);
  const onlyFlats = answer(FEED_START + DAY, [[0, 110_000, 110_000, 110_000, 110_000, 0]]);
  it.each([
    ['is absent', answerWith(404, ''), 2],
    ['holds no candle', noCandle, 2],
    ['holds none with volume', onlyFlats, 2],
    ['lacks the last one', answer(FEED_START + DAY, bid.slice(0, 1)), 3],
  ])('finds a day that was published after it had ended, whose first answer %s', async (_, first, bars) => {
    const clock = fixedClock(FEED_START + 2 * DAY);
    const { read } = await serve(
      {
        [`${MINUTES}/BID/2024/1/2`]: [answer(FEED_START, bid)],
        [`${MINUTES}/BID/2024/1/3`]: [first, answer(FEED_START + DAY, bid)],
      },
      clock,
    );
    const bothDays = source({ side: 'bid', to: '2024-01-03' });
    expect((await read(bothDays)).bars.timeMs).toHaveLength(bars);
    clock.advance(3_600_000);
    expect((await read(bothDays)).bars.timeMs).toHaveLength(4);
  });

  it('puts hours together to four, from the start of the month', async () => {
    const hours = Array.from(
      { length: 8 },
      (_, k): FeedCandle => [24 + k, 100 + k, 110 + k, 90 + k, 101 + k, 1],
    );
    const { read } = await serve({
      '/v1/candles/hour/EUR-USD/BID': [
        answerWith(200, dukascopyAnswer(Date.UTC(2024, 0, 1), hours, { shiftMs: 3_600_000 })),
      ],
    });
    const { bars } = await read(source({ side: 'bid', timeframe: '4h', to: '2024-01-02' }));
    expect([...bars.timeMs]).toEqual([FEED_START, FEED_START + 4 * 3_600_000]);
    expect([bars.open[1], bars.high[1], bars.low[1], bars.close[1], bars.volume[1]]).toEqual([
      0.00104, 0.00117, 0.00094, 0.00108, 4,
    ]);
  });

  it.each([
    ['a symbol it does not have', { symbol: 'NOSUCH' }, [], 'the feed has no such symbol'],
    ['a period without a bar', {}, [], 'there is no bar from 2024-01-02'],
    [
      'steps beyond the day',
      {},
      [{ ...JSON.parse(dukascopyAnswer(FEED_START, bid)), times: [2, 1, 1e9] }],
      'must not reach further',
    ],
    [
      'columns of different lengths',
      {},
      [{ ...JSON.parse(dukascopyAnswer(FEED_START, bid)), opens: [1] }],
      'column lengths do not match',
    ],
  ])('says what is wrong with %s', async (_, change, bodies, message) => {
    const { read } = await serve({
      ...(bodies.length > 0 && { [`${MINUTES}/BID/2024/1/2`]: [answerWith(200, JSON.stringify(bodies[0]))] }),
    });
    await expect(read(source({ side: 'bid', ...change }))).rejects.toMatchObject({
      code: 'data_unreadable',
      message: expect.stringContaining(message),
    });
  });
});
