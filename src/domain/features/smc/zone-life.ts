import { structureSettings } from '../market-structure.ts';
import type { SettingTemplate } from '../setting-template.ts';
import { UNIT_ATR_PERIOD } from '../shared-series.ts';
import { ATR, firstBreakBars, SIDES, type Side, smc, withAtr, writeDistanceFromZone } from './smc-feature.ts';

const BLOCK_SETTINGS = structureSettings('barsBefore', 'barsAfter', 'breakByWick');
/** The third bar makes the first gap known, a later one closes through it. */
const FIRST_INVERSE_BARS = 3;

/** How used up zones are, and zones that have changed sides. */
export const ZONE_LIFE_FEATURES: readonly SettingTemplate[] = [
  ...SIDES.map(gapFill),
  ...SIDES.map(blockMitigation),
  ...SIDES.map(breakerDistance),
  ...SIDES.map(inverseGapDistance),
  smc({
    name: 'smc_gap_stack',
    settings: structureSettings('recentGapBars'),
    warmUpBars: () => 0,
    unit: 'ratio',
    formula: ({ recentGapBars }) =>
      `fair value gaps in a row to one side, none to the other between and none older than ${recentGapBars} bars: positive up, negative down`,
    write: (values, structure) => values.set(structure.gapStack),
  }),
];

function gapFill(side: Side): SettingTemplate {
  return smc({
    name: `smc_${side}_fvg_fill`,
    settings: {},
    warmUpBars: () => 2,
    unit: 'ratio',
    formula: () => `share of the nearest open ${side} fair value gap that price has traded into, 0 to 1`,
    write: (values, structure) => values.set(structure[side].gapFill),
  });
}

function blockMitigation(side: Side): SettingTemplate {
  return smc({
    name: `smc_${side}_block_mitigation`,
    settings: BLOCK_SETTINGS,
    warmUpBars: firstBreakBars,
    unit: 'ratio',
    formula: () => `share of the nearest open ${side} order block that price has traded into, 0 to 1`,
    write: (values, structure) => values.set(structure[side].blockMitigation),
  });
}

function breakerDistance(side: Side): SettingTemplate {
  return smc({
    name: `smc_${side}_breaker_distance_atr`,
    settings: BLOCK_SETTINGS,
    constants: ATR,
    warmUpBars: (settings) => withAtr(firstBreakBars(settings)),
    unit: 'atr',
    formula: () =>
      `distance from the close to the near edge of the nearest ${side} breaker / ATR(${UNIT_ATR_PERIOD}), below 0 inside it: an order block of the other side that a bar closed through`,
    write: (values, structure, inputs) =>
      writeDistanceFromZone(values, structure[side].breakerEdge, side, inputs),
  });
}

function inverseGapDistance(side: Side): SettingTemplate {
  return smc({
    name: `smc_${side}_inverse_fvg_distance_atr`,
    settings: {},
    constants: ATR,
    warmUpBars: () => withAtr(FIRST_INVERSE_BARS),
    unit: 'atr',
    formula: () =>
      `distance from the close to the near edge of the nearest ${side} inverse fair value gap / ATR(${UNIT_ATR_PERIOD}), below 0 inside it: a gap of the other side that a bar closed through`,
    write: (values, structure, inputs) =>
      writeDistanceFromZone(values, structure[side].inverseGapEdge, side, inputs),
  });
}
