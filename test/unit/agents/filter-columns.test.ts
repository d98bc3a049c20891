import { expect, it } from 'vitest';
import { confluenceColumn, filterColumns } from '../../../src/agents/filter-columns.ts';
import { strategyHash } from '../../../src/agents/validation/sealed-test.ts';
import { computeColumns } from '../../../src/domain/features/compute.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';
import { spec } from '../../support/states.ts';

it('filters read the confluence with the settings of the family', () => {
  const bars = randomBars(500, createRng('filter columns'));
  const set = spec({ features: { smc: { barsBefore: 2, recentGapBars: 9 } } });
  const [usual, own] = ['smc_confluence', 'smc_confluence__bars_before_2'];
  const columns = computeColumns([usual, own], bars);
  expect(columns[own]).not.toEqual(columns[usual]);
  expect(filterColumns(bars, set).confluence).toEqual(columns[own]);
  expect(filterColumns(bars, spec()).confluence).toEqual(columns[usual]);
});

it('another confluence is another strategy, which cannot have the test segment opened for the first', () => {
  const hashOf = (features: object) => strategyHash('a model', spec({ features }));
  expect(hashOf({ smc: { barsBefore: 2 } })).not.toBe(hashOf({}));
  expect(hashOf({ smc: { recentGapBars: 9 }, technical: false })).toBe(hashOf({}));
  expect(confluenceColumn(spec({ features: { smc: { barsBefore: 2 } } }))).toBe(
    'smc_confluence__bars_before_2',
  );
});
