import { structureSettings } from '../market-structure.ts';
import { scaleBy, writeDistance } from '../ratio.ts';
import type { SettingTemplate } from '../setting-template.ts';
import { UNIT_ATR_PERIOD, unitAtr } from '../shared-series.ts';
import { ATR, firstBreakBars, smc, withAtr } from './smc-feature.ts';

const SETTINGS = structureSettings('barsBefore', 'barsAfter', 'breakByWick');

export const BREAK_FEATURES: readonly SettingTemplate[] = [
  smc({
    name: 'smc_direction',
    settings: SETTINGS,
    warmUpBars: () => 0,
    unit: 'sign',
    formula: () => 'direction of the last break of structure: 1 up, -1 down, 0 before one has shown it',
    write: (values, structure) => values.set(structure.internal.direction),
  }),
  smc({
    name: 'smc_bars_since_bos',
    settings: SETTINGS,
    warmUpBars: firstBreakBars,
    unit: 'bars',
    formula: () => 'bars since the last break along the direction of the structure, either side',
    write: (values, structure) => values.set(structure.internal.bosAge),
  }),
  smc({
    name: 'smc_bars_since_choch',
    settings: SETTINGS,
    warmUpBars: firstBreakBars,
    unit: 'bars',
    formula: () => 'bars since the last break against the direction of the structure, either side',
    write: (values, structure) => values.set(structure.internal.chochAge),
  }),
  smc({
    name: 'smc_break_level_distance_atr',
    settings: SETTINGS,
    constants: ATR,
    warmUpBars: (settings) => withAtr(firstBreakBars(settings)),
    unit: 'atr',
    formula: () =>
      `direction * (close - level of the last break) / ATR(${UNIT_ATR_PERIOD}): below 0 when the break has failed`,
    write: (values, structure, inputs) => {
      const { breakLevel, direction } = structure.internal;
      writeDistance(values, inputs.bars.close, breakLevel, inputs.derive(unitAtr));
      scaleBy(values, direction);
    },
  }),
];
