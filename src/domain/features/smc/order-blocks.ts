import type { StructureSeries } from '../../smc/structure.ts';
import type { FeatureInputs } from '../inputs.ts';
import { structureSettings } from '../market-structure.ts';
import type { SettingTemplate } from '../setting-template.ts';
import { UNIT_ATR_PERIOD } from '../shared-series.ts';
import { realRange } from '../template.ts';
import { ATR, firstBreakBars, SIDES, type Side, smc, withAtr, writeDistanceFromZone } from './smc-feature.ts';

const SETTINGS = structureSettings('barsBefore', 'barsAfter', 'breakByWick');
/** Within this many ATR of a zone's edge price counts as at the zone. */
export const NEAR_ATR = realRange(1, 0, 20);

export const BLOCK_FEATURES: readonly SettingTemplate[] = [
  ...SIDES.map(blockDistance),
  ...SIDES.map(inBlock),
  ...SIDES.map(nearBlock),
  ...SIDES.map(blockAge),
];

function blockDistance(side: Side): SettingTemplate {
  return smc({
    name: `smc_${side}_block_distance_atr`,
    settings: SETTINGS,
    constants: ATR,
    warmUpBars: (settings) => withAtr(firstBreakBars(settings)),
    unit: 'atr',
    formula: () =>
      `distance from the close to the near edge of the nearest open ${side} order block / ATR(${UNIT_ATR_PERIOD}), 0 inside it`,
    write: (values, structure, inputs) => writeDistances(values, side, structure, inputs),
  });
}

function inBlock(side: Side): SettingTemplate {
  return smc({
    name: `smc_in_${side}_block`,
    settings: SETTINGS,
    warmUpBars: () => 0,
    unit: 'flag',
    formula: () => `1 when the close lies in the nearest open ${side} order block`,
    write: (values, structure, { bars }) => {
      const edge = structure[side].blockEdge;
      if (side === 'bullish') flagAtMost(values, bars.close, edge);
      else flagAtMost(values, edge, bars.close);
    },
  });
}

function nearBlock(side: Side): SettingTemplate {
  return smc({
    name: `smc_near_${side}_block`,
    settings: { ...SETTINGS, nearAtr: NEAR_ATR },
    constants: ATR,
    warmUpBars: () => 0,
    unit: 'flag',
    formula: ({ nearAtr }) =>
      `1 when the close is inside the nearest open ${side} order block or within ${nearAtr} ATR(${UNIT_ATR_PERIOD}) of it`,
    write: (values, structure, inputs, { nearAtr }) => {
      writeDistances(values, side, structure, inputs);
      for (let t = 0; t < values.length; t++) values[t] = Number(values[t] <= nearAtr);
    },
  });
}

function blockAge(side: Side): SettingTemplate {
  return smc({
    name: `smc_${side}_block_age`,
    settings: SETTINGS,
    isDefault: false,
    warmUpBars: firstBreakBars,
    unit: 'bars',
    formula: () => `bars since the nearest open ${side} order block became known`,
    write: (values, structure) => values.set(structure[side].blockAge),
  });
}

/** Writes the distance to the near edge of the nearest open block, 0 inside it. */
function writeDistances(
  distances: Float64Array,
  side: Side,
  structure: StructureSeries,
  inputs: FeatureInputs,
): void {
  writeDistanceFromZone(distances, structure[side].blockEdge, side, inputs);
  for (let t = 0; t < distances.length; t++) distances[t] = Math.max(distances[t], 0);
}

/** Writes 1 where a <= b, else 0; 0 where one is missing. */
function flagAtMost(flags: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let t = 0; t < flags.length; t++) flags[t] = Number(a[t] <= b[t]);
}
