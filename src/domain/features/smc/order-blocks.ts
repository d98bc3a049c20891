import type { FeatureDefinition } from '../definition.ts';
import type { Derivation, FeatureInputs } from '../inputs.ts';
import { marketStructure, STRUCTURE_OPTIONS } from '../market-structure.ts';
import { blocksOf, UNIT_ATR_PERIOD } from '../shared-series.ts';
import { SIDES, type Side, smc, writeDistanceFromZone } from './smc-feature.ts';

const { swing } = STRUCTURE_OPTIONS;
/** A block needs a confirmed swing and a close beyond it. */
const FIRST_BLOCK_BARS = swing.barsBefore + swing.barsAfter + 1;
/** Within this many ATR of a block's edge price counts as near the block. */
const NEAR_BLOCK_ATR = 1;
/** Distance to the near edge of the nearest open block, 0 inside it: a column, and what "near" is judged by. */
const DISTANCES: Readonly<Record<Side, Derivation<Float64Array>>> = {
  bullish: () => blocksOf((distances, inputs) => writeDistances(distances, 'bullish', inputs)),
  bearish: () => blocksOf((distances, inputs) => writeDistances(distances, 'bearish', inputs)),
};

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
    write: (values, _, inputs) => values.set(inputs.derive(DISTANCES[side])),
  });
}

function inBlock(side: Side): FeatureDefinition {
  return smc({
    name: `smc_in_${side}_block`,
    parameters: { ...swing },
    warmUpBars: 0,
    unit: 'flag',
    formula: `1 when the close lies in the nearest open ${side} order block`,
    write: (values, structure, { bars }) => {
      const edge = structure[side].blockEdge;
      if (side === 'bullish') flagAtMost(values, bars.close, edge);
      else flagAtMost(values, edge, bars.close);
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
    write: (flags, _, inputs) => {
      const distances = inputs.derive(DISTANCES[side]);
      for (let t = 0; t < flags.length; t++) flags[t] = Number(distances[t] <= NEAR_BLOCK_ATR);
    },
  });
}

function writeDistances(distances: Float64Array, side: Side, inputs: FeatureInputs): void {
  writeDistanceFromZone(distances, inputs.derive(marketStructure)[side].blockEdge, side, inputs);
  for (let t = 0; t < distances.length; t++) distances[t] = Math.max(distances[t], 0);
}

/** Writes 1 where a <= b, else 0; 0 where one is missing. */
function flagAtMost(flags: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let t = 0; t < flags.length; t++) flags[t] = Number(a[t] <= b[t]);
}
