import fc from 'fast-check';
import { expect, it } from 'vitest';
import { joinSeries } from '../../../src/data-sources/folders/join-series.ts';
import type { SeriesFile } from '../../../src/data-sources/folders/series-file.ts';
import type { Reading } from '../../../src/data-sources/reading.ts';
import { sliceBars } from '../../../src/domain/market/bars.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';

const BARS = 40;
const { spread: _, ...bars } = randomBars(BARS, createRng('series'));
const reading = (from: number, to: number): Reading => {
  const part = sliceBars(bars, from, to);
  return {
    format: 'test',
    bars: part,
    ask: { open: part.close, high: part.high, low: part.low, close: part.open },
    spread: { values: part.volume.map((_value, i) => from + i), unit: 'points' },
    clock: { kind: 'clock', zone: 'UTC', evidence: '' },
    integerScale: 1,
    ignoredColumns: [],
    symbol: null,
    periodMinutes: null,
    remarks: [],
  };
};

it('a series that is cut anywhere, its files in any order, is the series again', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: BARS - 1 }), { maxLength: 8 });
  fc.assert(
    fc.property(cuts, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (places, order) => {
      const edges = [0, ...places.toSorted((a, b) => a - b), BARS];
      const files = edges.slice(1).map((to, k): SeriesFile & { readonly key: number } => ({
        real: '',
        name: `${k}.csv`,
        isReversed: false,
        reading: reading(edges[k], to),
        key: order.next().value,
      }));
      const whole = reading(0, BARS);
      const joined = joinSeries(files.toSorted((a, b) => a.key - b.key));
      expect(joined).toEqual({ ...whole, remarks: [] });
    }),
    { numRuns: 100 },
  );
});
