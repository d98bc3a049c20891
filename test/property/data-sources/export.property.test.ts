import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBars } from '../../../src/agents/data/prepare.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../../src/application/ports/dataset-exports.ts';
import { readFile } from '../../../src/data-sources/file.ts';
import { createDatasetExports } from '../../../src/data-sources/writers/export-bars.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { instrumentOf } from '../../../src/domain/market/instruments.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'export-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function roundTrip(format: ExportFormat, symbol: string, bars: Bars) {
  const dataset = { bars, instrument: instrumentOf(symbol), periodMinutes: 15 };
  const { name, content } = createDatasetExports().write(format, dataset);
  await pipeline(content, createWriteStream(path.join(folder, name)));
  return readFile(path.join(folder, name), name, { signal: new AbortController().signal });
}

/** Bars in whole points, on a grid of 15 minutes with holes. */
const barsOf = (digits: number, hasSpread: boolean) =>
  fc
    .array(
      fc.record({
        step: fc.integer({ min: 1, max: 5_000 }),
        low: fc.integer({ min: 1_000, max: 150_000 }),
        sizes: fc.tuple(fc.nat(500), fc.nat(500), fc.nat(500)),
        volume: fc.nat(2_000_000),
        spread: fc.nat(300),
      }),
      { minLength: 2, maxLength: 40 },
    )
    .map((rows): Bars => {
      const price = (points: number): number => Number((points / 10 ** digits).toFixed(digits));
      let timeMs = Date.UTC(2012, 2, 4, 22, 15);
      return {
        timeMs: Float64Array.from(rows, ({ step }) => (timeMs += step * 900_000)),
        open: Float64Array.from(rows, ({ low, sizes: [a] }) => price(low + a)),
        high: Float64Array.from(rows, ({ low, sizes: [a, b, c] }) => price(low + a + b + c)),
        low: Float64Array.from(rows, ({ low }) => price(low)),
        close: Float64Array.from(rows, ({ low, sizes: [a, b] }) => price(low + a + b)),
        volume: Float64Array.from(rows, ({ volume }) => volume),
        ...(hasSpread && { spread: Float64Array.from(rows, ({ spread }) => price(spread)) }),
      };
    });

/** One a family of the registry, with the digits it is quoted in. */
const SYMBOLS = [
  ...([
    ['EURUSD', 5] as const,
    ['USDJPY', 3],
    ['XAUUSD', 2],
    ['XAGUSD', 3],
    ['XPTUSD', 2],
    ['XTIUSD', 3],
  ] as const),
  ...([['BTCUSDT', 2] as const, ['BTCUSD', 2], ['US500', 2], ['US30', 2], ['SPX', 2]] as const),
] as const;

describe('an export read back', () => {
  it.each(EXPORT_FORMATS)('%s: the same bars', async (format) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SYMBOLS),
        fc.boolean(),
        fc.nat(),
        async ([symbol, digits], hasSpread, seed) => {
          const [bars] = fc.sample(barsOf(digits, hasSpread), { numRuns: 1, seed });
          const read = await roundTrip(format, symbol, bars);
          expect(read.noticed?.zone.name).toBe('UTC');
          for (const name of ['timeMs', 'open', 'high', 'low', 'close', 'volume'] as const) {
            expect(read.bars[name], name).toEqual(bars[name]);
          }
          if (format === 'forexsb-lb-gz' && hasSpread) {
            for (const [i, spread] of (bars.spread ?? []).entries()) {
              expect(read.bars.spread?.[i]).toBeCloseTo(spread, 12);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is the same dataset whatever the format', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const [bars] = fc.sample(barsOf(5, false), { numRuns: 1, seed });
        const spec = parseSpec({
          market: { symbol: 'EURUSD', timeframe: '15m', source: { kind: 'file', path: 'any' } },
        });
        const ids = new Set([prepareBars({ bars }, spec).id]);
        for (const format of EXPORT_FORMATS) {
          ids.add(prepareBars(await roundTrip(format, 'EURUSD', bars), spec).id);
        }
        expect(ids.size).toBe(1);
      }),
      { numRuns: 15 },
    );
  });
});
