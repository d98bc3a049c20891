import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpackLzma } from '../../../src/data-sources/bytes/lzma.ts';
import { type FileHints, readFile } from '../../../src/data-sources/file.ts';
import { placeInTree } from '../../../src/data-sources/place-in-tree.ts';
import { BOMB, CANDLES, SQUARES, TICKS } from '../../support/lzma-vectors.ts';
import { zipBytes } from '../../support/price-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dated-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function read(content: string | Uint8Array, name: string, hints: FileHints = {}) {
  const file = path.join(folder, String(files++));
  await writeFile(file, content);
  return readFile(file, name, { hints, signal: new AbortController().signal });
}

const stamps = (timeMs: Float64Array): string[] =>
  [...timeMs].map((time) => new Date(time).toISOString().slice(0, 16));

describe('LZMA', () => {
  it('is unpacked as liblzma packed it', () => {
    const squares = Buffer.from(Uint8Array.from({ length: 1_200 }, (_, i) => (i * i) >> 9));
    expect(Buffer.concat([...unpackLzma(SQUARES)]).equals(squares)).toBe(true);
  });

  it('may state its length instead of an end', () => {
    const stated = Buffer.from(SQUARES);
    stated.writeBigUInt64LE(1_000n, 5);
    expect(Buffer.concat([...unpackLzma(stated)])).toHaveLength(1_000);
    stated.writeBigUInt64LE(1_201n, 5);
    expect(() => [...unpackLzma(stated)]).toThrow('the end comes too early');
  });

  it('that is cut anywhere is refused', () => {
    for (let length = 0; length < SQUARES.length; length++) {
      expect(() => [...unpackLzma(SQUARES.subarray(0, length))]).toThrow();
    }
  });
});

describe('a Dukascopy .bi5 file', () => {
  it('holds ticks of the hour its place names, January being 00', async () => {
    const { bars, ask, noticed } = await read(TICKS, 'EURUSD/2024/00/02/10h_ticks.bi5');
    expect(noticed).toMatchObject({ format: 'Dukascopy ticks (bi5)', symbol: 'EURUSD', priceScale: 100_000 });
    expect(stamps(bars.timeMs)).toEqual(
      ['10:00', '10:01', '10:02', '10:03', '10:04'].map((time) => `2024-01-02T${time}`),
    );
    // Nine ticks in the first minute: 0, 7, … 56 s.
    expect([bars.open[0], bars.high[0], bars.close[0], bars.volume[0]]).toEqual([1.1, 1.10008, 1.10008, 9]);
    expect([ask?.open[0], ask?.high[0]]).toEqual([1.1001, 1.10018]);
    expect(bars.spread?.[0]).toBeCloseTo(0.0001, 12);
  });

  it.each([
    ['EURUSD/2024/11/31/BID_candles_min_1.bi5', ['2024-12-31T00:00', '2024-12-31T00:02', '2024-12-31T00:03']],
    ['EURUSD_2024_01_29_ASK_candles_min_1.bi5', ['2024-02-29T00:00', '2024-02-29T00:02', '2024-02-29T00:03']],
    [
      'data\\EURUSD\\2024\\BID_candles_day_1.bi5',
      ['2024-01-01T00:00', '2024-01-01T00:02', '2024-01-01T00:03'],
    ],
  ])('%s holds candles; those without volume are left out and counted', async (name, times) => {
    const { bars, noticed } = await read(CANDLES, name);
    expect(stamps(bars.timeMs)).toEqual(times);
    expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]]).toEqual([
      1.1, 1.1002, 1.0999, 1.10005, 3.25,
    ]);
    expect(noticed?.remarks).toContainEqual(
      expect.stringContaining('1 candles without volume were left out'),
    );
    expect(noticed?.remarks.includes('The file holds the ask side.')).toBe(name.includes('ASK'));
  });

  it.each<[string, Uint8Array, string, string]>([
    ['without a date', CANDLES, 'BID_candles_min_1.bi5', 'have no date; keep its place'],
    ['of a month there is not', CANDLES, 'EURUSD/2024/12/01/BID_candles_min_1.bi5', 'have no date'],
    ['of an unknown symbol', CANDLES, 'NEWIDX/2024/00/02/BID_candles_min_1.bi5', 'market.source.priceScale'],
    [
      'whose packing is cut',
      TICKS.subarray(0, 200),
      'EURUSD/2024/00/02/10h_ticks.bi5',
      'the LZMA packing is damaged or cut short',
    ],
    [
      'whose records are cut',
      Buffer.concat([...unpackLzma(CANDLES)]).subarray(0, 80),
      'EURUSD/2024/00/02/BID_candles_min_1.bi5',
      'cut short: 8 bytes are left after 3 records of 24',
    ],
    ['of nothing but noise', SQUARES, 'EURUSD/2024/00/02/10h_ticks.bi5', 'not UTF-8 text'],
    ['that is a bomb', BOMB, 'EURUSD/2024/00/02/BID_candles_min_1.bi5', 'no table of bars does that'],
    ['that holds nothing', new Uint8Array(), 'EURUSD/2024/00/02/10h_ticks.bi5', 'the file is empty'],
  ])('%s is refused', async (_, content, name, message) => {
    await expect(read(content, name)).rejects.toMatchObject({
      code: 'data_unreadable',
      message: expect.stringContaining(message),
    });
  });

  it('takes the price scale of the spec', async () => {
    const { bars } = await read(CANDLES, 'NEWIDX/2024/00/02/BID_candles_min_1.bi5', { priceScale: 100 });
    expect(bars.open[0]).toBe(1_100);
  });
});

