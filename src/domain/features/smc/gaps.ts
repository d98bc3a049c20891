import type { FeatureDefinition } from '../definition.ts';
import { STRUCTURE_OPTIONS } from '../market-structure.ts';
import { UNIT_ATR_PERIOD } from '../shared-series.ts';
import { SIDES, type Side, smc, writeDistanceFromZone } from './smc-feature.ts';

const { recentGapBars } = STRUCTURE_OPTIONS;
/** The third bar makes the first gap known. */
const FIRST_GAP_BARS = 2;

export const GAP_FEATURES: readonly FeatureDefinition[] = [
  ...SIDES.map(gapDistance),
  ...SIDES.map(gapAge),
  ...SIDES.map(gapCount),
];

function gapDistance(side: Side): FeatureDefinition {
  return smc({
    name: `smc_${side}_fvg_distance_atr`,
    parameters: { atrPeriod: UNIT_ATR_PERIOD },
    warmUpBars: UNIT_ATR_PERIOD,
    unit: 'atr',
    formula: `distance from the close to what is left of the nearest open ${side} fair value gap / ATR(${UNIT_ATR_PERIOD})`,
    write: (values, structure, inputs) =>
      writeDistanceFromZone(values, structure[side].gapEdge, side, inputs),
  });
}

function gapAge(side: Side): FeatureDefinition {
  return smc({
    name: `smc_${side}_fvg_age`,
    parameters: {},
    warmUpBars: FIRST_GAP_BARS,
    unit: 'bars',
    formula: `bars since the nearest open ${side} fair value gap became known`,
    write: (values, structure) => values.set(structure[side].gapAge),
  });
}

function gapCount(side: Side): FeatureDefinition {
  return smc({
    name: `smc_${side}_fvg_open_count`,
    parameters: { recentGapBars },
    warmUpBars: 0,
    unit: 'count',
    formula: `${side} fair value gaps known within the last ${recentGapBars} bars and still open`,
    write: (values, structure) => values.set(structure[side].recentGaps),
  });
}
