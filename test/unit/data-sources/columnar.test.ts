import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Float64, Table, TimestampMillisecond, tableToIPC, vectorFromArray } from 'apache-arrow';
import type { ColumnSource } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileHints, readFile } from '../../../src/data-sources/file.ts';
import { openParquet } from '../../../src/data-sources/formats/parquet-file.ts';
import { readColumnarBytes as read } from '../../support/columnar.ts';
import { lz4Literals, parquetBytes, zstdRaw } from '../../support/price-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parquet-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
/** Through the thread, as a file of the data folder is read. */
async function readInThread(content: Uint8Array, hints: FileHints = {}) {
  const file = path.join(folder, String(files++));
  await writeFile(file, content);
  return readFile(file, 'prices', { hints, signal: new AbortController().signal });
}

/** A column as the thread reads it, without the thread. */
const columnOf = async (content: Uint8Array, name: string) => {
  const file = openParquet(new Uint8Array(content));
  return file.column(file.names.indexOf(name));
};

const FIRST = Date.UTC(2020, 0, 2, 10);
const double = (name: string, ...data: (number | null)[]): ColumnSource => ({ name, data, type: 'DOUBLE' });
const PRICES = [
  double('open', 1.1, 1.2),
  double('high', 1.2, 1.3),
  double('low', 1, 1.1),
  double('close', 1.15, 1.25),
];
const TIME: ColumnSource = { name: 'time', data: [new Date(FIRST), new Date(FIRST + 60_000)] };
const bigints = (...values: number[]): bigint[] => values.map(BigInt);

