import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EXPORT_FORMATS, type ExportFormat } from '../../../src/application/ports/dataset-exports.ts';
import { readFile } from '../../../src/data-sources/file.ts';
import { createDatasetExports } from '../../../src/data-sources/writers/export-bars.ts';
import { instrumentOf } from '../../../src/domain/market/instruments.ts';

const bars = {
  timeMs: Float64Array.of(Date.UTC(2020, 0, 2, 10), Date.UTC(2020, 0, 2, 10, 15)),
  open: Float64Array.of(1.1, 1.10055),
  high: Float64Array.of(1.2, 1.101),
  low: Float64Array.of(1.05, 1.1),
  close: Float64Array.of(1.15, 1.1005),
  volume: Float64Array.of(10, 0.2),
};
const dataset = { bars, instrument: instrumentOf('EURUSD'), periodMinutes: 15 };
const bytes = (format: ExportFormat) =>
  buffer(createDatasetExports().write(format, dataset).content as Readable);

describe('an export', () => {
  it('FSB Pro CSV: tabs, fixed digits, CRLF between lines and none at the end', async () => {
    expect((await bytes('fsb-pro-csv')).toString()).toBe(
      '2020-01-02 10:00\t1.10000\t1.20000\t1.05000\t1.15000\t10\r\n2020-01-02 10:15\t1.10055\t1.10100\t1.10000\t1.10050\t1',
    );
  });

  it('MetaTrader CSV: commas, date and time in one field, unpadded', async () => {
    expect((await bytes('metatrader-csv')).toString()).toBe(
      '2020-01-02 10:00,1.1,1.2,1.05,1.15,10\r\n2020-01-02 10:15,1.10055,1.101,1.1,1.1005,1',
    );
  });

  it('Excel CSV: tabs, a header, seconds', async () => {
    expect((await bytes('excel-csv')).toString()).toBe(
      'Time\tOpen\tHigh\tLow\tClose\tVolume\r\n2020-01-02 10:00:00\t1.1\t1.2\t1.05\t1.15\t10\r\n2020-01-02 10:15:00\t1.10055\t1.101\t1.1\t1.1005\t1',
    );
  });

  it('binary: 24-byte records of little-endian int32, minutes since 2000', async () => {
    const payload = gunzipSync(await bytes('forexsb-lb-gz'));
    expect(payload).toHaveLength(48);
    const minutes = (Date.UTC(2020, 0, 2, 10) - Date.UTC(2000, 0, 1)) / 60_000;
    expect([0, 4, 8, 12, 16, 20].map((at) => payload.readInt32LE(at))).toEqual([
      minutes,
      ...[110_000, 120_000, 105_000, 115_000, 10],
    ]);
  });

  it('EA Studio JSON: columns, minutes since 2000, the contract of the instrument', async () => {
    const file = JSON.parse((await bytes('ea-studio-json')).toString());
    expect(file).toMatchObject({
      ver: 3,
      symbol: 'EURUSD',
      period: 15,
      baseCurrency: 'EUR',
      priceIn: 'USD',
      lotSize: 100_000,
      digits: 5,
      point: 0.00001,
      tickValue: 1,
      bars: 2,
      open: [1.1, 1.10055],
      volume: [10, 1],
    });
    expect(file.time[1] - file.time[0]).toBe(15);
  });

  it.each([
    ['EURUSD', { swapLong: -2, swapShort: -2, swapType: 0, swapMode: 1, swapThreeDays: 3 }, []],
    // -6 % and -1 % of a year of 365 days, by MetaTrader's year of 360.
    ['US500', { swapLong: -5.91780821918, swapShort: -0.986301369863, swapType: 2, swapMode: 5 }, []],
    ['AAPL', { swapLong: 0, swapShort: 0, swapType: 0, swapMode: 0 }, []],
    [
      'BTCUSD',
      { swapType: 2, swapMode: 5, swapThreeDays: 5 },
      [expect.stringContaining('Friday was written')],
    ],
  ])('EA Studio JSON: the swap of %s in the terms of MetaTrader', async (symbol, keys, leftOut) => {
    const written = createDatasetExports().write('ea-studio-json', {
      ...dataset,
      bars: { ...bars, volume: Float64Array.of(1, 2) },
      instrument: instrumentOf(symbol),
    });
    expect(JSON.parse((await buffer(written.content as Readable)).toString())).toMatchObject(keys);
    expect(written.leftOut).toEqual(leftOut);
  });

  it.each([
    ['forexsb-lb-gz', ['The volumes of 1 bars were rounded up to whole numbers.']],
    [
      'ea-studio-json',
      [
        'The format has one spread for the whole file: the median of the bars, 13 points, was written; that of each bar is left out.',
        'The volumes of 1 bars were rounded up to whole numbers.',
      ],
    ],
    [
      'metatrader-csv',
      [
        'The format has no spread: that of the bars is left out.',
        'The volumes of 1 bars were rounded up to whole numbers.',
      ],
    ],
  ] as const)('%s says what it cannot hold', async (format, leftOut) => {
    const spread = Float64Array.of(0.00012, 0.00013);
    const written = createDatasetExports().write(format, { ...dataset, bars: { ...bars, spread } });
    expect(written.leftOut).toEqual(leftOut);
    if (format === 'ea-studio-json')
      expect(JSON.parse((await buffer(written.content as Readable)).toString()).spread).toBe(13);
  });

  it('says that volumes nobody knows were written as none; whole bars without spread lose nothing', () => {
    const volume = (...values: number[]) => ({
      ...dataset,
      bars: { ...bars, volume: Float64Array.of(...values) },
    });
    const { write } = createDatasetExports();
    expect(write('excel-csv', volume(Number.NaN, 4)).leftOut).toEqual([
      'The unknown volumes of 1 bars were written as 0.',
    ]);
    for (const format of EXPORT_FORMATS) expect(write(format, volume(3, 4)).leftOut).toEqual([]);
  });

  it.each([
    ['forexsb-lb-gz', 'EURUSD15.lb.gz'],
    ['ea-studio-json', 'EURUSD_M15.json'],
    ['fsb-pro-csv', 'EURUSD15.csv'],
    ['metatrader-csv', 'EURUSD_M15.csv'],
    ['excel-csv', 'EURUSD_M15.csv'],
  ] as const)('%s is called %s', (format, name) => {
    expect(createDatasetExports().write(format, dataset).name).toBe(name);
  });

  it.each([
    ['a price of more digits than the scale', { open: Float64Array.of(1.1234567, 1) }, 'more digits'],
    ['a missing price', { close: Float64Array.of(Number.NaN, 1) }, 'is NaN'],
    ['a time within a minute', { timeMs: Float64Array.of(1, 60_000) }, 'whole minute'],
    [
      'a spread of more digits than the scale',
      { spread: Float64Array.of(0.00012, 0.000123) },
      'the spread 0.000123',
    ],
    ['a missing spread', { spread: Float64Array.of(0.00012, Number.NaN) }, 'is NaN'],
    ['a volume beyond 32 bits', { volume: Float64Array.of(3e9, 1) }, '32 bits'],
  ])('refuses %s before the first byte', (_, change, message) => {
    const write = () =>
      createDatasetExports().write('forexsb-lb-gz', { ...dataset, bars: { ...bars, ...change } });
    expect(write).toThrow(message);
  });

  it.each([3, 10, 120, 180, 360, 480, 720])(
    'refuses bars of %d minutes, which the programs do not know',
    (periodMinutes) => {
      for (const format of EXPORT_FORMATS) {
        const write = () => createDatasetExports().write(format, { ...dataset, periodMinutes });
        expect(write, format).toThrow(expect.objectContaining({ code: 'parameter_invalid' }));
        expect(write, format).toThrow(`these have ${periodMinutes}`);
      }
    },
  );

  it('rounds no price: FSB Pro CSV takes the digits a price has, when they are more', async () => {
    const fine = { ...dataset, bars: { ...bars, low: Float64Array.of(1.0499999, 1.1) } };
    const { content } = createDatasetExports().write('fsb-pro-csv', fine);
    expect((await buffer(content as Readable)).toString()).toContain('\t1.0499999\t');
  });

  it.each([
    ['BTCUSD15.lb.gz', {}, 1_100, 'taken as 100, a point of BTCUSD (0.01)'],
    [
      'AAPL15.lb.gz',
      { symbol: 'AAPL', point: 0.01 },
      1_100,
      'taken as 100, a point of the instrument (0.01)',
    ],
    ['US50015.lb.gz', { point: 0.1 }, 11_000, 'taken as 10, a point of US500 (0.1)'],
    ['EURUSD15.lb.gz', {}, 1.1, null],
    ['AAPL15.lb.gz', {}, null, null],
  ] as const)('binary: %s, of which is said %j, opens at %d', async (name, market, open, remark) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'lb-'));
    try {
      const file = path.join(folder, name);
      await writeFile(file, await bytes('forexsb-lb-gz'));
      const read = readFile(file, name, { market, signal: new AbortController().signal });
      if (open === null) return await expect(read).rejects.toThrow('set market.source.priceScale');
      const { bars, noticed } = await read;
      expect(bars.open[0]).toBe(open);
      expect(noticed?.remarks.join()).toContain(remark ?? '');
      expect(noticed?.remarks).toHaveLength(remark === null ? 0 : 1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
