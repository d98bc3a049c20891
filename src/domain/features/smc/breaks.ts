import type { FeatureDefinition } from '../definition.ts';
import { STRUCTURE_OPTIONS } from '../market-structure.ts';
import { scaleBy, writeDistance } from '../ratio.ts';
import { UNIT_ATR_PERIOD, unitAtr } from '../shared-series.ts';
import { smc } from './smc-feature.ts';

const { swing } = STRUCTURE_OPTIONS;
/** A break needs a confirmed swing and a close after it. */
const FIRST_BREAK_BARS = swing.barsBefore + swing.barsAfter + 1;

export const BREAK_FEATURES: readonly FeatureDefinition[] = [
  smc({
    name: 'smc_direction',
    parameters: { ...swing },
    warmUpBars: 0,
    unit: 'sign',
    formula: 'direction of the last break of structure: 1 up, -1 down, 0 before the first',
    write: (values, structure) => values.set(structure.internal.direction),
  }),
  smc({
    name: 'smc_bars_since_bos',
    parameters: { ...swing },
    warmUpBars: FIRST_BREAK_BARS,
    unit: 'bars',
    formula: 'bars since the last break along the direction of the structure, either side',
    write: (values, structure) => values.set(structure.internal.bosAge),
  }),
  smc({
    name: 'smc_bars_since_choch',
    parameters: { ...swing },
    warmUpBars: FIRST_BREAK_BARS,
    unit: 'bars',
    formula: 'bars since the last break against the direction of the structure, either side',
    write: (values, structure) => values.set(structure.internal.chochAge),
  }),
  smc({
    name: 'smc_break_level_distance_atr',
    parameters: { ...swing, atrPeriod: UNIT_ATR_PERIOD },
    warmUpBars: Math.max(FIRST_BREAK_BARS, UNIT_ATR_PERIOD),
    unit: 'atr',
    formula: `direction * (close - level of the last break) / ATR(${UNIT_ATR_PERIOD}): below 0 when the break has failed`,
    write: (values, structure, inputs) => {
      const { breakLevel, direction } = structure.internal;
      writeDistance(values, inputs.bars.close, breakLevel, inputs.derive(unitAtr));
      scaleBy(values, direction);
    },
  }),
];