describe('a Parquet file', () => {
  it('is known by its content and read by the names of its columns', async () => {
    const { bars, noticed } = await readInThread(
      parquetBytes([double('sma', 1, 2), ...PRICES, double('Volume', 9, null), TIME]),
    );
    expect(noticed).toMatchObject({ format: 'Parquet', ignoredColumns: ['sma'], zone: { name: 'UTC' } });
    expect(bars).toEqual({
      timeMs: Float64Array.of(FIRST, FIRST + 60_000),
      open: Float64Array.of(1.1, 1.2),
      high: Float64Array.of(1.2, 1.3),
      low: Float64Array.of(1, 1.1),
      close: Float64Array.of(1.15, 1.25),
      volume: Float64Array.of(9, Number.NaN),
    });
  });

  const timestamp = (unit: 'MILLIS' | 'MICROS' | 'NANOS', isAdjustedToUTC: boolean) => ({
    type: 'INT64' as const,
    logical_type: { type: 'TIMESTAMP' as const, unit, isAdjustedToUTC },
  });
  it.each<[string, object, (number | bigint)[], string]>([
    ['milliseconds', timestamp('MILLIS', true), bigints(FIRST), 'instant'],
    ['microseconds', timestamp('MICROS', true), bigints(FIRST * 1e3), 'instant'],
    ['nanoseconds', timestamp('NANOS', true), bigints(FIRST * 1e6), 'instant'],
    ['of an unnamed clock', timestamp('NANOS', false), bigints(FIRST * 1e6), 'clock'],
    [
      'converted milliseconds',
      { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
      bigints(FIRST),
      'instant',
    ],
    [
      'converted microseconds',
      { type: 'INT64', converted_type: 'TIMESTAMP_MICROS' },
      bigints(FIRST * 1e3),
      'instant',
    ],
  ])('holds times in %s', async (_, element, data, kind) => {
    const schema = [
      { name: 'root', num_children: 1 },
      { name: 'time', repetition_type: 'REQUIRED' as const, ...element },
    ];
    const column = await columnOf(parquetBytes([{ name: 'time', data }], { schema }), 'time');
    expect(column).toMatchObject({ kind, values: Float64Array.of(FIRST) });
  });

  it.each([
    ['seconds', FIRST / 1e3],
    ['milliseconds', FIRST],
    ['nanoseconds', FIRST * 1e6],
  ])('holds times as numbers of %s', async (_, first) => {
    const { bars, noticed } = await read(parquetBytes([double('time', first, first), ...PRICES]));
    expect([bars.timeMs[0], noticed?.zone.basis]).toEqual([FIRST, 'stated']);
  });

  it('has days that stay days, and a clock the spec may name', async () => {
    const element = {
      type: 'INT32' as const,
      converted_type: 'DATE' as const,
      repetition_type: 'REQUIRED' as const,
    };
    const prices = PRICES.map(({ name }) => ({
      name,
      type: 'DOUBLE' as const,
      repetition_type: 'REQUIRED' as const,
    }));
    const days = parquetBytes(
      [{ name: 'date', data: [18_263, 18_264] }, ...PRICES.map(({ name, data }) => ({ name, data }))],
      { schema: [{ name: 'root', num_children: 5 }, { name: 'date', ...element }, ...prices] },
    );
    const { bars, noticed } = await read(days);
    expect([bars.timeMs[0], noticed?.zone.name]).toEqual([18_263 * 86_400_000, 'calendar days']);
  });

  it.each(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4_RAW'] as const)(
    'may be packed with %s',
    async (codec) => {
      const { values } = await columnOf(parquetBytes([TIME, ...PRICES], { codec }), 'close');
      expect(values).toEqual(Float64Array.of(1.15, 1.25));
    },
  );

  it('may hold ticks, which become bars of a minute with both sides', async () => {
    const { bars, ask } = await read(parquetBytes([TIME, double('bid', 1.1, 1.2), double('ask', 1.3, 1.5)]));
    expect([...bars.open, ...(ask?.open ?? [])]).toEqual([1.1, 1.2, 1.3, 1.5]);
  });

  it('is read by the columns the spec maps, its spread in points', async () => {
    const odd = PRICES.map((column, k) => ({ ...column, name: `p${k}` }));
    const columns = { time: 'time', open: 'p0', high: 'p1', low: 'p2', close: 5, spread: 'points' };
    const { bars } = await read(parquetBytes([TIME, ...odd, double('points', 12, 13)]), {
      table: { columns },
    });
    expect(bars.close).toEqual(Float64Array.of(1.15, 1.25));
    expect(bars.spread?.[0]).toBeCloseTo(0.12, 12);
  });
});

describe('an Arrow file', () => {
  it.each([
    ['UTC', 'stated'],
    [undefined, 'assumed'],
  ])('Arrow timestamps of the zone %s', async (timezone, basis) => {
    const time = vectorFromArray([new Date(1577959200000)], new TimestampMillisecond(timezone));
    const price = vectorFromArray([1.5], new Float64());
    const table = new Table({ time, open: price, high: price, low: price, close: price });
    const { bars, noticed } = await read(tableToIPC(table, 'file'));
    expect([bars.timeMs[0], noticed?.zone.basis]).toEqual([1577959200000, basis]);
  });
});

describe('a broken Parquet file', () => {
  const whole = parquetBytes([TIME, ...PRICES], { codec: 'GZIP' });
  const million = { name: 'time', data: new BigInt64Array(5_000_000).fill(1n), type: 'INT64' as const };
  const rle = (bytes: number): Uint8Array => {
    const blocks = Buffer.alloc(4 * Math.ceil(bytes / 2 ** 20));
    for (let at = 0; at < blocks.length; at += 4) {
      blocks.writeUIntLE(((2 ** 20) << 3) | 2 | Number(at + 4 === blocks.length), at, 3);
    }
    return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]), blocks]);
  };
  it.each<[string, Uint8Array, string]>([
    ['cut short', whole.subarray(0, -20), 'the Parquet file is damaged or cut short'],
    ['no footer at all', Buffer.from('PAR1\x15\x04'), 'the Parquet file is damaged or cut short'],
    ['encrypted', Buffer.concat([Buffer.from('PARE'), Buffer.alloc(50)]), 'is encrypted'],
    [
      'a bomb in Zstandard',
      parquetBytes([TIME, ...PRICES], { codec: 'ZSTD', compressors: { ZSTD: () => rle(2 ** 30) } }),
      'unpacks to as many as',
    ],
  ])('%s: the thread is ended, the file refused', async (_, content, message) => {
    await expect(readInThread(content)).rejects.toMatchObject({
      code: 'data_unreadable',
      message: expect.stringContaining(message),
    });
  });

  it.each<[string, Uint8Array, string]>([
    [
      'without prices',
      parquetBytes([TIME, double('size', 1, 2)]),
      'there is no open column among time, size',
    ],
    [
      'without a row',
      parquetBytes([TIME, ...PRICES].map(({ name }) => ({ name, data: [], type: 'DOUBLE' }))),
      'no row',
    ],
    [
      'a word for a price',
      parquetBytes([TIME, ...PRICES.slice(1), { name: 'open', data: ['a', 'b'] }]),
      'column open',
    ],
    ['a word for a time', parquetBytes([{ name: 'time', data: ['a', 'b'] }, ...PRICES]), 'column time'],
    [
      'a time that is missing',
      parquetBytes([{ name: 'time', data: [null, 1.6e9], type: 'DOUBLE' }, ...PRICES]),
      'a time is missing',
    ],
    [
      'a number that is no epoch',
      parquetBytes([double('time', 1, 2), ...PRICES]),
      '1 is no time in an epoch',
    ],
    [
      'a bomb of runs',
      parquetBytes([million, ...['open', 'high', 'low', 'close'].map((name) => ({ ...million, name }))]),
      'cannot hold 5000000 rows',
    ],
    [
      'a codec nobody knows',
      parquetBytes([TIME, ...PRICES], { codec: 'LZO', compressors: { LZO: (input) => input } }),
      'unsupported compression codec: LZO',
    ],
  ])('%s: says what is wrong', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });

  it('a page that says more than the file holds is not made room for', async () => {
    // The page header of the first column: thrift fields 2 (unpacked) and 3 (packed), and the values of field 5.
    for (let at = 4; at < 60; at++) {
      const damaged = Buffer.from(whole);
      damaged.set([0xfe, 0xff, 0xff, 0xff, 0x0f], at);
      const values = await columnOf(damaged, 'time').catch((error: unknown) => {
        expect(error).toBeInstanceOf(Error);
        return null;
      });
      if (values) expect(values.values).toHaveLength(2);
    }
  });

  it('names a column of the spec that is not there', async () => {
    const columns = { time: 'when', open: 'open', high: 'high', low: 'low', close: 'close' };
    await expect(read(whole, { table: { columns } })).rejects.toThrow('names the column "when"');
    await expect(
      read(whole, { table: { columns: { ...columns, time: 'time', timeOfDay: 'open' } } }),
    ).rejects.toThrow('timeOfDay');
  });
});

it('the encoders of this test make what the codecs say', () => {
  expect(zstdRaw(Buffer.from('a'))).toHaveLength(10);
  expect(lz4Literals(Buffer.from('a'))).toHaveLength(2);
});
