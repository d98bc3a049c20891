import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFile } from '../../../src/data-sources/file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'json-rows-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: string) {
  const file = path.join(folder, 'prices.json');
  await writeFile(file, content);
  return readFile(file, 'prices', { signal: new AbortController().signal });
}

/** Fields 7 to 12 (Binance API, Kline/Candlestick data). */
const KLINE_REST = [
  'close time',
  'quote volume',
  'trades',
  'taker base volume',
  'taker quote volume',
  'ignore',
];

describe('rows of JSON', () => {
  it('have no volume where it is null or missing, as an empty cell has none', async () => {
    const row = (time: number, volume: string): string =>
      `{"time":${time},"open":1.1,"high":1.2,"low":1,"close":1.15${volume}}`;
    const file = (...volumes: string[]): string =>
      `[${volumes.map((volume, i) => row(1577959200000 + i * 60_000, volume)).join(',')}]`;
    expect((await read(file(',"volume":9', ',"volume":null', ''))).bars.volume).toEqual(
      Float64Array.of(9, Number.NaN, Number.NaN),
    );
    expect((await read(file('', ''))).bars.volume).toEqual(Float64Array.of(0, 0));
    expect((await read('[[1577959200000,1.1,1.2,1,1.15,null]]')).bars.volume).toEqual(
      Float64Array.of(Number.NaN),
    );
  });

  it.each([
    [
      'keys',
      '[{"timestamp":1577959200000,"date":"x","open":1,"high":1,"low":1,"close":1,"volume":1},{"timestamp":1577959260000,"open":1,"high":1,"low":1,"close":1,"volume":1,"vwap":1}]',
      ['date', 'vwap'],
    ],
    [
      'fields of a kline',
      '[[1577959200000,"1.1","1.2","1","1.15","9",1577959259999,"10",3,"4","5","0"]]',
      KLINE_REST,
    ],
    ['places', '[[1577959200000,1,1,1,1,1,7,8]]', ['column 7', 'column 8']],
  ])('name the %s that are not read', async (_, content, names) => {
    expect((await read(content)).noticed?.ignoredColumns).toEqual(names);
  });
});
