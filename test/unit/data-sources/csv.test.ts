import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMarketData } from '../../../src/data-sources/market-data.ts';

let root: string;
let folder: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'csv-'));
  folder = path.join(root, 'data');
  await mkdir(folder);
});
afterAll(() => rm(root, { recursive: true }));

const signal = new AbortController().signal;
let files = 0;

async function read(content: string | Uint8Array) {
  const name = `file-${files++}.csv`;
  await writeFile(path.join(folder, name), content);
  return createMarketData({ dataDirectory: folder }).read({ kind: 'csv', path: name }, signal);
}

const HEADER = 'date,open,high,low,close,volume';
const ROW = '2020-01-02,1,2,0.5,1.5,100';

describe('a CSV of bars', () => {
  it('is read by the names of its columns, whatever their case and order', async () => {
    const { bars } = await read('Close,DATE,Low,High,Open,Adj Close\n1.5,2020-01-02,0.5,2,1,9\n');
    expect(bars).toEqual({
      timeMs: Float64Array.of(Date.UTC(2020, 0, 2)),
      open: Float64Array.of(1),
      high: Float64Array.of(2),
      low: Float64Array.of(0.5),
      close: Float64Array.of(1.5),
      volume: Float64Array.of(0),
    });
  });

  it.each([
    ['comma', ',', '1.5'],
    ['semicolon with decimal commas', ';', '1,5'],
    ['comma with decimal commas in quotes', ',', '"1,5"'],
    ['tab', '\t', '1.5'],
  ])('may be parted by %s', async (_, delimiter, number) => {
    const rows = [
      ['time', 'open', 'high', 'low', 'close', 'volume'],
      ['2020-01-02 10:00', number, number, number, number, '7'],
    ];
    const { bars } = await read(rows.map((row) => row.join(delimiter)).join('\r\n'));
    expect([bars.open[0], bars.close[0], bars.volume[0]]).toEqual([1.5, 1.5, 7]);
    expect(bars.timeMs[0]).toBe(Date.UTC(2020, 0, 2, 10));
  });

  it('with quoted commas must show once that they are decimal, not of thousands', async () => {
    const row = (prices: string) => `2020-01-02,${prices}\n`;
    const head = 'date,open,high,low,close\n';
    const decimal = row('"1,10134","1,102","1,1","1,101"');
    expect((await read(head + decimal)).bars).toMatchObject({
      open: Float64Array.of(1.10134),
      high: Float64Array.of(1.102),
      close: Float64Array.of(1.101),
    });
    await expect(read(head + row('"1,101","1,102","1,100","1,101"'))).rejects.toThrow(
      /decimal comma or parts/,
    );
    await expect(read(head + row('1.5,"1,6",1.4,1.5'))).rejects.toThrow(/another decimal sign/);
    await expect(read(head + row('"1,101.5","1,102.5","1,100.5","1,101.5"'))).rejects.toThrow(/is no number/);
  });

  it('may keep date and time of day apart, in angle brackets', async () => {
    const { bars } = await read(
      '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\n2020.01.02\t10:30:00\t1\t2\t1\t2\t5\n',
    );
    expect([bars.timeMs[0], bars.volume[0]]).toEqual([Date.UTC(2020, 0, 2, 10, 30), 5]);
  });

  it('may begin with a byte order mark and blank lines, and quote its cells', async () => {
    const { bars } = await read(`\ufeff\n\n${HEADER}\n"2020-01-02","1","2","0.5","1.5","100"\n\n`);
    expect(bars.close).toEqual(Float64Array.of(1.5));
  });

  it('leaves empty prices to the quality checks', async () => {
    const { bars } = await read(`${HEADER}\n2020-01-01,1,2,,null,NaN\n${ROW}\n`);
    expect([...bars.timeMs]).toEqual([Date.UTC(2020, 0, 1), Date.UTC(2020, 0, 2)]);
    expect([bars.low[0], bars.close[0], bars.volume[0]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it('grows beyond its first columns', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => `${1_500_000_000 + i * 60},1,2,1,${i},1`);
    const { bars } = await read(`${HEADER}\n${rows.join('\n')}`);
    expect(bars.close).toEqual(Float64Array.from({ length: 10_000 }, (_, i) => i));
  });
});

describe('a file that is no CSV of bars', () => {
  it.each([
    ['empty', '', 'is empty'],
    ['blank', '\n \n', 'is empty'],
    ['a header only', `${HEADER}\n`, 'no row below the header'],
    ['without delimiter', 'hello\nworld\n', 'line 1: "hello" is neither a header'],
    ['without a time', 'day,open,high,low,close\nx,1,2,1,2\n', 'line 1: there is no time column'],
    ['without a close', 'date,open,high,low\n2020-01-02,1,2,1\n', 'line 1: there is no close column'],
    [
      'with a word for a price',
      `${HEADER}\n${ROW}\n2020-01-03,1,two,0.5,1.5,100\n`,
      'line 3, column high: "two"',
    ],
    [
      'with an impossible date',
      `${HEADER}\n2020-02-30,1,2,0.5,1.5,100\n`,
      'line 2, column date: "2020-02-30"',
    ],
    ['with an ambiguous date', `${HEADER}\n03/04/2020,1,2,0.5,1.5,100\n`, 'can be read as dmy or mdy'],
    ['with a short row', `${HEADER}\n${ROW}\n2020-01-03,1,2\n`, 'line 3: the row has 3 columns'],
    ['with the header once more', `${HEADER}\n${ROW}\n${HEADER}\n`, 'line 3, column date: "date"'],
    ['with an open quote', `${HEADER}\n"2020-01-02,1,2,0.5,1.5,100\n`, 'line 2: Quote Not Closed'],
    ['HTML', '<html><body>Sorry, no data</body></html>\n', 'line 1'],
  ])('%s: says where and what', async (_, content, message) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'data_unreadable',
      message: expect.stringContaining(message),
    });
  });

  it('one endless line: stops before it fills the memory', async () => {
    await expect(read(`${HEADER}\n${'1,'.repeat(1_000_000)}`)).rejects.toMatchObject({
      code: 'data_unreadable',
      message: expect.stringContaining('longer than'),
    });
  });
});

