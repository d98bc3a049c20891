import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeColumns } from '../../../src/domain/features/compute.ts';
import { createFeatureStream } from '../../../src/domain/features/feature-stream.ts';
import { CATALOGUE } from '../../../src/domain/features/registry.ts';
import { forEachBar } from '../../../src/domain/market/bar.ts';
import { type Bars, barCount } from '../../../src/domain/market/bars.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';
import { besideAnother, tickBars } from '../../support/tick-bars.ts';

/** Everything that can be computed, and some of it on longer bars. */
const NAMES = [
  ...CATALOGUE.map((feature) => feature.name),
  ...[
    'h4_rsi_2',
    'h4_smc_direction',
    'd1ny_smc_confluence',
    'd1_wyckoff_effort_result',
    'h4_ict_ote',
    'h4_ict_smt_divergence',
    'smc_confluence__bars_before_2__bars_after_3__break_by_wick_1__near_atr_0p5',
    'h4_smc_direction__bars_before_2',
    'fd4_rsi_14',
    'fd7_smc_range_position',
    'ict_last_session_position__london_start_minute_60',
    'wyckoff_accumulation_position__decline_bars_8__trap_bars_5',
  ],
];

function streamed(bars: Bars): Record<string, Float64Array> {
  const stream = createFeatureStream(NAMES);
  const columns = Object.fromEntries(NAMES.map((name) => [name, new Float64Array(barCount(bars))]));
  forEachBar(bars, (bar, i) => {
    const [high, low] = [bars.companionHigh?.[i], bars.companionLow?.[i]];
    const companion = high === undefined || low === undefined ? undefined : { high, low };
    const row = stream.push({ ...bar }, companion);
    NAMES.forEach((name, k) => {
      columns[name][i] = row[k];
    });
  });
  return columns;
}

describe('a stream of features', () => {
  it('equals the batch to the last bit, bar by bar', () => {
    fc.assert(
      fc.property(tickBars(1, 300), fc.boolean(), (ticks, isAlone) => {
        const bars = isAlone ? ticks : besideAnother(ticks);
        expect(streamed(bars)).toEqual(computeColumns(NAMES, bars));
      }),
      { numRuns: 8 },
    );
    // More than one block of the batch.
    const bars = besideAnother(randomBars(1_100, createRng('stream')));
    expect(streamed(bars)).toEqual(computeColumns(NAMES, bars));
  });

  it('does not let two streams touch each other', () => {
    const [first, second] = [createFeatureStream(['rsi_2']), createFeatureStream(['rsi_2'])];
    forEachBar(randomBars(50, createRng('other')), (bar) => first.push(bar));
    const bars = randomBars(50, createRng('alone'));
    const alone = Float64Array.from({ length: 50 });
    forEachBar(bars, (bar, i) => {
      alone[i] = second.push(bar)[0];
    });
    expect(alone).toEqual(computeColumns(['rsi_2'], bars).rsi_2);
  });

  it('refuses a bar out of order and bars that cannot be, and names what is wrong', () => {
    const stream = createFeatureStream(['rsi_14']);
    const bar = { timeMs: 5, open: 1, high: 2, low: 1, close: 2, volume: 0 };
    stream.push(bar);
    expect(() => stream.push(bar)).toThrow('does not open after');
    expect(() => stream.push({ ...bar, timeMs: 6, close: Number.NaN })).toThrow('the close NaN');
    expect(() => stream.push({ ...bar, timeMs: Number.POSITIVE_INFINITY })).toThrow('no finite time');
    expect(() => stream.push({ ...bar, timeMs: 6, high: 0 })).toThrow('high below its low');
    expect(() => stream.push({ ...bar, timeMs: 6, close: 3 })).toThrow('high below its open or close');
    expect(() => stream.push({ ...bar, timeMs: 6 }, { high: 1, low: 2 })).toThrow("second market's high");
    expect(stream.push({ ...bar, timeMs: 6 })).toHaveLength(1);
  });

  it('refuses a feature that does not exist', () => {
    expect(() => createFeatureStream(['nonsense'])).toThrow('There is no feature "nonsense"');
  });
});
