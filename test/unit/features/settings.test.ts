import { describe, expect, it } from 'vitest';
import { computeColumns } from '../../../src/domain/features/compute.ts';
import type { FeatureDefinition } from '../../../src/domain/features/definition.ts';
import { findFeature, STRUCTURES } from '../../../src/domain/features/registry.ts';
import {
  type Settings,
  type SettingTemplate,
  withSettings,
} from '../../../src/domain/features/setting-template.ts';
import { type Bars, sliceBars } from '../../../src/domain/market/bars.ts';
import { readStructure } from '../../../src/domain/smc/structure.ts';
import { RULES } from '../../../src/domain/wyckoff/schematic.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';
import { besideAnother } from '../../support/tick-bars.ts';

const HALF_HOUR_MS = 1_800_000;
/** Within the day, with volume and beside a second market. */
const bars = ((n: number): Bars => {
  const rng = createRng('settings');
  const walk = besideAnother(randomBars(n, rng));
  return {
    ...walk,
    timeMs: walk.timeMs.map((_, i) => Date.UTC(2024, 0, 7, 22) + i * HALF_HOUR_MS),
    volume: Float64Array.from({ length: n }, () => 1 + rng.integer(1_000)),
  };
})(20_000);
/** Events of Wyckoff's schematics are rare, and need all of them. */
const barsOf = (key: string): Bars => (key in RULES ? bars : sliceBars(bars, 0, 5_000));

/** Values of a setting away from the usual one, in its range and such that the column takes them. */
function withOthers(template: SettingTemplate, key: string): FeatureDefinition[] {
  const { default: usual, min, max, isWhole } = template.settings[key];
  const values = key.endsWith('Minute')
    ? [usual - 60, usual - 30, usual + 30, usual + 60]
    : [usual / 3, usual * 1.2, usual * 2.5, usual === 0 ? max : usual];
  return values
    .map((value) => (isWhole ? Math.round(value) : Number(value.toFixed(3))))
    .filter((value) => value >= min && value <= max && value !== usual)
    .flatMap((value) => {
      try {
        return [withSettings(template, { [key]: value })];
      } catch {
        return []; // An end before its start, say.
      }
    });
}

describe('settings of structures', () => {
  const keys = [...new Set(STRUCTURES.flatMap(({ settings }) => Object.keys(settings)))];
  it.each(keys)('%s changes every column that has it', (key) => {
    const templates = STRUCTURES.filter(({ settings }) => key in settings);
    const others = templates.map((template) => withOthers(template, key));
    const names = [templates, others.flat()].flatMap((list) => list.map(({ name }) => name));
    const columns = computeColumns(names, barsOf(key));
    const unmoved = templates.filter((template, k) => {
      const before = columns[template.name];
      return others[k].every(({ name }) => before.every((value, i) => Object.is(value, columns[name][i])));
    });
    expect(unmoved.map(({ name }) => name)).toEqual([]);
  });

  it('are part of the name, the parameters and the formula', () => {
    const feature = findFeature('smc_bullish_bars_since_reclaim__bars_after_3__reclaim_bars_2');
    expect(feature?.parameters).toMatchObject({ barsBefore: 5, barsAfter: 3, reclaimBars: 2 });
    expect(feature?.formula).toContain('within 2 bars');
    expect(feature?.warmUpBars).toBe(9);
    expect(findFeature('ict_ote__from_0p5')?.formula).toContain('50 to 79 %');
    expect(findFeature('h4_wyckoff_effort_result__volume_window_40')?.formula).toContain('SMA(40)');
  });

  it('reach the reading of the structure', () => {
    const swing = { barsBefore: 2, barsAfter: 3 };
    const name = 'smc_swing_high_age__bars_before_2__bars_after_3';
    const wick = 'smc_bars_since_bos__break_by_wick_1';
    const few = sliceBars(bars, 0, 2_000);
    const columns = computeColumns([name, wick], few);
    expect(columns[name]).toEqual(readStructure(few, { swing, recentGapBars: 1 }).internal.highs.age);
    expect(columns[wick]).toEqual(
      readStructure(few, { swing: { barsBefore: 5, barsAfter: 5 }, recentGapBars: 1, breakBy: 'wick' })
        .internal.bosAge,
    );
  });

  it('move the hours of a session on the clock of New York, daylight saving included', () => {
    const name = 'ict_in_asia__asia_start_minute_1140__asia_end_minute_1200';
    const flags = computeColumns([name], sliceBars(bars, 0, 15_000))[name];
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', hour: '2-digit' });
    flags.forEach((flag, i) => {
      if (i > 0) expect(flag).toBe(clock.format(bars.timeMs[i]) === '19' ? 1 : 0);
    });
  });

  it.each([
    ['smc_direction__bars_before_0', 'barsBefore 0; it must be a whole number from 1 to 500'],
    ['smc_direction__bars_before_2p5', 'barsBefore 2.5'],
    ['smc_direction__break_by_wick_2', 'from 0 to 1'],
    ['smc_direction__reclaim_bars_2', 'smc_direction has bars_before, bars_after, break_by_wick'],
    ['smc_bullish_fvg_age__bars_before_3', 'smc_bullish_fvg_age has no settings'],
    ['smc_direction__', 'sets nothing'],
    ['smc_direction__bars_before_5', 'is "smc_direction"'],
    ['smc_direction__bars_after_3__bars_before_3', 'is "smc_direction__bars_before_3__bars_after_3"'],
    ['smc_direction__bars_before_03', 'is "smc_direction__bars_before_3"'],
    ['wyckoff_accumulation_phase__test_zone_1p5', 'testZone 1.5; it must be a number from 0 to 1'],
    ['ict_asia_position__asia_start_minute_900', 'must end after it starts, and not contain'],
    ['ict_in_london__london_end_minute_60', 'must end after it starts'],
    ['ict_in_silver_bullet__noon_end_minute_1080', 'not contain the end of New York'],
    ['ict_ote__from_0p8', 'from must be the smaller one'],
    ['h4_smc_direction__bars_before_501', 'barsBefore 501'],
  ])('%s is refused', (name, message) => {
    expect(() => findFeature(name)).toThrow(
      expect.objectContaining({ code: 'parameter_invalid', message: expect.stringContaining(message) }),
    );
  });

  it('are refused beyond either end of their range, whichever column has them', () => {
    const refused = (template: SettingTemplate, settings: Settings): boolean => {
      try {
        withSettings(template, settings);
        return false;
      } catch (error) {
        return (error as { code?: string }).code === 'parameter_invalid';
      }
    };
    for (const template of STRUCTURES) {
      for (const [key, { min, max, isWhole }] of Object.entries(template.settings)) {
        const bad = [min - 1, max + 1, Number.NaN, Number.POSITIVE_INFINITY, ...(isWhole ? [min + 0.5] : [])];
        expect(
          bad.filter((value) => !refused(template, { [key]: value })),
          `${template.name} ${key}`,
        ).toEqual([]);
      }
    }
  });
});
