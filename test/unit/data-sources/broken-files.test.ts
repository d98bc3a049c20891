import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFile } from '../../../src/data-sources/file.ts';
import { arrowBytes, hstBytes, zipBytes } from '../../support/price-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'broken-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function read(content: string | Uint8Array, name = 'EURUSD15') {
  const file = path.join(folder, String(files++));
  await writeFile(file, content);
  return readFile(file, name, { signal: new AbortController().signal });
}

const row = (day: number): string => `2020-01-0${day} 10:00\t1.1\t1.2\t1\t1.15\t9`;
const noise = Uint8Array.from({ length: 5_000 }, (_, i) => (i * 7_919 + (i >> 3) * 104_729) % 256);

/** Unpacks to 64 MB of rows. */
const bomb = Buffer.alloc(64 * 1_024 ** 2, `${row(1)}\n`);

function forexsb(size: number, records: number): Buffer {
  const bytes = Buffer.alloc(size * records);
  for (let k = 0; k < records; k++) {
    [10_521_240 + k, 110_000, 120_000, 100_000, 115_000, 9].forEach((value, f) => {
      bytes.writeInt32LE(value, k * size + f * 4);
    });
    if (size === 28) bytes.writeInt32LE(12, k * size + 24);
  }
  return bytes;
}

const json = (change: object): string =>
  JSON.stringify({
    time: [1, 2],
    open: [1, 1],
    high: [1, 1],
    low: [1, 1],
    close: [1, 1],
    volume: [1, 1],
    ...change,
  });