describe('LEAN files of a day', () => {
  const trades = '34200000,11000,12000,10000,11500,9\n34260000,11500,20000,10000,20000,3\n';
  const zipped = (name: string, text: string) => zipBytes([{ name, content: Buffer.from(text) }]);

  it.each([
    ['in the archive', zipped('20200702_spy_minute_trade.csv', trades), 'equity/usa/minute/spy/trade.zip'],
    ['of the archive', zipped('spy.csv', trades), 'equity/usa/minute/spy/20200702_trade.zip'],
    ['of the text', trades, '20200702_spy_minute_trade.csv'],
  ])(
    'hold equity prices in ten-thousandths on the clock of New York, dated by the name %s',
    async (_, content, name) => {
      const { bars, noticed } = await read(content, name);
      expect(noticed).toMatchObject({
        format: 'LEAN equity',
        zone: { name: 'America/New_York' },
        priceScale: 10_000,
      });
      expect(stamps(bars.timeMs)).toEqual(['2020-07-02T13:30', '2020-07-02T13:31']);
      expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]]).toEqual([
        1.1, 1.2, 1, 1.15, 9,
      ]);
      if (name !== 'equity/usa/minute/spy/trade.zip' || content instanceof Uint8Array) {
        expect(noticed?.symbol).toBe('SPY');
      }
    },
  );

  it('hold quotes of equities, a side empty where nobody quoted', async () => {
    const { bars, ask, noticed } = await read(
      '34200000,11000,12000,10000,11500,9,11100,12100,10100,11600,5\n34260000,,,,,0,11100,12100,10100,11600,5\n',
      '20200702_spy_minute_quote.csv',
    );
    expect(noticed).toMatchObject({ format: 'LEAN quotes', zone: { name: 'America/New_York' } });
    expect([...bars.close, ...(ask?.close ?? [])]).toEqual([1.15, Number.NaN, 1.16, 1.16]);
    expect(bars.spread?.[0]).toBeCloseTo(0.01, 12);
  });

  it('hold quotes of currencies as plain prices in UTC', async () => {
    const { bars, ask, noticed } = await read(
      zipped(
        '20140501_eurusd_minute_quote.csv',
        '0,1.1,1.2,1,1.15,0,1.2,1.3,1.1,1.25,0\n60000,1,2,1,2,0,1,2,1,2,0\n',
      ),
      'forex/oanda/minute/eurusd/20140501_quote.zip',
    );
    expect(noticed).toMatchObject({ symbol: 'EURUSD', zone: { name: 'UTC' }, priceScale: 1 });
    expect(stamps(bars.timeMs)).toEqual(['2014-05-01T00:00', '2014-05-01T00:01']);
    expect(ask?.close[0]).toBe(1.25);
  });

  it('whole prices of a coin are no ten-thousandths: the folder says so', async () => {
    const { bars } = await read(
      '0,42000,42001,41999,42000,1\n',
      'crypto/gdax/minute/btcusd/20200702_trade.csv',
    );
    expect(bars.open[0]).toBe(42_000);
  });

  it('hold trades of equities, which become bars of a minute without the suspicious ones', async () => {
    const { bars, ask, noticed } = await read(
      zipped(
        '20131008_bac_Trade_Tick.csv',
        [
          '34200009.367,137450,100,D,1,0',
          '34230000.5,137600,50,P,1,0',
          '34231000,999900,7,P,1,1',
          '34259999.9,137400,25,Q,0,0',
          '34260000,137500,10,Q,0,0',
        ].join('\n'),
      ),
      'equity/usa/tick/bac/20131008_trade.zip',
    );
    expect(noticed).toMatchObject({
      format: 'LEAN trade ticks',
      symbol: 'BAC',
      zone: { name: 'America/New_York' },
      priceScale: 10_000,
      ignoredColumns: ['exchange', 'condition'],
    });
    expect(noticed?.remarks).toEqual(['Ticks their source calls suspicious were left out: 1.']);
    expect(stamps(bars.timeMs)).toEqual(['2013-10-08T13:30', '2013-10-08T13:31']);
    expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]]).toEqual([
      13.745, 13.76, 13.74, 13.74, 175,
    ]);
    expect(ask).toBeUndefined();
  });

  it('hold quotes of equities one side a row, the other one standing', async () => {
    const { bars, ask, noticed } = await read(
      [
        '34200000,137450,100,0,0,D,1,0',
        '34201000,0,0,137550,200,D,1,0',
        '34202000,137460,100,0,0,D,1,0',
        '34203000,1,100,0,0,D,1,1',
      ].join('\n'),
      '20131008_bac_Quote_Tick.csv',
    );
    expect(noticed).toMatchObject({ format: 'LEAN quote ticks', priceScale: 10_000 });
    expect([bars.open[0], bars.low[0], bars.close[0], bars.volume[0]]).toEqual([13.745, 13.745, 13.746, 3]);
    expect([ask?.open[0], ask?.close[0]]).toEqual([13.755, 13.755]);
  });

  it.each([
    [
      'crypto/gdax/tick/btcusd/20190224_trade.zip',
      '86400,23240,0.5\n86500,23242,0.25',
      [23_240, 23_242, 0.75],
    ],
    ['crypto/gdax/tick/btcusd/20190224_quote.zip', '86400,232.40,20,232.42,8', [232.4, 232.4, 1]],
    ['forex/oanda/tick/eurusd/20190224_quote.zip', '86400,1.1,1.2\n86500,1.15,1.2', [1.1, 1.15, 2]],
  ])('%s holds plain prices in UTC', async (place, text, [open, close, volume]) => {
    const { bars, noticed } = await read(zipped('20190224_x_tick.csv', text), place);
    expect(noticed).toMatchObject({ zone: { name: 'UTC' }, priceScale: 1 });
    expect(stamps(bars.timeMs)).toEqual(['2019-02-24T00:01']);
    expect([bars.open[0], bars.close[0], bars.volume[0]]).toEqual([open, close, volume]);
  });

  it.each([
    ['a quantity', '34200000,137450,many,D,1,0', 'line 1, column quantity'],
    ['a price', '34200000,cheap,1,D,1,0', 'line 1, column price'],
    ['no price at all', '34200000,,1,D,1,0', 'none with a price'],
    ['a time of another day', '34200000,1,1,D,1,0\n99200000,1,1,D,1,0', 'line 2, column time'],
  ])('of ticks with %s that is none are refused', async (_, text, message) => {
    await expect(read(text, '20131008_bac_tick_trade.csv')).rejects.toThrow(message);
  });

  it('of seconds become bars of a minute', async () => {
    const { bars, noticed } = await read(
      '34200000,11000,12000,10000,11500,9\n34201000,11500,13000,10500,12500,1\n34260000,11500,20000,10000,20000,3\n',
      '20200702_spy_second_trade.csv',
    );
    expect(stamps(bars.timeMs)).toEqual(['2020-07-02T13:30', '2020-07-02T13:31']);
    expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]]).toEqual([
      1.1, 1.3, 1, 1.25, 10,
    ]);
    expect(noticed?.remarks).toContainEqual(expect.stringContaining('Bars of a second'));
  });

  it.each([
    ['no day in any name', trades, 'spy.csv', 'no name says of which day'],
    [
      'a time beyond the day',
      `${trades}90000000,1,1,1,1,1\n`,
      '20200702_spy_minute_trade.csv',
      'line 3, column time: "90000000" is no time; allowed: milliseconds since midnight',
    ],
    [
      'a word for a time',
      `${trades}noon,1,1,1,1,1\n`,
      '20200702_spy_minute_trade.csv',
      'line 3, column time: "noon"',
    ],
    [
      'a row of a trade among quotes',
      `${trades.repeat(30)}34200000,1,1,1,1,1,1,1,1,1,1\n`,
      '20200702_spy_minute_trade.csv',
      'line 61: the row has 11 columns',
    ],
  ])('are refused with %s', async (_, content, name, message) => {
    await expect(read(content, name)).rejects.toThrow(message);
  });
});

describe('of the path of a file, the place in the tree of its format is told', () => {
  it.each([
    ['/home/me/EURUSD/2024/00/02/10h_ticks.bi5', 'EURUSD/2024/00/02/10h_ticks.bi5'],
    ['D:\\ticks\\EURUSD\\2024\\00\\BID_candles_hour_1.bi5', 'EURUSD/2024/00/BID_candles_hour_1.bi5'],
    ['/ticks/EURUSD_2024_00_02_10h_ticks.bi5', 'EURUSD_2024_00_02_10h_ticks.bi5'],
    [
      '/crypto/a/Lean/Data/crypto/gdax/minute/btcusd/20200702_trade.zip',
      'crypto/gdax/minute/btcusd/20200702_trade.zip',
    ],
    ['/Data/equity/usa/daily/spy.zip', 'equity/usa/daily/spy.zip'],
    // A folder that is called like an asset class is none of LEAN's.
    ['/home/me/crypto/spy/20131008_trade.csv', null],
    ['/home/EURUSD/prices.csv', null],
  ])('%s: %s', (path, place) => {
    expect(placeInTree(path)).toBe(place);
  });
});
