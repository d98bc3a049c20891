import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFile } from '../../../src/data-sources/file.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { CANDLES, TICKS } from '../../support/lzma-vectors.ts';
import { arrowBytes, hstBytes, parquetBytes, zipBytes } from '../../support/price-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'csv-property-'));
});
afterAll(() => rm(folder, { recursive: true }));

const signal = new AbortController().signal;
async function read(content: string | Uint8Array, name = 'x.csv') {
  const file = path.join(folder, 'x.csv');
  await writeFile(file, content);
  return (await readFile(file, name, { signal })).bars;
}

const number = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('the CSV reader', () => {
  it('gives back every number and time that was written, in any dialect', async () => {
    const bar = fc.record({
      timeMs: fc.integer({ min: Date.UTC(1980, 0), max: Date.UTC(2100, 0) }),
      values: fc.tuple(number, number, number, number, number),
    });
    const dialect = fc.constantFrom([',', '.'], [';', '.'], [';', ','], ['\t', ','], ['\t', '.']);
    await fc.assert(
      fc.asyncProperty(
        fc
          .uniqueArray(bar, { minLength: 1, maxLength: 20, selector: (row) => row.timeMs })
          .map((rows) => rows.toSorted((a, b) => a.timeMs - b.timeMs)),
        dialect,
        async (rows, [delimiter, point]) => {
          const text = rows.map(({ timeMs, values }) =>
            [new Date(timeMs).toISOString(), ...values.map((v) => String(v).replace('.', point))].join(
              delimiter,
            ),
          );
          const header = ['time', 'open', 'high', 'low', 'close', 'volume'].join(delimiter);
          const bars = await read([header, ...text].join('\n'));
          expect([...bars.timeMs]).toEqual(rows.map((row) => row.timeMs));
          (['open', 'high', 'low', 'close', 'volume'] as const).forEach((name, k) => {
            // A written -0 comes back as one; String(-0) is "0".
            expect([...bars[name]]).toEqual(rows.map((row) => row.values[k] + 0));
          });
        },
      ),
    );
  });

  it('answers any bytes with bars or with data_unreadable, never otherwise', async () => {
    const nearlyCsv = fc
      .array(
        fc.array(
          fc.constantFrom(
            'date',
            'open',
            'high',
            'low',
            'close',
            '1',
            '2020-01-01',
            '"',
            ',',
            ';',
            '\n',
            '\t',
            'é',
            '',
          ),
        ),
      )
      .map((rows) => rows.map((cells) => cells.join(',')).join('\n'));
    const content = fc.oneof(fc.uint8Array({ maxLength: 500 }), fc.string({ unit: 'binary' }), nearlyCsv);
    await fc.assert(
      fc.asyncProperty(content, async (bytes) => {
        try {
          expect((await read(bytes)).timeMs.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          expect(error).toMatchObject({ code: 'data_unreadable' });
        }
      }),
      { numRuns: 300 },
    );
  });

  const times = Array.from({ length: 30 }, (_, i) => 1_577_959_200_000 + i * 60_000);
  const names = ['timeMs', 'open', 'high', 'low', 'close'];
  it.each([
    ['Arrow', arrowBytes(Object.fromEntries(names.map((name) => [name, times])))],
    ['Parquet', parquetBytes(names.map((name) => ({ name, data: times, type: 'DOUBLE' })))],
  ])(
    'answers damaged %s files too, on which the library itself loops or fills the memory',
    async (_, whole) => {
      for (const at of [8, 40, 200, whole.length - 40, whole.length - 9]) {
        const damaged = Buffer.from(whole);
        damaged.fill(0x7b, at, at + 6);
        const bars = await read(damaged).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'data_unreadable' });
          return null;
        });
        if (bars) expect(bars.timeMs.length).toBeGreaterThan(0);
      }
    },
  );

  it('answers damaged files of every format with bars or with data_unreadable, in bounded time', async () => {
    const text = (separator: string) =>
      Array.from(
        { length: 30 },
        (_, i) => `2020-01-02 10:${10 + i}${`${separator}1.5`.repeat(4)}${separator}9`,
      ).join('\r\n');
    const rows = Array.from(
      { length: 30 },
      (_, i) => [1_577_959_200 + i * 60, 1.5, 1.5, 1.5, 1.5, 9, 1] as const,
    );
    const lb = Buffer.from(
      Int32Array.from(rows.flatMap((_, i) => [10_521_240 + i, 15, 15, 15, 15, 9])).buffer,
    );
    const lean = Buffer.from(
      Array.from({ length: 30 }, (_, i) => `${34_200_000 + i * 60_000},${'3100000,'.repeat(4)}9`).join('\n'),
    );
    // Dated by their place: what is read at all depends on the name.
    const named: [Uint8Array, string][] = [
      [TICKS, 'EURUSD/2024/00/02/10h_ticks.bi5'],
      [CANDLES, 'EURUSD/2024/00/02/BID_candles_min_1.bi5'],
      [lean, '20200702_spy_minute_trade.csv'],
      [
        zipBytes([{ name: '20200702_spy_minute_trade.csv', content: lean }]),
        'equity/usa/minute/spy/trade.zip',
      ],
    ];
    for (const [bytes, name] of named) expect((await read(bytes, name)).timeMs.length).toBeGreaterThan(1);
    const whole: Uint8Array[] = [
      ...[text('\t'), text(','), text(';')].map((content) => Buffer.from(content)),
      Buffer.from(JSON.stringify(rows)),
      Buffer.from(JSON.stringify({ time: [1, 2], open: [1, 1], high: [1, 1], low: [1, 1], close: [1, 1] })),
      gzipSync(text('\t')),
      zipBytes([{ name: 'x.csv', content: Buffer.from(text('\t')) }]),
      hstBytes(401, 'EURUSD', 1, rows),
      hstBytes(400, 'EURUSD', 1, rows),
      lb,
    ];
    const damage = fc.array(fc.tuple(fc.nat(5_000), fc.integer({ min: 0, max: 255 })), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole.map((bytes): [Uint8Array, string] => [bytes, 'x.csv']), ...named),
        damage,
        fc.option(fc.nat(3_000)),
        async ([bytes, name], places, cut) => {
          const damaged = Buffer.from(bytes.subarray(0, cut ?? bytes.length));
          for (const [at, value] of places) if (damaged.length > 0) damaged[at % damaged.length] = value;
          try {
            const bars = await read(damaged, name);
            expect(bars.timeMs.length).toBeGreaterThan(0);
            expect(bars.close).toHaveLength(bars.timeMs.length);
          } catch (error) {
            expect(error).toMatchObject({ code: 'data_unreadable' });
          }
        },
      ),
      { numRuns: 600 },
    );
  });
});
