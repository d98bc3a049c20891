import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openParquet } from '../../../src/data-sources/formats/parquet-file.ts';
import { parquetBytes } from '../../support/price-files.ts';

const columnsIn = async (bytes: Uint8Array) => {
  const file = openParquet(new Uint8Array(bytes));
  return Promise.all(file.names.map((_, index) => file.column(index)));
};

describe('a damaged run length', () => {
  const rows = Array.from({ length: 64 }, (_, i) => (i % 3 === 0 ? null : 1 + (i % 2)));
  const file = parquetBytes([{ name: 'price', data: rows, type: 'DOUBLE' }]);

  it('is refused before it is followed, wherever it stands', async () => {
    expect((await columnsIn(file))[0].values.filter(Number.isNaN)).toHaveLength(22);
    const huge = Uint8Array.of(0xfe, 0xff, 0xff, 0xff, 0x0f);
    let refused = 0;
    for (let at = 4; at < 60; at++) {
      const damaged = new Uint8Array(file);
      damaged.set(huge, at);
      const problem = await columnsIn(damaged).then(
        () => '',
        (error: Error) => error.message,
      );
      if (/a run of 2147483647 values where \d+ are left/.test(problem)) refused++;
    }
    expect(refused).toBeGreaterThan(0);
  });
});

describe('Parquet files of another writer', () => {
  it('give back every number, whatever codec, encoding, page and row group', async () => {
    const value = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, 1.5, 1.25), fc.constant(null));
    const writing = fc.record({
      codec: fc.constantFrom('UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4_RAW'),
      rowGroupSize: fc.integer({ min: 1, max: 50 }),
      pageSize: fc.constantFrom(8, 100, 1_048_576),
    });
    const encoding = fc.constantFrom('PLAIN', 'BYTE_STREAM_SPLIT', undefined);
    const delta = fc.constantFrom('PLAIN', 'DELTA_BINARY_PACKED', undefined);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.maxSafeInteger(), value), { minLength: 1, maxLength: 120 }),
        writing,
        encoding,
        delta,
        async (rows, options, ofPrices, ofTimes) => {
          const [time, price] = await columnsIn(
            parquetBytes(
              [
                {
                  name: 'time',
                  data: rows.map(([at]) => BigInt(at)),
                  type: 'INT64',
                  ...(ofTimes && { encoding: ofTimes }),
                },
                {
                  name: 'price',
                  data: rows.map(([, v]) => v),
                  type: 'DOUBLE',
                  ...(ofPrices && { encoding: ofPrices }),
                },
              ],
              options,
            ),
          );
          expect([...time.values]).toEqual(rows.map(([at]) => at + 0));
          expect([...price.values]).toEqual(rows.map(([, v]) => v ?? Number.NaN));
        },
      ),
      { numRuns: 200 },
    );
  });
});
