import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeColumns } from '../../../src/domain/features/compute.ts';
import { createFeatureStream } from '../../../src/domain/features/feature-stream.ts';
import { TIMEFRAMES } from '../../../src/domain/features/higher-timeframe.ts';
import { findFeature } from '../../../src/domain/features/registry.ts';
import { auditPrefixInvariance } from '../../../src/domain/features/replay-audit.ts';
import { forEachBar } from '../../../src/domain/market/bar.ts';
import { type Bars, barCount } from '../../../src/domain/market/bars.ts';
import { tickBars } from '../../support/tick-bars.ts';

const HOUR_MS = 3_600_000;
const INNER = ['rsi_2', 'log_return_1', 'body_atr', 'smc_direction', 'channel_position_5'];

/** The bars of each four-hour bucket that is followed by another one, made by hand. */
function fourHours(bars: Bars): { bars: Bars; bucketOf: number[] } {
  const bucketOf = Array.from(bars.timeMs, (time) => Math.floor(time / (4 * HOUR_MS)));
  const rows = [...new Set(bucketOf)].slice(0, -1).map((bucket) => {
    const members = bucketOf.flatMap((value, i) => (value === bucket ? [i] : []));
    const pick = (column: Float64Array): number[] => members.map((i) => column[i]);
    return {
      timeMs: bars.timeMs[members[0]],
      open: bars.open[members[0]],
      high: Math.max(...pick(bars.high)),
      low: Math.min(...pick(bars.low)),
      close: pick(bars.close)[members.length - 1],
      volume: pick(bars.volume).reduce((sum, value) => sum + value, 0),
    };
  });
  const column = (key: keyof (typeof rows)[number]): Float64Array =>
    Float64Array.from(rows, (row) => row[key]);
  return {
    bucketOf,
    bars: {
      timeMs: column('timeMs'),
      open: column('open'),
      high: column('high'),
      low: column('low'),
      close: column('close'),
      volume: column('volume'),
    },
  };
}

describe('a feature on longer bars', () => {
  it('is the feature of the last longer bar that is over, stream or not', () => {
    fc.assert(
      fc.property(tickBars(10, 200), fc.integer({ min: 0, max: 3 }), (hours, shift) => {
        const bars = { ...hours, timeMs: hours.timeMs.map((time) => time + shift * HOUR_MS) };
        const longer = fourHours(bars);
        const expected = computeColumns(INNER, longer.bars);
        const columns = computeColumns(
          INNER.map((name) => `h4_${name}`),
          bars,
        );
        const buckets = [...new Set(longer.bucketOf)];
        for (const name of INNER) {
          const values = longer.bucketOf.map((bucket) => expected[name][buckets.indexOf(bucket) - 1] ?? NaN);
          expect(columns[`h4_${name}`], name).toEqual(Float64Array.from(values));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('is never changed by a later bar, on any timeframe', () => {
    const names = Object.keys(TIMEFRAMES).flatMap((timeframe) => INNER.map((name) => `${timeframe}_${name}`));
    fc.assert(
      fc.property(tickBars(30, 300), fc.nat(), (bars, seed) => {
        expect(auditPrefixInvariance(names, bars, [seed % barCount(bars)])).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('streams', () => {
    const names = ['h4_rsi_2', 'd1ny_close_z_20', 'h4_smc_direction'];
    const bars = fc.sample(tickBars(300, 300), 1)[0];
    const stream = createFeatureStream(names);
    const rows: number[][] = [];
    forEachBar(bars, (bar) => rows.push([...stream.push(bar)]));
    const columns = computeColumns(names, bars);
    names.forEach((name, k) => {
      expect(Float64Array.from(rows, (row) => row[k])).toEqual(columns[name]);
    });
  });

  it('counts New York days from 17:00, in summer and in winter', () => {
    // Hourly closes that name their hour since the start; 2024-03-10 is the change to summer time in New York.
    const first = Date.UTC(2024, 2, 7, 0);
    const hours = Float64Array.from({ length: 24 * 8 }, (_, i) => first + i * HOUR_MS);
    const price = hours.map((_, i) => 100 + i);
    const bars = { timeMs: hours, open: price, high: price, low: price, close: price, volume: price };
    const column = computeColumns(['d1ny_roc_1'], bars).d1ny_roc_1;
    const changes = [...hours].filter((_, i) => i > 0 && !Object.is(column[i], column[i - 1]));
    const clock = changes.map((time) => new Date(time).toISOString().slice(8, 13));
    expect(clock).toEqual(
      ['08T22', '09T22', '10T21', '11T21', '12T21', '13T21', '14T21'].slice(0, clock.length),
    );
    expect(clock.length).toBeGreaterThan(4);
  });

  it('cannot be nested, and needs a timeframe that exists', () => {
    expect(findFeature('h4_d1_rsi_14')).toBeUndefined();
    expect(findFeature('h5_rsi_14')).toBeUndefined();
  });
});
