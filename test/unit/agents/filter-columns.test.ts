import { expect, it } from 'vitest';
import { filterColumns } from '../../../src/agents/filter-columns.ts';
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
