import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeColumns } from '../../../src/domain/features/compute.ts';
import type { FeatureDefinition } from '../../../src/domain/features/definition.ts';
import { CATALOGUE, FEATURES } from '../../../src/domain/features/registry.ts';
import { auditPrefixInvariance } from '../../../src/domain/features/replay-audit.ts';
import { barCount } from '../../../src/domain/market/bars.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';
import { besideAnother, scaled, shifted, tickBars, upsideDown } from '../../support/tick-bars.ts';

const NAMES = FEATURES.map((feature) => feature.name);
/** Everything that can be computed, and some of it with other settings. */
const ALL = [
  ...CATALOGUE.map((feature) => feature.name),
  'smc_confluence__bars_before_2__bars_after_3__break_by_wick_1__equal_atr_0p5__near_atr_0p5',
  'fd4_rsi_14',
  'fd7_smc_range_position',
  'ict_power_of_three__london_start_minute_60',
  'ict_smt_divergence__bars_before_2__bars_after_1',
  'wyckoff_distribution_confidence__volume_window_5__decline_bars_8__climax_range_atr_1',
];

describe('every feature of the registry', () => {
  it('has a value at bar t that no later bar changes, on tick data with ties and flats', () => {
    fc.assert(
      fc.property(tickBars(30, 400), fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (bars, seeds) => {
        const cuts = seeds.map((seed) => seed % barCount(bars));
        expect(auditPrefixInvariance(ALL, besideAnother(bars), cuts)).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  it('has a value at bar t that no later bar changes, on random walks', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(699), (seed, cut) => {
        const bars = randomBars(700, createRng(seed));
        expect(auditPrefixInvariance(ALL, bars, [cut])).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  it('does not depend on the currency: prices times a power of two give the same bits', () => {
    fc.assert(
      fc.property(tickBars(30, 300), fc.integer({ min: -20, max: 20 }), (alone, exponent) => {
        const bars = besideAnother(alone);
        expect(computeColumns(ALL, scaled(bars, 2 ** exponent))).toEqual(computeColumns(ALL, bars));
      }),
      { numRuns: 12 },
    );
  });

  it('does not depend on the tick size: whole prices times a whole number give the same values', () => {
    fc.assert(
      fc.property(tickBars(30, 300), fc.integer({ min: 2, max: 1_000 }), (bars, factor) => {
        const before = computeColumns(NAMES, bars);
        const after = computeColumns(NAMES, scaled(bars, factor));
        for (const name of NAMES) {
          before[name].forEach((value, i) => {
            if (Number.isNaN(value)) expect(after[name][i], name).toBeNaN();
            else expect(after[name][i], name).toBeCloseTo(value, 8);
          });
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('a shift of all prices', () => {
  /** Measured in shares of the price, or in turnover: what else moves with the level of prices is a mistake. */
  const RELATIVE =
    /^(?!chaikin)(log_return|return_z|roc|ppo|trix|volatility|volatility_ratio|[a-z_]+_volatility|skewness|kurtosis|autocorrelation|variance_ratio|hurst|mfi)(_\d+)+$|^atr_14_share$|^bollinger_20_2_bandwidth$/;

  it.each([8_192, 1_000_000])(
    'by %d changes the columns that are relative to the price, and no other',
    (by) => {
      const rng = createRng('shift');
      const walk = randomBars(1_000, rng);
      const ticks = (prices: Float64Array): Float64Array => prices.map((price) => Math.round(price * 100));
      const bars = besideAnother({
        timeMs: walk.timeMs.map((_, i) => Date.UTC(2024, 1, 20) + i * 3_600_000),
        open: ticks(walk.open),
        high: ticks(walk.high),
        low: ticks(walk.low),
        close: ticks(walk.close),
        volume: walk.volume.map(() => rng.integer(1_000) + 1),
      });
      const names = CATALOGUE.map((feature) => feature.name);
      const before = computeColumns(names, bars);
      const after = computeColumns(names, shifted(bars, by));
      const moved = names.filter((name) =>
        before[name].some((value, i) => {
          const isNear = Math.abs(value - after[name][i]) < 1e-6;
          return !isNear && !(Number.isNaN(value) && Number.isNaN(after[name][i]));
        }),
      );
      expect(moved).toEqual(names.filter((name) => RELATIVE.test(name)));
    },
  );
});

describe('smc features', () => {
  it('see a market upside down with bullish and bearish exchanged', () => {
    const pairs = NAMES.filter((name) => name.includes('bullish')).map((name) => [
      name,
      name.replace('bullish', 'bearish'),
    ]);
    pairs.push(
      ['smc_swing_high_distance_atr', 'smc_swing_low_distance_atr'],
      ['smc_swing_high_age', 'smc_swing_low_age'],
    );
    const names = pairs.flat();
    fc.assert(
      fc.property(tickBars(60, 300), (bars) => {
        const straight = computeColumns(names, bars);
        const mirrored = computeColumns(names, upsideDown(bars));
        for (const [bullish, bearish] of pairs) {
          expect(mirrored[bearish], bullish).toEqual(straight[bullish]);
          expect(mirrored[bullish], bearish).toEqual(straight[bearish]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('keep to their ranges', () => {
    const smc = FEATURES.filter((feature) => feature.family === 'smc');
    const names = smc.map((feature) => feature.name);
    fc.assert(
      fc.property(tickBars(60, 300), (bars) => {
        const columns = computeColumns(names, bars);
        const outside = smc.filter((feature) => {
          const isInside = rangeOf(feature);
          return !columns[feature.name].every((value) => Number.isNaN(value) || isInside(value));
        });
        expect(outside.map((feature) => feature.name)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

function rangeOf({ name, unit }: FeatureDefinition): (value: number) => boolean {
  if (unit === 'flag') return (value) => value === 0 || value === 1;
  if (unit === 'sign') return (value) => [-1, 0, 1].includes(value);
  if (unit === 'bars' || unit === 'count') return (value) => Number.isInteger(value) && value >= 0;
  return /^smc_(bullish|bearish)_(fvg|block|pool)_distance_atr$/.test(name)
    ? (value) => value >= 0
    : Number.isFinite;
}
