import { describe, expect, it } from 'vitest';
import { computeColumns, computeFamily } from '../../../src/domain/features/compute.ts';
import { FEATURE_FAMILIES } from '../../../src/domain/features/definition.ts';
import {
  CATALOGUE,
  FEATURES,
  featuresOf,
  findFeature,
  registryHash,
  TEMPLATES,
} from '../../../src/domain/features/registry.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { barsOf, randomBars } from '../../support/bars.ts';
import { besideAnother } from '../../support/tick-bars.ts';

const dailyWalk = (n: number): Bars => walk(n);
/** Sessions need bars within the day, divergence a second market. */
const halfHours = (n: number): Bars => {
  const bars = besideAnother(walk(n));
  return { ...bars, timeMs: bars.timeMs.map((_, i) => bars.timeMs[0] + i * 1_800_000) };
};

function walk(n: number, seed = 'registry'): Bars {
  const rng = createRng(seed);
  return { ...randomBars(n, rng), volume: Float64Array.from({ length: n }, () => 1 + rng.integer(1_000)) };
}

describe('the registry', () => {
  it('names every feature once, in signs LightGBM and Arrow both take', () => {
    const names = CATALOGUE.map((feature) => feature.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([]);
  });

  it('describes every feature', () => {
    for (const feature of CATALOGUE) {
      expect(feature.formula.length, feature.name).toBeGreaterThan(0);
      expect(feature.source.length, feature.name).toBeGreaterThan(0);
      expect(feature.knowable).toBe('bar_close');
      expect(Object.values(feature.parameters).every(Number.isFinite)).toBe(true);
      expect(feature.formula).not.toMatch(/[{}]|undefined|NaN/);
      expect(findFeature(feature.name)?.name).toBe(feature.name);
    }
  });

  it('keeps the default matrix of indicators at a size a model can digest', () => {
    expect(featuresOf('technical').length).toBeLessThanOrEqual(60);
    expect(CATALOGUE.length).toBeGreaterThan(FEATURES.length + 50);
  });

  it('gives every parameter a range that holds its default, and defaults that lie in it', () => {
    for (const { pattern, parameters, defaults } of TEMPLATES) {
      for (const [key, range] of Object.entries(parameters)) {
        for (const value of [range.default, ...defaults.map((given) => given[key])]) {
          expect(value >= range.min && value <= range.max, `${pattern} ${key} ${value}`).toBe(true);
        }
        expect(pattern.split(`{${key}}`)).toHaveLength(2);
      }
    }
  });

  it('has a hash that stands as long as nothing changes', () => {
    expect(registryHash()).toMatch(/^[0-9a-f]{64}$/);
    expect(registryHash()).toBe(registryHash());
  });
});

describe.each(FEATURE_FAMILIES)('the %s family', (family) => {
  const walk = family === 'ict' ? halfHours : dailyWalk;

  it('computes its columns in registry order, one value a bar', () => {
    const columns = computeFamily(family, walk(300));
    expect(Object.keys(columns)).toEqual(featuresOf(family).map((feature) => feature.name));
    expect(Object.values(columns).every((column) => column.length === 300)).toBe(true);
  });

  it('has no value inside a stated warm-up, and one right after it when nothing but bars is needed', () => {
    const columns = computeFamily(family, walk(3_000));
    for (const { name, warmUpBars } of featuresOf(family)) {
      const first = columns[name].findIndex((value) => !Number.isNaN(value));
      if (family === 'technical') expect(first, name).toBe(warmUpBars);
      else expect(first, name).toBeGreaterThanOrEqual(warmUpBars);
    }
  });

  it('is not constant on a random walk, and never infinite', () => {
    const columns = computeFamily(family, walk(3_000));
    for (const [name, column] of Object.entries(columns)) {
      const values = column.filter((value) => !Number.isNaN(value));
      expect(new Set(values).size, name).toBeGreaterThan(1);
      expect(values.every(Number.isFinite), name).toBe(true);
    }
  });

  it('takes no bars, one bar and fewer bars than any warm-up', () => {
    for (const n of [0, 1, 5]) {
      for (const column of Object.values(computeFamily(family, walk(n)))) expect(column).toHaveLength(n);
    }
  });

  it('has no infinite value where the market stands still and nothing is traded', () => {
    const still = barsOf(Array.from({ length: 300 }, () => [50, 50, 50, 50]));
    for (const [name, column] of Object.entries(computeFamily(family, still))) {
      expect(
        column.every((value) => Number.isNaN(value) || Math.abs(value) <= 1),
        name,
      ).toBe(true);
    }
  });

  it('leaves the bars as they were', () => {
    const bars = walk(300);
    computeFamily(family, bars);
    expect(bars).toEqual(walk(300));
  });
});

describe('columns that are not in the default matrix', () => {
  const others = CATALOGUE.filter((feature) => !FEATURES.includes(feature));
  const names = others.map((feature) => feature.name);

  it('have no value inside a stated warm-up, and one right after it', () => {
    const columns = computeColumns(names, walk(400));
    for (const { name, family, warmUpBars } of others) {
      const first = columns[name].findIndex((value) => !Number.isNaN(value));
      // A structure need not be there so early, or at all.
      if (family === 'technical') expect(first, name).toBe(warmUpBars);
      else expect(first === -1 || first >= warmUpBars, name).toBe(true);
    }
  });

  it('are never infinite, and vary on a random walk unless they are rare patterns', () => {
    const columns = computeColumns(names, walk(3_000));
    for (const { name } of others) {
      const values = columns[name].filter((value) => !Number.isNaN(value));
      expect(values.every(Number.isFinite), name).toBe(true);
      // The bars are daily: nothing changes within a day.
      if (!/^(candle_|(ny_)?day_)/.test(name)) expect(new Set(values).size, name).toBeGreaterThan(1);
    }
  });

  it('take no bars, one bar, and a market that stands still and trades nothing', () => {
    const still = barsOf(Array.from({ length: 300 }, () => [50, 50, 50, 50]));
    for (const bars of [walk(0), walk(1), still]) {
      for (const [name, column] of Object.entries(computeColumns(names, bars))) {
        expect(
          column.every((value) => !Number.isFinite(value) === Number.isNaN(value)),
          name,
        ).toBe(true);
      }
    }
  });

  it('take any parameters in range, also fractions', () => {
    expect(findFeature('psar_0p01_0p1_distance_atr')?.parameters).toEqual({
      step: 0.01,
      limit: 0.1,
      atrPeriod: 14,
    });
    expect(findFeature('rsi_21')?.formula).toBe('RSI(21) of the close');
    expect(findFeature('rsi_x')).toBeUndefined();
  });

  it.each([
    ['rsi_1', 'period 1; it must be a whole number from 2 to 500'],
    ['rsi_2p5', 'period 2.5'],
    ['ppo_26_12', 'fast is 26 and slow is 12'],
    ['psar_0p2_0p1_distance_atr', 'step is 0.2'],
  ])('%s is refused', (name, message) => {
    expect(() => computeColumns([name], walk(30))).toThrow(
      expect.objectContaining({ code: 'parameter_invalid', message: expect.stringContaining(message) }),
    );
  });
});

describe('columns by name', () => {
  it('come in the order asked for, the same as in their family', () => {
    const bars = walk(300);
    const columns = computeColumns(['smc_direction', 'rsi_14', 'log_return_1'], bars);
    expect(Object.keys(columns)).toEqual(['smc_direction', 'rsi_14', 'log_return_1']);
    expect(columns.rsi_14).toEqual(computeFamily('technical', bars).rsi_14);
    expect(columns.smc_direction).toEqual(computeFamily('smc', bars).smc_direction);
  });

  it('refuse a name that is not in the registry', () => {
    expect(() => computeColumns(['rsi_14', 'rsi_999'], walk(30))).toThrow(
      expect.objectContaining({ code: 'parameter_invalid', message: expect.stringContaining('"rsi_999"') }),
    );
  });
});

describe('bars that are not clean', () => {
  const bad: readonly (readonly [string, (bars: Bars) => Bars, string])[] = [
    [
      'a price that is NaN',
      (bars) => ({ ...bars, close: bars.close.with(7, Number.NaN) }),
      'bar 7 has the close NaN',
    ],
    [
      'an infinite price',
      (bars) => ({ ...bars, high: bars.high.with(3, Number.POSITIVE_INFINITY) }),
      'bar 3',
    ],
    ['a high below its low', (bars) => ({ ...bars, high: bars.high.with(4, 1) }), 'bar 4 has a high below'],
    [
      'a close above the high',
      (bars) => ({ ...bars, close: bars.close.with(4, 1e6) }),
      'bar 4 has a high below its open or close',
    ],
    [
      'an open below the low',
      (bars) => ({ ...bars, open: bars.open.with(4, 1e-6) }),
      'bar 4 has a low above its open or close',
    ],
    [
      'an infinite price of the second market',
      (bars) => ({ ...bars, companionHigh: bars.high.with(6, Number.POSITIVE_INFINITY) }),
      'bar 6 has the companionHigh Infinity',
    ],
    [
      "a second market's high below its low",
      (bars) => ({ ...bars, companionHigh: bars.high, companionLow: bars.low.with(6, 1e6) }),
      "bar 6 has a second market's high below its low",
    ],
    [
      'a time without end',
      (bars) => ({ ...bars, timeMs: bars.timeMs.with(19, Number.POSITIVE_INFINITY) }),
      'bar 19 opens at no finite time',
    ],
    [
      'a repeated time',
      (bars) => ({ ...bars, timeMs: bars.timeMs.with(5, bars.timeMs[4]) }),
      'bar 5 does not open',
    ],
    ['a time that is NaN', (bars) => ({ ...bars, timeMs: bars.timeMs.with(0, Number.NaN) }), 'bar 0'],
    [
      'columns of different length',
      (bars) => ({ ...bars, volume: bars.volume.subarray(1) }),
      '"volume" has 19',
    ],
  ];

  it.each(bad)('are refused: %s', (_, spoil, message) => {
    expect(() => computeFamily('technical', spoil(walk(20)))).toThrow(
      expect.objectContaining({ code: 'parameter_invalid', message: expect.stringContaining(message) }),
    );
  });
});
