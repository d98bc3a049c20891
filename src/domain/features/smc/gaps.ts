import { structureSettings } from '../market-structure.ts';
import type { SettingTemplate } from '../setting-template.ts';
import { UNIT_ATR_PERIOD } from '../shared-series.ts';
import { ATR, SIDES, type Side, smc, writeDistanceFromZone } from './smc-feature.ts';

/** The third bar makes the first gap known. */
const FIRST_GAP_BARS = 2;

/** A gap is three bars: nothing about it can be set but how long it counts as recent. */
export const GAP_FEATURES: readonly SettingTemplate[] = [
  ...SIDES.map(gapDistance),
  ...SIDES.map(gapAge),
  ...SIDES.map(gapCount),
];

function gapDistance(side: Side): SettingTemplate {
  return smc({
    name: `smc_${side}_fvg_distance_atr`,
    settings: {},
    constants: ATR,
    warmUpBars: () => UNIT_ATR_PERIOD,
    unit: 'atr',
    formula: () =>
      `distance from the close to what is left of the nearest open ${side} fair value gap / ATR(${UNIT_ATR_PERIOD})`,
    write: (values, structure, inputs) =>
      writeDistanceFromZone(values, structure[side].gapEdge, side, inputs),
  });
}

function gapAge(side: Side): SettingTemplate {
  return smc({
    name: `smc_${side}_fvg_age`,
    settings: {},
    warmUpBars: () => FIRST_GAP_BARS,
    unit: 'bars',
    formula: () => `bars since the nearest open ${side} fair value gap became known`,
    write: (values, structure) => values.set(structure[side].gapAge),
  });
}

function gapCount(side: Side): SettingTemplate {
  return smc({
    name: `smc_${side}_fvg_open_count`,
    settings: structureSettings('recentGapBars'),
    warmUpBars: () => 0,
    unit: 'count',
    formula: ({ recentGapBars }) =>
      `${side} fair value gaps known within the last ${recentGapBars} bars and still open`,
    write: (values, structure) => values.set(structure[side].recentGaps),
  });
}
