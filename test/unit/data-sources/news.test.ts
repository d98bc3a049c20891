import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createMarketData } from '../../../src/data-sources/market-data.ts';

let dataDirectory: string;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'news-'));
});

async function read(content: string) {
  await writeFile(join(dataDirectory, 'news.csv'), content);
  return createMarketData({ dataDirectory }).readNews('news.csv', new AbortController().signal);
}

describe('a calendar of news', () => {
  it('is read oldest first, in UTC, whatever the order of its columns and the delimiter', async () => {
    const events = await read(
      '\ufeffCurrency;Impact;Time;Title\nUSD;High;2024-03-08 13:30;Payrolls\n\neur;low;2024-03-07T14:15:00+01:00;Rate decision\n',
    );
    expect(events).toEqual([
      { timeMs: Date.UTC(2024, 2, 7, 13, 15), currency: 'EUR', impact: 'low', title: 'Rate decision' },
      {
        timeMs: Date.UTC(2024, 2, 8, 13, 30),
        currency: 'USD',
        impact: 'high',
        title: 'Payrolls',
      },
    ]);
    expect(await read('time,currency,impact\n')).toEqual([]);
  });

  it.each([
    ['time,currency,impact\n08.03.2024,USD,high', /news.csv, line 2, column time: "08.03.2024" is no time/],
    ['time,currency,impact\n2024-13-08 13:30,USD,high', /line 2, column time/],
    ['time,currency,impact\n2024-03-08 13:30,US,high', /column currency: "US" is no currency/],
    [
      'time,currency,impact\n2024-03-08 13:30,USD,huge',
      /column impact: "huge" is no impact; low, medium, high are/,
    ],
    ['time,currency\n2024-03-08 13:30,USD', /column impact: the column is missing/],
    ['time,currency,impact\n2024-03-08 13:30,USD', /line 2/],
  ])('that is broken is refused with its place: %j', async (content, message) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'data_unreadable',
      message: expect.stringMatching(message),
    });
  });

  it('outside the data folder is not read', async () => {
    await expect(
      createMarketData({ dataDirectory }).readNews('../news.csv', new AbortController().signal),
    ).rejects.toMatchObject({ code: 'data_unreadable' });
  });
});
