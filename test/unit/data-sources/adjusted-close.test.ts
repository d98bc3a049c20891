import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileHints, readFile } from '../../../src/data-sources/file.ts';
import { adjustPrices } from '../../../src/domain/adjust/corporate-actions.ts';
import { dividendsOf } from '../../../src/domain/adjust/dividends-of.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adjusted-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: string, hints: FileHints = {}) {
  const file = path.join(folder, 'prices');
  await writeFile(file, content);
  return readFile(file, 'KO', { hints, signal: new AbortController().signal });
}

// Dividends of 2 before a close of 100 and of 1 before a close of 50: factors 0.98 * 0.98, 0.98, 1.
const CLOSES = [99, 100, 98, 50, 49];
const ADJUSTED = [95.0796, 96.04, 96.04, 49, 49];
const yahoo = (order: readonly number[]): string =>
  [
    'Date,Open,High,Low,Close,Adj Close,Volume',
    ...order.map((i) => {
      const close = CLOSES[i];
      return `2020-01-0${i + 2},${close},${close + 1},${close - 1},${close},${ADJUSTED[i].toFixed(6)},1000`;
    }),
  ].join('\n');
const OLDEST_FIRST = [0, 1, 2, 3, 4];

describe('the adjusted close of Yahoo', () => {
  it.each([
    ['oldest first', OLDEST_FIRST],
    ['newest first', OLDEST_FIRST.toReversed()],
  ])('gives the dividends all prices are adjusted for, %s', async (_, order) => {
    const { bars, noticed } = await read(yahoo(order), { adjustDividends: true });
    bars.close.forEach((close, i) => void expect(close).toBeCloseTo(ADJUSTED[i], 5));
    expect(bars.high[0]).toBeCloseTo(100 * 0.9604, 5);
    expect(bars.volume).toEqual(new Float64Array(5).fill(1_000));
    expect(noticed?.remarks).toContainEqual(expect.stringContaining('the 2 dividends'));
  });

  it('is what its dividends make of the close again, within the rounding of the file', () => {
    const day = fc.record({
      close: fc.double({ min: 20, max: 500, noNaN: true }),
      share: fc.oneof(
        { weight: 4, arbitrary: fc.constant(0) },
        fc.double({ min: 0.001, max: 0.2, noNaN: true }),
      ),
    });
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 20 }), (days) => {
        const close = Float64Array.from(days, (one) => Number(one.close.toFixed(6)));
        // The factor of a bar: what all ex-dates after it leave.
        const adjusted = close.map((value, i) =>
          Number(
            days
              .slice(i + 1)
              .reduce((price, { share }) => price * (1 - share), value)
              .toFixed(6),
          ),
        );
        const timeMs = close.map((_, i) => Date.UTC(2020, 0, 2 + i));
        const bars = { timeMs, open: close, high: close, low: close, close, volume: close };
        const made = adjustPrices(bars, dividendsOf(bars, adjusted, 6)).close;
        const step = 4 * 2 ** -24 + 2e-6 / Math.min(...adjusted);
        made.forEach((value, i) => {
          expect(Math.abs(value / adjusted[i] - 1)).toBeLessThan(2 * days.length * step);
        });
      }),
    );
  });

  it('is left alone unless the spec asks for it', async () => {
    const { bars, noticed } = await read(yahoo(OLDEST_FIRST));
    expect([...bars.close]).toEqual(CLOSES);
    expect(noticed?.format).toBe('Yahoo CSV');
  });

  it('is asked for in vain where there is none', async () => {
    await expect(
      read('Date,Open,High,Low,Close\n2020-01-02,1,2,1,2\n', { adjustDividends: true }),
    ).rejects.toThrow('needs a column of the adjusted close');
  });

  it('is a word of the spec', () => {
    const source = { kind: 'file', path: 'KO.csv', adjustDividends: true };
    expect(parseSpec({ market: { source } }).market.source).toEqual(source);
    expect(() => parseSpec({ market: { source: { ...source, adjustDividends: 'yes' } } })).toThrow();
  });
});
