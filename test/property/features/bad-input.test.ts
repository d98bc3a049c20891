import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeColumns } from '../../../src/domain/features/compute.ts';
import { CATALOGUE, findFeature, TEMPLATES } from '../../../src/domain/features/registry.ts';
import { instantiate } from '../../../src/domain/features/template.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { sliceBars } from '../../../src/domain/market/bars.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { barsOf, randomBars } from '../../support/bars.ts';
import { besideAnother, tickBars } from '../../support/tick-bars.ts';

/** Everything that can be computed, and some of it on longer bars. */
const NAMES = [...CATALOGUE.map(({ name }) => name), 'h4_rsi_14', 'd1ny_smc_confluence', 'w1_adx_14'];

/** No value before the warm-up a feature states, none that is infinite. */
function expectHonest(bars: Bars): void {
  const columns = computeColumns(NAMES, bars);
  for (const name of NAMES) {
    const column = columns[name];
    const warmUp = findFeature(name)?.warmUpBars ?? 0;
    expect(column, name).toHaveLength(bars.close.length);
    expect(column.subarray(0, warmUp).every(Number.isNaN), `${name} in its warm-up`).toBe(true);
    expect(
      column.every((value) => Number.isNaN(value) || Number.isFinite(value)),
      `${name} finite`,
    ).toBe(true);
  }
}

const walk = besideAnother(randomBars(260, createRng('bad input')));

describe('every feature', () => {
  it.each([0, 1, 2, 5, 13])('has no value it cannot know on %i bars', (n) => {
    expectHonest(sliceBars(walk, 0, n));
  });

  it('has no infinite value when all prices are equal', () => {
    expectHonest(barsOf(Array.from({ length: 250 }, () => [50, 50, 50, 50])));
  });

  it.each([0, Number.NaN])('has no infinite value when the volume is %d throughout', (volume) => {
    expectHonest({ ...walk, volume: walk.volume.fill(volume) });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -5])(
    'has its values of volume back after one volume of %d, as if it were missing',
    (volume) => {
      const bars = { ...walk, volume: walk.volume.map((_, i) => 100 + ((i * 7_919) % 31)) };
      const names = NAMES.filter((name) => !name.startsWith('d1') && !name.startsWith('w1'));
      const holed = computeColumns(names, { ...bars, volume: bars.volume.with(60, volume) });
      expect(holed).toEqual(computeColumns(names, { ...bars, volume: bars.volume.with(60, Number.NaN) }));
      const whole = computeColumns(names, bars);
      const last = bars.close.length - 1;
      for (const name of names) {
        expect(Number.isNaN(holed[name][last]), name).toBe(Number.isNaN(whole[name][last]));
      }
    },
  );

  it('says the same of the bars before a gap as without it, and stays finite after', () => {
    fc.assert(
      fc.property(tickBars(40, 200), fc.nat(), fc.integer({ min: 1, max: 500 }), (bars, seed, hours) => {
        const cut = 1 + (seed % (bars.close.length - 1));
        const torn = { ...bars, timeMs: bars.timeMs.map((t, i) => (i < cut ? t : t + hours * 3_600_000)) };
        expectHonest(torn);
        const [whole, before] = [computeColumns(NAMES, bars), computeColumns(NAMES, torn)];
        for (const name of NAMES) {
          expect(before[name].subarray(0, cut), name).toEqual(whole[name].subarray(0, cut));
        }
      }),
      { numRuns: 4 },
    );
  });

  it.each([
    ['a price that is not a number', { close: 7, value: Number.NaN }],
    ['an infinite price', { high: 7, value: Number.POSITIVE_INFINITY }],
    ['a time twice', { timeMs: 7, value: walk.timeMs[6] }],
    ['a time out of order', { timeMs: 7, value: walk.timeMs[2] }],
  ])('refuses %s, and says which bar', (_, { value, ...place }) => {
    const [[column, index]] = Object.entries(place) as [keyof Bars, number][];
    const broken = { ...walk, [column]: walk[column]?.with(index, value) };
    for (const name of NAMES) {
      expect(() => computeColumns([name], broken), name).toThrow(
        expect.objectContaining({ code: 'parameter_invalid', details: { column, index } }),
      );
    }
  });
});

describe.each(TEMPLATES.filter(({ parameters }) => Object.keys(parameters).length > 0))(
  'the parameters of $pattern',
  (template) => {
    const defaults = Object.fromEntries(
      Object.entries(template.parameters).map(([name, { default: value }]) => [name, value]),
    );

    it('are refused when they are 0 or less, broken, or beyond their range', () => {
      for (const [name, { min, max, isWhole }] of Object.entries(template.parameters)) {
        const bad = [min - (isWhole ? 1 : min), -1, max + 1, Number.NaN, Number.POSITIVE_INFINITY];
        for (const value of isWhole ? [...bad, min + 0.5] : bad) {
          expect(() => instantiate(template, { ...defaults, [name]: value }), `${name} ${value}`).toThrow(
            expect.objectContaining({ code: 'parameter_invalid' }),
          );
        }
      }
    });

    it('may be longer than the series, and then nothing is known', () => {
      const entries = Object.entries(template.parameters);
      const longest = {
        ...defaults,
        ...Object.fromEntries(
          entries.map(([name, { isWhole, max }]) => [name, isWhole ? max : defaults[name]]),
        ),
      };
      let feature: ReturnType<typeof instantiate>;
      try {
        feature = instantiate(template, longest);
      } catch {
        return; // Parameters that exclude each other, such as a fast period that is not the shorter one.
      }
      if (feature.warmUpBars < walk.close.length) return;
      expect(computeColumns([feature.name], walk)[feature.name].every(Number.isNaN)).toBe(true);
    });
  },
);
