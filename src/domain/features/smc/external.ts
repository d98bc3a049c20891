import { structureSettings } from '../market-structure.ts';
import { scaleBy, writeDistance, writePosition } from '../ratio.ts';
import type { Settings, SettingTemplate } from '../setting-template.ts';
import { UNIT_ATR_PERIOD, unitAtr } from '../shared-series.ts';
import { ATR, firstBreakBars, smc, withAtr } from './smc-feature.ts';

const INTERNAL = structureSettings('barsBefore', 'barsAfter', 'breakByWick');
const SWING = structureSettings('externalBarsBefore', 'externalBarsAfter');
const EXTERNAL = { ...SWING, ...structureSettings('breakByWick') };

const firstExternalSwingBars = (settings: Settings<'externalBarsBefore' | 'externalBarsAfter'>): number =>
  settings.externalBarsBefore + settings.externalBarsAfter;

/** The external structure, and the swings a trend hangs on. */
export const EXTERNAL_FEATURES: readonly SettingTemplate[] = [
  smc({
    name: 'smc_external_direction',
    settings: EXTERNAL,
    warmUpBars: () => 0,
    unit: 'sign',
    formula: () =>
      'direction of the last break of the external structure: 1 up, -1 down, 0 before one has shown it',
    write: (values, structure) => values.set(structure.external.direction),
  }),
  smc({
    name: 'smc_external_bars_since_bos',
    settings: EXTERNAL,
    warmUpBars: (settings) => firstExternalSwingBars(settings) + 1,
    unit: 'bars',
    formula: () => 'bars since the last break along the direction of the external structure, either side',
    write: (values, structure) => values.set(structure.external.bosAge),
  }),
  smc({
    name: 'smc_external_bars_since_choch',
    settings: EXTERNAL,
    warmUpBars: (settings) => firstExternalSwingBars(settings) + 1,
    unit: 'bars',
    formula: () => 'bars since the last break against the direction of the external structure, either side',
    write: (values, structure) => values.set(structure.external.chochAge),
  }),
  smc({
    name: 'smc_external_range_position',
    settings: SWING,
    warmUpBars: firstExternalSwingBars,
    unit: 'ratio',
    formula: () =>
      '(close - last external swing low) / (last external swing high - that low): discount below 0.5, premium above',
    write: (values, structure, { bars }) => {
      const { highs, lows } = structure.external;
      writePosition(values, bars.close, lows.price, highs.price);
    },
  }),
  smc({
    name: 'smc_structure_agreement',
    settings: { ...INTERNAL, ...SWING },
    warmUpBars: () => 0,
    unit: 'sign',
    formula: () =>
      'internal direction * external direction: 1 agreed, -1 a pullback of the larger trend, 0 before both are known',
    write: (values, { internal, external }) => {
      values.set(internal.direction);
      scaleBy(values, external.direction);
    },
  }),
  smc({
    name: 'smc_strong_swing_distance_atr',
    settings: INTERNAL,
    constants: ATR,
    warmUpBars: (settings) => withAtr(firstBreakBars(settings)),
    unit: 'atr',
    formula: () =>
      `direction * (close - the swing the last break set out from) / ATR(${UNIT_ATR_PERIOD}): how far the trend is from failing`,
    write: (values, { internal }, inputs) => {
      writeDistance(values, inputs.bars.close, internal.strongPrice, inputs.derive(unitAtr));
      scaleBy(values, internal.direction);
    },
  }),
  smc({
    name: 'smc_weak_swing_distance_atr',
    settings: INTERNAL,
    constants: ATR,
    warmUpBars: (settings) => withAtr(firstBreakBars(settings)),
    unit: 'atr',
    formula: () =>
      `direction * (the latest swing in the direction of the trend - close) / ATR(${UNIT_ATR_PERIOD}): how far the next break is`,
    write: (values, { internal }, inputs) => {
      writeDistance(values, internal.weakPrice, inputs.bars.close, inputs.derive(unitAtr));
      scaleBy(values, internal.direction);
    },
  }),
];
