import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFile } from '../../../src/data-sources/file.ts';
import { arrowBytes, parquetBytes } from '../../support/price-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ticks-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function read(content: string | Uint8Array) {
  const file = path.join(folder, String(files++));
  await writeFile(file, content);
  return readFile(file, 'EURUSD', { signal: new AbortController().signal });
}

describe('a tick whose price is a word for nothing', () => {
  const ticks = (price: string): string =>
    `<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>\n2020.01.02\t10:00:00.100\t1.1\t1.2\t\t\t6\n2020.01.02\t10:00:30.000\t${price}\t${price}\t\t\t2\n`;

  it.each(['NaN', 'null', 'n/a'])('%s is counted, and leaves the quote as it was', async (price) => {
    const { bars, noticed } = await read(ticks(price));
    expect([bars.close[0], bars.volume[0]]).toEqual([1.1, 2]);
    expect(noticed?.remarks).toContainEqual(expect.stringMatching(/no number .*: 2, first in line 3/));
  });

  it('is unchanged without a word when the cell is empty, and refused when it is no number at all', async () => {
    expect((await read(ticks(''))).noticed?.remarks).not.toContainEqual(expect.stringContaining('no number'));
    await expect(read(ticks('cheap'))).rejects.toThrow('line 3');
  });
});

describe('a tick without a price in a columnar file', () => {
  const time = [0, 30_000, 60_000].map((ms) => Date.UTC(2020, 0, 2, 10) + ms);

  it.each([
    ['Arrow', (bid: number[]) => arrowBytes({ time, bid, ask: [1.2, 1.2, Number.NaN] })],
    [
      'Parquet',
      (bid: number[]) =>
        parquetBytes([
          { name: 'time', data: time, type: 'DOUBLE' },
          { name: 'bid', data: bid, type: 'DOUBLE' },
          { name: 'ask', data: [1.2, 1.2, null], type: 'DOUBLE' },
        ]),
    ],
  ])('of %s is counted, and leaves the quote as it was', async (_, file) => {
    const { bars, ask, noticed } = await read(file([1.1, Number.NaN, 1.15]));
    expect([bars.close[0], bars.close[1], ask?.close[1]]).toEqual([1.1, 1.15, 1.2]);
    expect(noticed?.remarks).toContainEqual(
      expect.stringContaining('ticks that are missing (null or NaN): 2, first in row 2'),
    );
  });

  it('is not said where every tick has both', async () => {
    const { noticed } = await read(arrowBytes({ time, bid: [1.1, 1.1, 1.1], ask: [1.2, 1.2, 1.2] }));
    expect(noticed?.remarks).not.toContainEqual(expect.stringContaining('missing'));
  });
});
