import type { StructureSeries } from '../../smc/structure.ts';
import type { FeatureDefinition } from '../definition.ts';
import type { FeatureInputs } from '../inputs.ts';
import { STRUCTURE_OPTIONS } from '../market-structure.ts';
import { UNIT_ATR_PERIOD } from '../shared-series.ts';
import { distanceFromZone, SIDES, type Side, smc } from './smc-feature.ts';

const { swing } = STRUCTURE_OPTIONS;
/** A block needs a confirmed swing and a close beyond it. */
const FIRST_BLOCK_BARS = swing.barsBefore + swing.barsAfter + 1;
/** Within this many ATR of a block's edge price counts as near the block. */
const NEAR_BLOCK_ATR = 1;

export const BLOCK_FEATURES: readonly FeatureDefinition[] = [
  ...SIDES.map(blockDistance),
  ...SIDES.map(inBlock),
  ...SIDES.map(nearBlock),
];

function blockDistance(side: Side): FeatureDefinition {
  return smc({
    name: `smc_${side}_block_distance_atr`,
    parameters: { ...swing, atrPeriod: UNIT_ATR_PERIOD },
    warmUpBars: Math.max(FIRST_BLOCK_BARS, UNIT_ATR_PERIOD),
    unit: 'atr',
    formula: `distance from the close to the near edge of the nearest open ${side} order block / ATR(${UNIT_ATR_PERIOD}), 0 inside it`,
    compute: (structure, inputs) => distanceOf(side, structure, inputs),
  });
}

function inBlock(side: Side): FeatureDefinition {
  return smc({
    name: `smc_in_${side}_block`,
    parameters: { ...swing },
    warmUpBars: 0,
    unit: 'flag',
    formula: `1 when the close lies in the nearest open ${side} order block`,
    compute: (structure, { bars }) => {
      const edge = structure[side].blockEdge;
      return bars.close.map((close, i) => Number(side === 'bullish' ? close <= edge[i] : close >= edge[i]));
    },
  });
}

function nearBlock(side: Side): FeatureDefinition {
  return smc({
    name: `smc_near_${side}_block`,
    parameters: { ...swing, atrPeriod: UNIT_ATR_PERIOD, nearAtr: NEAR_BLOCK_ATR },
    warmUpBars: 0,
    unit: 'flag',
    formula: `1 when the close is inside the nearest open ${side} order block or within ${NEAR_BLOCK_ATR} ATR(${UNIT_ATR_PERIOD}) of it`,
    compute: (structure, inputs) =>
      distanceOf(side, structure, inputs).map((atrs) => Number(atrs <= NEAR_BLOCK_ATR)),
  });
}

function distanceOf(side: Side, structure: StructureSeries, inputs: FeatureInputs): Float64Array {
  return distanceFromZone(structure[side].blockEdge, side, inputs).map((atrs) => Math.max(atrs, 0));
}
