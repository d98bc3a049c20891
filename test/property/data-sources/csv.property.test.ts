import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFile } from '../../../src/data-sources/file.ts';
import { AppError } from '../../../src/kernel/errors.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'csv-property-'));
});
afterAll(() => rm(folder, { recursive: true }));

const signal = new AbortController().signal;
async function read(content: string | Uint8Array) {
  const file = path.join(folder, 'x.csv');
  await writeFile(file, content);
  return (await readFile(file, 'x.csv', { signal })).bars;
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
});