describe('a broken file', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'the file is empty'],
    ['binary noise', noise, 'not UTF-8 text'],
    ['noise in gzip', gzipSync(noise), 'not UTF-8 text'],
    ['UTF-16', Buffer.from('\ufeffDate,Open\n', 'utf16le'), 'UTF-16'],
    ['a web page', '<!DOCTYPE html><html><body>No data</body></html>', 'a web page'],
    ['no data, as Stooq says it', 'No data\n', 'line 1: "No data"'],
    [
      'mixed delimiters',
      `${row(1)}\n${row(2)}\n${row(3).replaceAll('\t', ';')}\n`,
      'line 3: the row has 1 columns',
    ],
    [
      'a header in the middle',
      `${row(1)}\nTime\tOpen\tHigh\tLow\tClose\tVolume\n${row(2)}\n${row(3)}\n`,
      'line 2: the header stands below rows',
    ],
    [
      'a row that is too short',
      `${row(1)}\n${row(2)}\n2020-01-03 10:00\t1.1\t1.2\n`,
      'line 3: the row has 3 columns',
    ],
    ['a row that is too long', `${row(1)}\n${row(2)}\n${row(3)}\t7\t8\n`, 'line 3: the row has 8 columns'],
    [
      'a day no month has',
      `${row(1)}\n${row(2).replace('01-02', '02-31')}\n`,
      'line 2, column time: "2020-02-31 10:00"',
    ],
    [
      'a word for a price',
      `${row(1)}\n${row(2).replace('1.15', 'close')}\n`,
      'line 2, column close: "close"',
    ],
    ['a hexadecimal price', `${row(1)}\n${row(2).replace('1.15', '0x10')}\n`, 'line 2, column close: "0x10"'],
    ['an infinite price', `${row(1)}\n${row(2).replace('1.15', '1e999')}\n`, 'line 2, column close: "1e999"'],
    [
      'two decimal signs',
      `${row(1)}\n${row(2).replace('1.15', '1,15')}\n`,
      'line 2, column close: "1,15" has another decimal sign',
    ],
    [
      'dates of two orders',
      'Date,Open,High,Low,Close\n13/01/2020,1,2,1,2\n01/13/2020,1,2,1,2\n',
      'column Date: no order of day, month and year fits',
    ],
    [
      'dates that fit two orders',
      'Date,Open,High,Low,Close\n03/04/2020,1,2,1,2\n',
      'can be read as dmy or mdy',
    ],
    [
      'five million columns',
      `Date,Open,High,Low,Close\n2020-01-02${',1'.repeat(5_000_000)}\n`,
      'longer than 65536 characters',
    ],
    ['one endless line', 'x'.repeat(3_000_000), 'line 1'],
    ['an open quote', `Date,Open,High,Low,Close\n"2020-01-02,1,2,1,2\n`, 'line 2: Quote Not Closed'],
    ['gzip, cut short', gzipSync(`${row(1)}\n`.repeat(10_000)).subarray(0, 60), 'damaged or cut short'],
    ['gzip, damaged', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8]), 'damaged or cut short'],
    ['a bomb in gzip', gzipSync(bomb), 'no table of bars does that'],
    ['a bomb in zip', zipBytes([{ name: 'x.csv', content: bomb }]), 'no table of bars does that'],
    ['zip without files', zipBytes([]), 'holds 0 data files'],
    [
      'zip with two files',
      zipBytes([
        { name: 'a.csv', content: Buffer.from('1') },
        { name: 'b.csv', content: Buffer.from('1') },
      ]),
      'holds 2 data files (a.csv, b.csv)',
    ],
    ['zip, encrypted', zipBytes([{ name: 'a.csv', content: Buffer.from('1'), flags: 1 }]), 'is encrypted'],
    [
      'zip, packed otherwise',
      zipBytes([{ name: 'a.csv', content: Buffer.from('1'), method: 12 }]),
      'by method 12',
    ],
    [
      'zip, cut short',
      zipBytes([{ name: 'a.csv', content: Buffer.from('1'.repeat(99)) }]).subarray(0, 60),
      'no end record',
    ],
    ['LZMA', Buffer.from([0x5d, 0, 0, 0x40, 0]), 'the LZMA packing is damaged'],
    ['Arrow, cut short', arrowBytes({ timeMs: [1] }).subarray(0, 40), 'Arrow'],
    [
      'Arrow without prices',
      arrowBytes({ timeMs: [1_577_959_200_000], size: [1] }),
      'there is no open column among timeMs, size',
    ],
    ['JSON, cut short', json({}).slice(0, -20), 'JSON is cut short'],
    ['JSON, damaged', '{"time": [1,\n2}, "open"', 'line 2: the JSON is damaged'],
    ['JSON without columns', '{"error": "no such symbol"}', 'has no "time" array (keys: "error")'],
    ['JSON with no bar', json({ time: [] }), 'holds no bar'],
    ['JSON with a short column', json({ close: [1] }), 'column close: "close" has 1 values, "time" has 2'],
    ['JSON with a word for a price', json({ high: [1, 'x'] }), 'line 2, column high: element 1'],
    ['JSON rows that are none', '[1, 2]', 'row 1 is no bar'],
    ['JSON rows with a word', '[[1577959200000, 1, 2, "x", 1, 1]]', 'line 1, column low: "x"'],
    [
      'Forexsb, cut short',
      forexsb(28, 10).subarray(0, 270),
      'cut short: 18 bytes are left after 9 records of 28',
    ],
    [
      'MetaTrader 4 history, cut short',
      hstBytes(401, 'X', 60, [[1, 1, 1, 1, 1, 1, 1]]).subarray(0, 180),
      'cut short after 0 bars',
    ],
    ['MetaTrader 4 history with no bar', hstBytes(401, 'X', 60, []), 'holds no bar'],
  ])('%s: says where and what', async (_, content, message) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'data_unreadable',
      message: expect.stringContaining(message),
    });
  });

  it('of whole figures without a known symbol: asks for the price scale', async () => {
    await expect(read(forexsb(24, 3), 'NEWCOIN')).rejects.toThrow('market.source.priceScale');
  });
});

describe('an odd file is read, for the quality checks to judge', () => {
  it.each<[string, string | Uint8Array]>([
    ['one row', row(1)],
    ['one record', forexsb(24, 1)],
    ['negative prices', `${row(1)}\n2020-01-02 10:00\t-1.1\t-1\t-1.2\t-1.1\t0\n`],
    ['a high below the low', `${row(1)}\n2020-01-02 10:00\t1.1\t1\t1.2\t1.1\t0\n`],
    ['missing prices', `${row(1)}\n2020-01-02 10:00\tNaN\tnull\t\tN/A\t-\n`],
    ['missing prices in JSON', json({ close: [null, 1] })],
    ['blank lines and no end', `\n\n${row(1)}\n\n${row(2)}`],
  ])('%s', async (_, content) => {
    expect((await read(content)).bars.timeMs.length).toBeGreaterThan(0);
  });

  it.each([24, 28])('%i-byte records whose number fits both sizes', async (size) => {
    const { bars, noticed } = await read(forexsb(size, size === 24 ? 28 : 24));
    expect(noticed?.format).toBe(`Forexsb binary (${size} bytes a bar)`);
    expect(bars.timeMs).toHaveLength(size === 24 ? 28 : 24);
  });
});