describe('the data folder', () => {
  const readPath = (file: string) =>
    createMarketData({ dataDirectory: folder }).read({ kind: 'csv', path: file }, signal);

  it('is the only place files are read from', async () => {
    await writeFile(path.join(root, 'secret.csv'), `${HEADER}\n${ROW}\n`);
    await symlink(path.join(root, 'secret.csv'), path.join(folder, 'link.csv'));
    for (const file of [
      '../secret.csv',
      path.join(root, 'secret.csv'),
      'link.csv',
      '../../etc/passwd',
      '.',
    ]) {
      await expect(readPath(file)).rejects.toMatchObject({
        code: 'data_unreadable',
        message: expect.stringContaining('outside the data folder'),
      });
    }
  });

  it('may hold folders and links to its own files', async () => {
    await mkdir(path.join(folder, 'sub'));
    await writeFile(path.join(folder, 'sub', 'x.csv'), `${HEADER}\n${ROW}\n`);
    await symlink(path.join('sub', 'x.csv'), path.join(folder, 'inner.csv'));
    expect((await readPath('sub/x.csv')).origin).toBe('sub/x.csv');
    expect((await readPath('inner.csv')).bars.close).toEqual(Float64Array.of(1.5));
  });

  it('says when a file is missing or a folder without one', async () => {
    await expect(readPath('nowhere.csv')).rejects.toMatchObject({ code: 'data_unreadable' });
    await mkdir(path.join(folder, 'folder.csv'));
    await expect(readPath('folder.csv')).rejects.toThrow('the folder holds no file');
  });
});

describe('the S&P 500 sample', () => {
  const read = () =>
    createMarketData({ dataDirectory: folder }).read({ kind: 'sample', name: 'sp500' }, signal);

  it('holds 5,105 daily bars from 2000-01-03 to 2020-04-17', async () => {
    const { bars, origin } = await read();
    expect(bars.timeMs).toHaveLength(5_105);
    expect(new Date(bars.timeMs[0]).toISOString()).toBe('2000-01-03T00:00:00.000Z');
    expect(new Date(bars.timeMs[5_104]).toISOString()).toBe('2020-04-17T00:00:00.000Z');
    expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]]).toEqual([
      1469.25, 1478, 1438.359985, 1455.219971, 931_800_000,
    ]);
    expect(origin).toContain('vega-datasets 3');
  });

  it('is not read for a job that was cancelled', async () => {
    const reason = new Error('cancelled');
    const aborted = AbortSignal.abort(reason);
    await expect(
      createMarketData({ dataDirectory: folder }).read({ kind: 'sample', name: 'sp500' }, aborted),
    ).rejects.toBe(reason);
  });
});
