import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareBars } from '../../../src/agents/data/prepare.ts';
import type { RawBars } from '../../../src/agents/ports.ts';
import { readLocalFile } from '../../../src/cli/data/local-file.ts';
import { createMarketData } from '../../../src/data-sources/market-data.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { zipBytes } from '../../support/price-files.ts';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'series-'));
});
afterEach(() => rm(data, { recursive: true }));

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(data, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

const told: [number, string][] = [];
function read(name: string, hints: object = {}): Promise<RawBars> {
  told.length = 0;
  const signal = new AbortController().signal;
  const marketData = createMarketData({ dataDirectory: data });
  return marketData.read({ kind: 'file', path: name, ...hints }, signal, (share, what) => {
    told.push([share, what]);
  });
}

const assess = (raw: RawBars, timeframe = '1m') =>
  prepareBars(
    raw,
    parseSpec({ market: { symbol: 'EURUSD', timeframe, source: { kind: 'file', path: 'x' } } }),
  );
const stamps = ({ bars }: RawBars): string[] =>
  [...bars.timeMs].map((time) => new Date(time).toISOString().slice(0, 16));

/** Unpacked candles of Dukascopy: seconds in the day, open, close, low, high in points, volume. */
function candles(rows: readonly (readonly [number, number, number, number, number, number])[]): Buffer {
  const bytes = Buffer.alloc(rows.length * 24);
  rows.forEach((row, i) => {
    for (let k = 0; k < 5; k++) bytes.writeInt32BE(row[k], i * 24 + k * 4);
    bytes.writeFloatBE(row[5], i * 24 + 20);
  });
  return bytes;
}
const candle = (second: number, open: number, volume = 1.5) =>
  [second, open, open + 5, open - 10, open + 20, volume] as const;

/** A row of HistData: minutes of a clock that is EST, with a price. */
const histData = (rows: readonly (readonly [string, string])[]): string =>
  rows.map(([time, price]) => `${time};${price};1.3;1.0;1.2;0\n`).join('');
const FIRST = histData([
  ['20200131 165800', '1.11'],
  ['20200131 165900', '1.12'],
]);
const SECOND = histData([
  ['20200202 170000', '1.13'],
  ['20200202 170100', '1.14'],
]);

describe('days of Dukascopy', () => {
  const day = (n: number, side: string): string => `EURUSD/2024/00/${n}/${side}_candles_min_1.bi5`;

  it('of both sides are one series with its spread; days nobody traded in are counted', async () => {
    await write({
      [day(15, 'BID')]: candles([candle(0, 110_000), candle(60, 110_010), candle(120, 110_010, 0)]),
      [day(15, 'ASK')]: candles([candle(0, 110_012), candle(60, 110_023)]),
      [day(16, 'BID')]: candles([candle(0, 110_100), candle(60, 110_110)]),
      // The second minute has no ask, the third no bid.
      [day(16, 'ASK')]: candles([candle(0, 110_120), candle(120, 110_130)]),
      [day(17, 'BID')]: '',
      [day(18, 'BID')]: candles([candle(0, 110_000, 0)]),
    });
    const raw = await read('EURUSD');
    // Days count from 1 in the path, months from 0.
    expect(stamps(raw)).toEqual([
      '2024-01-15T00:00',
      '2024-01-15T00:01',
      '2024-01-16T00:00',
      '2024-01-16T00:01',
    ]);
    expect([...raw.bars.open]).toEqual([1.1, 1.1001, 1.101, 1.1011]);
    expect(raw.ask?.open).toEqual(Float64Array.of(1.10012, 1.10023, 1.1012, Number.NaN));
    expect([...(raw.bars.spread ?? [])].map((value) => Math.round(value * 1e5))).toEqual([
      12,
      13,
      20,
      Number.NaN,
    ]);
    expect(raw.noticed).toMatchObject({
      format: 'Dukascopy candles (bi5)',
      symbol: 'EURUSD',
      periodMinutes: 1,
    });
    expect(raw.noticed?.remarks).toEqual([
      'Volumes are in millions.',
      expect.stringMatching(
        /^1 candles without volume were left out.* \(2024\/00\/15\/BID_candles_min_1.bi5\)$/,
      ),
      'Bars without an ask side: 1; their spread is not known.',
      'Bars of the ask side without a bid side were left out: 1.',
      expect.stringMatching(/^Files without a bar: 2, the first 2024\/00\/17/),
    ]);
    expect(told).toHaveLength(6);
    expect(told[3]).toEqual([0.5, '2024/00/16/BID_candles_min_1.bi5, file 4 of 6']);
    expect(raw.origin).toBe('EURUSD (6 files)');
  });

  it('of the ask side alone say so', async () => {
    await write({ [day(15, 'ASK')]: candles([candle(0, 110_000)]) });
    const { noticed, ask } = await read('EURUSD');
    expect(ask).toBeUndefined();
    expect(noticed?.remarks).toContain('The file holds the ask side.');
  });

  it('without a bar in any of them are refused', async () => {
    await write({ [day(15, 'BID')]: '', [day(16, 'BID')]: candles([candle(0, 110_000, 0)]) });
    await expect(read('EURUSD')).rejects.toThrow('no file of the folder holds a bar');
  });
});

describe('other series of files', () => {
  it('months of HistData have the identity of the same bars in one file', async () => {
    await write({
      'one/EURUSD.csv': FIRST + SECOND,
      'months/DAT_ASCII_EURUSD_M1_202002.csv': SECOND,
      'months/DAT_ASCII_EURUSD_M1_202001.zip': zipBytes([
        { name: 'DAT_ASCII_EURUSD_M1_202001.csv', content: Buffer.from(FIRST) },
        { name: 'DAT_ASCII_EURUSD_M1_202001.txt', content: Buffer.from('Gaps: none') },
      ]),
      // What is no data is passed over.
      'months/DAT_ASCII_EURUSD_M1_202002.txt': 'Gaps: none',
      'months/DAT_ASCII_EURUSD_M1_202002.csv.md5': 'aa',
      'months/.hidden': 'nothing',
    });
    const months = await read('months');
    expect(months.noticed).toMatchObject({ format: 'HistData bars', zone: { name: 'EST', basis: 'stated' } });
    expect(stamps(months)[0]).toBe('2020-01-31T21:58');
    expect(months.bars).toEqual((await read('one/EURUSD.csv')).bars);
    expect(assess(months).id).toBe(assess(await read('one')).id);
    expect(months.noticed?.remarks).toEqual([]);
  });

  it('are read by the data commands as well', async () => {
    await write({ 'months/EURUSD_1.csv': FIRST, 'months/EURUSD_2.csv': SECOND });
    const { raw, spec } = await readLocalFile(path.join(data, 'months'), {}, new AbortController().signal);
    expect(raw.bars.timeMs).toHaveLength(4);
    expect(raw.asOfMs).toBeGreaterThan(Date.UTC(2020, 5));
    expect(spec.market).toMatchObject({ timeframe: '1m', source: { kind: 'file', path: 'months' } });
  });

  it('LEAN zips by day take their dates from their names', async () => {
    const quotes = (price: string): string => `0,${price},${price},${price},${price},0,1.3,1.3,1.3,1.3,0\n`;
    const zip = (day: number, price: string): Buffer =>
      zipBytes([{ name: `${day}_eurusd_minute_quote.csv`, content: Buffer.from(quotes(price)) }]);
    const folder = 'forex/oanda/minute/eurusd';
    await write({
      [`${folder}/20140502_quote.zip`]: zip(20_140_502, '1.12'),
      [`${folder}/20140501_quote.zip`]: zip(20_140_501, '1.11'),
    });
    const raw = await read(folder);
    expect(stamps(raw)).toEqual(['2014-05-01T00:00', '2014-05-02T00:00']);
    expect([raw.bars.close[1], raw.ask?.close[1]]).toEqual([1.12, 1.3]);
  });

  it('tables whose names tell the side are paired, whatever their format', async () => {
    const table = (price: number): string =>
      `time,open,high,low,close,volume\n2020-01-02 10:00,${price},2,1,${price},5\n2020-01-02 10:01,${price},2,1,${price},5\n`;
    await write({ 'x/EURUSD_M1_BID_2020.csv': table(1.5), 'x/EURUSD_M1_ASK_2020.csv': table(1.6) });
    const { bars, ask } = await read('x');
    expect([bars.close[0], ask?.close[0], bars.spread?.[0].toFixed(6)]).toEqual([1.5, 1.6, '0.100000']);
  });

  it('files with their newest bar first are turned around, and put in order', async () => {
    const table = (...times: string[]): string =>
      `time,open,high,low,close\n${times.map((time) => `2020-01-02 ${time},1,2,1,2\n`).join('')}`;
    await write({ 'x/a.csv': table('10:03', '10:02'), 'x/b.csv': table('10:01', '10:00') });
    const raw = await read('x');
    expect(stamps(raw).map((stamp) => stamp.slice(-2))).toEqual(['00', '01', '02', '03']);
    expect(raw.noticed?.remarks).toEqual(['Files that had their newest bar first: 2.']);
  });
});

describe('where files meet', () => {
  it('equal copies are said, found and dropped', async () => {
    await write({ 'x/EURUSD_1.csv': FIRST, 'x/EURUSD_2.csv': FIRST.slice(FIRST.indexOf('\n') + 1) + SECOND });
    const raw = await read('x');
    expect(raw.noticed?.remarks).toEqual([
      'Files overlap: 1 bars of EURUSD_2.csv by 2020-01-31 16:59, where EURUSD_1.csv ends.',
    ]);
    const { assessment } = assess(raw);
    expect(assessment.findings.find(({ rule }) => rule === 'time.duplicate_identical')?.count).toBe(1);
    expect(assessment.cleaned.timeMs).toHaveLength(4);
  });

  it('two bars of one time that differ block', async () => {
    await write({ 'x/EURUSD_1.csv': FIRST, 'x/EURUSD_2.csv': FIRST.replace('1.12', '1.13') });
    const { assessment } = assess(await read('x'));
    expect(assessment.findings.find(({ rule }) => rule === 'time.duplicate_conflicting')).toMatchObject({
      count: 1,
      severity: 'blocking',
    });
  });

  it('a missing month is said', async () => {
    await write({ 'x/EURUSD_1.csv': FIRST, 'x/EURUSD_3.csv': SECOND.replaceAll('20200202', '20200302') });
    expect((await read('x')).noticed?.remarks).toEqual([
      'Files leave holes of more than five days: from 2020-01-31 16:59 (EURUSD_1.csv) to 2020-03-02 17:00 (EURUSD_3.csv).',
    ]);
  });

  it('the file with the newest bar tells when the series was written', async () => {
    await write({ 'x/EURUSD_1.csv': FIRST, 'x/EURUSD_2.csv': SECOND });
    const written = Date.UTC(2020, 1, 2, 22, 1, 30);
    await utimes(path.join(data, 'x/EURUSD_2.csv'), written / 1_000, written / 1_000);
    const raw = await read('x');
    expect(raw.asOfMs).toBe(written);
    const signal = new AbortController().signal;
    expect(
      (await createMarketData({ dataDirectory: data }).read({ kind: 'file', path: 'x/EURUSD_1.csv' }, signal))
        .asOfMs,
    ).toBeGreaterThan(written);
  });
});

describe('a folder that is no series is refused', () => {
  const TABLE = 'time,open,high,low,close\n2020-01-02 10:00,1,2,1,2\n';

  it.each<[string, Record<string, string>, string]>([
    [
      'another format',
      { 'x/EURUSD_1.csv': FIRST, 'x/EURUSD_2.csv': TABLE },
      'the format differs: HistData bars in EURUSD_1.csv',
    ],
    [
      'another market',
      { 'x/EURUSD.csv': FIRST, 'x/GBPUSD.csv': SECOND },
      'the market differs: EURUSD in EURUSD.csv, GBPUSD in GBPUSD.csv',
    ],
    [
      'one side named, one not',
      { 'x/EURUSD_BID.csv': FIRST, 'x/EURUSD.csv': SECOND },
      'EURUSD_BID.csv names its side, EURUSD.csv does not',
    ],
    [
      'a broken file',
      { 'x/EURUSD_1.csv': FIRST, 'x/EURUSD_2.csv': SECOND.replace('1.14', 'cheap') },
      'x/EURUSD_2.csv, line 2',
    ],
    ['an empty file', { 'x/EURUSD_1.csv': FIRST, 'x/EURUSD_2.csv': '' }, 'x/EURUSD_2.csv: the file is empty'],
    ['nothing but hidden files', { 'x/.a': FIRST }, 'the folder holds no file'],
    ['seven folders deep', { 'x/1/2/3/4/5/6/7/EURUSD.csv': FIRST }, 'more than 6 folders deep'],
  ])('%s', async (_, files, message) => {
    await write(files);
    await expect(read('x')).rejects.toMatchObject({
      code: 'data_unreadable',
      message: expect.stringContaining(message),
    });
  });

  it('links out of the data folder, links to folders, and the folders above', async () => {
    await write({ 'x/EURUSD_1.csv': FIRST, 'y/EURUSD_2.csv': SECOND });
    const outside = await mkdtemp(path.join(tmpdir(), 'outside-'));
    try {
      await writeFile(path.join(outside, 'EURUSD.csv'), SECOND);
      await symlink(path.join(outside, 'EURUSD.csv'), path.join(data, 'x/EURUSD_2.csv'));
      await expect(read('x')).rejects.toThrow('x/EURUSD_2.csv: the file lies outside the data folder');
      await symlink(outside, path.join(data, 'z'));
      await expect(read('z')).rejects.toThrow('outside the data folder');
      await expect(read('..')).rejects.toThrow('outside the data folder');
      await rm(path.join(data, 'x/EURUSD_2.csv'));
      await symlink(path.join(data, 'y'), path.join(data, 'x/more'));
      await expect(read('x')).rejects.toThrow('x/more: a link to a folder');
      await rm(path.join(data, 'x/more'));
      await symlink(path.join(data, 'y/EURUSD_2.csv'), path.join(data, 'x/EURUSD_2.csv'));
      expect((await read('x')).bars.timeMs).toHaveLength(4);
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  it('a calendar of news is a file', async () => {
    await write({ 'x/EURUSD_1.csv': FIRST });
    const marketData = createMarketData({ dataDirectory: data });
    await expect(marketData.readNews('x', new AbortController().signal)).rejects.toThrow(
      'that is not a file',
    );
  });
});
