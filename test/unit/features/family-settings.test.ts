import { describe, expect, it } from 'vitest';
import { choiceProblems, chosenFeatures, type FeatureChoice } from '../../../src/domain/features/choice.ts';
import { computeColumns } from '../../../src/domain/features/compute.ts';
import {
  defaultMatrix,
  nameWithSettings,
  settingsOfColumns,
  settingsOfFamily,
} from '../../../src/domain/features/family-settings.ts';
import { featuresOf, findFeature, STRUCTURES } from '../../../src/domain/features/registry.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';

const FAMILIES = ['smc', 'ict', 'wyckoff'] as const;
const none: FeatureChoice = {
  technical: false,
  smc: false,
  ict: false,
  wyckoff: false,
  include: [],
  exclude: [],
};
const namesOf = (choice: Partial<FeatureChoice>, family: (typeof FAMILIES)[number] = 'smc') =>
  chosenFeatures(family, { ...none, ...choice }).map(({ name }) => name);

describe('settings of a family', () => {
  it('go to every column that has them, and into its name', () => {
    const names = namesOf({ smc: { barsBefore: 8, breakByWick: 1 } });
    expect(names).toHaveLength(featuresOf('smc').length);
    expect(names).toContain('smc_direction__bars_before_8__break_by_wick_1');
    expect(names).toContain('smc_swing_high_age__bars_before_8');
    expect(names).toContain('smc_bullish_fvg_age');
    const columns = computeColumns(names, randomBars(600, createRng('family settings')));
    for (const name of names) expect(columns[name]).toHaveLength(600);
  });

  it.each(FAMILIES)('of %s as usual are the default matrix', (family) => {
    const usual = Object.fromEntries(
      Object.entries(settingsOfFamily(family)).map(([key, range]) => [key, range.default]),
    );
    const names = featuresOf(family).map(({ name }) => name);
    expect(namesOf({ [family]: {} }, family)).toEqual(names);
    expect(namesOf({ [family]: usual }, family)).toEqual(names);
  });

  it.each(FAMILIES)('of %s are known to be those its columns have, each name with one meaning', (family) => {
    const own = STRUCTURES.filter((template) => template.family === family && template.isDefault);
    for (const [key, range] of Object.entries(settingsOfFamily(family))) {
      const having = own.filter(({ settings }) => key in settings);
      expect(having.length).toBeGreaterThan(0);
      for (const { settings } of having) expect(settings[key]).toEqual(range);
    }
  });

  it.each(FAMILIES)('of %s, all of them away from the usual, name columns that are found again', (family) => {
    const settings = Object.fromEntries(
      Object.entries(settingsOfFamily(family))
        .filter(([key]) => !key.endsWith('Minute'))
        .map(([key, { default: usual, max, isWhole }]) => [
          key,
          isWhole ? Math.min(usual + 1, max) : usual * 0.9,
        ]),
    );
    for (const feature of defaultMatrix(family, settings)) {
      expect(findFeature(feature.name)).toMatchObject({ name: feature.name, parameters: feature.parameters });
    }
  });

  it('leave columns by name alone: a name is what it spells out', () => {
    const names = namesOf({ smc: { barsBefore: 8 }, include: ['smc_direction', 'smc_bullish_block_age'] });
    expect(names.slice(-2)).toEqual(['smc_direction', 'smc_bullish_block_age']);
    expect(names).toContain('smc_direction__bars_before_8');
  });

  it('are in the names that exclude takes', () => {
    const all = namesOf({ smc: { barsBefore: 8 } });
    const name = 'smc_direction__bars_before_8';
    expect(namesOf({ smc: { barsBefore: 8 }, exclude: [name] })).toEqual(all.filter((one) => one !== name));
  });

  it.each<[string, Partial<FeatureChoice>, (string | number)[], string]>([
    [
      'of another family',
      { smc: { trapBars: 3 } },
      ['smc', 'trapBars'],
      'is no setting of smc: it has barsBefore, ',
    ],
    ['misspelt', { ict: { barsbefore: 3 } }, ['ict', 'barsbefore'], 'is no setting of ict'],
    ['that no default column has', { wyckoff: { effortGap: 2 } }, ['wyckoff', 'effortGap'], 'is no setting'],
    [
      'out of range',
      { smc: { barsBefore: 501 } },
      ['smc', 'barsBefore'],
      'must be a whole number from 1 to 500',
    ],
    [
      'not whole',
      { wyckoff: { trapBars: 2.5 } },
      ['wyckoff', 'trapBars'],
      'must be a whole number from 1 to 100',
    ],
    ['that do not fit', { ict: { from: 0.9 } }, ['ict'], 'from must be the smaller one'],
    ['of hours that are none', { ict: { asiaStartMinute: 60 } }, ['ict'], 'not contain the end of New York'],
    ['of indicators', { technical: { period: 3 } }, ['technical', 'period'], 'is no setting of technical'],
    [
      'that change the name to leave out',
      { smc: { barsBefore: 8 }, exclude: ['smc_direction'] },
      ['exclude', 0],
      'with its settings that is "smc_direction__bars_before_8"',
    ],
  ])('%s are refused', (_, choice, path, message) => {
    expect(choiceProblems({ ...none, ...choice })).toMatchObject([
      { path, message: expect.stringContaining(message) },
    ]);
  });
});

describe('the settings columns were read with', () => {
  it('are those of the family, and of a column by name where the family is off', () => {
    const settings = { barsBefore: 8, reclaimBars: 2 };
    expect(settingsOfColumns(namesOf({ smc: settings }))).toMatchObject({ ...settings, barsAfter: 5 });
    const named = ['smc_direction__bars_after_3'];
    expect(settingsOfColumns(namesOf({ include: named }))).toEqual({
      barsBefore: 5,
      barsAfter: 3,
      breakByWick: 0,
    });
    expect(settingsOfColumns(namesOf({ smc: settings, include: named }))).toMatchObject(settings);
  });

  it('are none of columns on longer bars, of differences, of indicators', () => {
    expect(settingsOfColumns(['h4_smc_direction__bars_before_8', 'fd4_smc_direction', 'rsi_14'])).toEqual({});
  });

  it('go into the name of a column that has them', () => {
    expect(nameWithSettings('smc_confluence', { barsBefore: 8, recentGapBars: 9 })).toBe(
      'smc_confluence__bars_before_8',
    );
  });
});
