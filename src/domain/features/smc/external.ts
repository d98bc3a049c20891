import type { FeatureDefinition } from '../definition.ts';
import { STRUCTURE_OPTIONS } from '../market-structure.ts';
import { scaleBy, writeDistance, writePosition } from '../ratio.ts';
import { UNIT_ATR_PERIOD, unitAtr } from '../shared-series.ts';
import { smc } from './smc-feature.ts';

const { swing, externalSwing } = STRUCTURE_OPTIONS;
/** A break needs a confirmed swing and a close after it. */
const FIRST_BREAK_BARS = externalSwing.barsBefore + externalSwing.barsAfter + 1;

/** The external structure, and the swings a trend hangs on. */
export const EXTERNAL_FEATURES: readonly FeatureDefinition[] = [
  smc({
    name: 'smc_external_direction',
    parameters: { ...externalSwing },
    warmUpBars: 0,
    unit: 'sign',
    formula: 'direction of the last break of the external structure: 1 up, -1 down, 0 before the first',
    write: (values, structure) => values.set(structure.external.direction),
  }),
  smc({
    name: 'smc_external_bars_since_bos',
    parameters: { ...externalSwing },
    warmUpBars: FIRST_BREAK_BARS,
    unit: 'bars',
    formula: 'bars since the last break along the direction of the external structure, either side',
    write: (values, structure) => values.set(structure.external.bosAge),
  }),
  smc({
    name: 'smc_external_bars_since_choch',
    parameters: { ...externalSwing },
    warmUpBars: FIRST_BREAK_BARS,
    unit: 'bars',
    formula: 'bars since the last break against the direction of the external structure, either side',
    write: (values, structure) => values.set(structure.external.chochAge),
  }),
  smc({
    name: 'smc_external_range_position',
    parameters: { ...externalSwing },
    warmUpBars: externalSwing.barsBefore + externalSwing.barsAfter,
    unit: 'ratio',
    formula:
      '(close - last external swing low) / (last external swing high - that low): discount below 0.5, premium above',
    write: (values, structure, { bars }) => {
      const { highs, lows } = structure.external;
      writePosition(values, bars.close, lows.price, highs.price);
    },
  }),
  smc({
    name: 'smc_structure_agreement',
    parameters: {
      ...swing,
      externalBarsBefore: externalSwing.barsBefore,
      externalBarsAfter: externalSwing.barsAfter,
    },
    warmUpBars: 0,
    unit: 'sign',
    formula:
      'internal direction * external direction: 1 agreed, -1 a pullback of the larger trend, 0 before both are known',
    write: (values, { internal, external }) => {
      values.set(internal.direction);
      scaleBy(values, external.direction);
    },
  }),
  smc({
    name: 'smc_strong_swing_distance_atr',
    parameters: { ...swing, atrPeriod: UNIT_ATR_PERIOD },
    warmUpBars: Math.max(swing.barsBefore + swing.barsAfter + 1, UNIT_ATR_PERIOD),
    unit: 'atr',
    formula: `direction * (close - the swing the last break set out from) / ATR(${UNIT_ATR_PERIOD}): how far the trend is from failing`,
    write: (values, { internal }, inputs) => {
      writeDistance(values, inputs.bars.close, internal.strongPrice, inputs.derive(unitAtr));
      scaleBy(values, internal.direction);
    },
  }),
  smc({
    name: 'smc_weak_swing_distance_atr',
    parameters: { ...swing, atrPeriod: UNIT_ATR_PERIOD },
    warmUpBars: Math.max(swing.barsBefore + swing.barsAfter + 1, UNIT_ATR_PERIOD),
    unit: 'atr',
    formula: `direction * (the latest swing in the direction of the trend - close) / ATR(${UNIT_ATR_PERIOD}): how far the next break is`,
    write: (values, { internal }, inputs) => {
      writeDistance(values, internal.weakPrice, inputs.bars.close, inputs.derive(unitAtr));
      scaleBy(values, internal.direction);
    },
  }),
];
