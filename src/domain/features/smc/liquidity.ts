import { structureSettings } from '../market-structure.ts';
import type { SettingTemplate } from '../setting-template.ts';
import { UNIT_ATR_PERIOD } from '../shared-series.ts';
import { ATR, firstSwingBars, SIDES, type Side, smc, withAtr, writeDistanceFromZone } from './smc-feature.ts';

const POOL_SETTINGS = structureSettings('barsBefore', 'barsAfter', 'equalAtr');
/** Sweeping lows is what a bullish turn feeds on, sweeping highs a bearish one. */
const POOLS_OF = { bullish: 'lows', bearish: 'highs' } as const;

/** Liquidity and the moves that take it. */
export const LIQUIDITY_FEATURES: readonly SettingTemplate[] = [
  ...SIDES.map(poolDistance),
  ...SIDES.map(poolTouches),
  ...SIDES.map(reclaimAge),
  ...SIDES.map(displacementAge),
  ...SIDES.map(sweepAge),
];

function poolDistance(side: Side): SettingTemplate {
  return smc({
    name: `smc_${side}_pool_distance_atr`,
    settings: POOL_SETTINGS,
    constants: ATR,
    warmUpBars: (settings) => withAtr(firstSwingBars(settings)),
    unit: 'atr',
    formula: () =>
      `distance from the close to the nearest liquidity no price has swept, beyond ${POOLS_OF[side]} / ATR(${UNIT_ATR_PERIOD})`,
    write: (values, structure, inputs) =>
      writeDistanceFromZone(values, structure[side].poolLevel, side, inputs),
  });
}

function poolTouches(side: Side): SettingTemplate {
  return smc({
    name: `smc_${side}_pool_touches`,
    settings: POOL_SETTINGS,
    constants: ATR,
    warmUpBars: firstSwingBars,
    unit: 'count',
    formula: ({ equalAtr }) =>
      `swings that made the nearest liquidity beyond ${POOLS_OF[side]}: two or more are equal ${POOLS_OF[side]}, within ${equalAtr} ATR(${UNIT_ATR_PERIOD})`,
    write: (values, structure) => values.set(structure[side].poolTouches),
  });
}

function reclaimAge(side: Side): SettingTemplate {
  return smc({
    name: `smc_${side}_bars_since_reclaim`,
    settings: { ...POOL_SETTINGS, ...structureSettings('reclaimBars') },
    constants: ATR,
    warmUpBars: (settings) => firstSwingBars(settings) + 1,
    unit: 'bars',
    formula: ({ reclaimBars }) =>
      `bars since liquidity beyond ${POOLS_OF[side]} was last swept and reclaimed by a close back inside within ${reclaimBars} bars`,
    write: (values, structure) => values.set(structure[side].reclaimAge),
  });
}

function sweepAge(side: Side): SettingTemplate {
  return smc({
    name: `smc_${side}_bars_since_sweep`,
    settings: POOL_SETTINGS,
    constants: ATR,
    isDefault: false,
    warmUpBars: (settings) => firstSwingBars(settings) + 1,
    unit: 'bars',
    formula: () => `bars since liquidity beyond ${POOLS_OF[side]} was last swept, reclaimed or not`,
    write: (values, structure) => values.set(structure[side].sweepAge),
  });
}

function displacementAge(side: Side): SettingTemplate {
  return smc({
    name: `smc_${side}_bars_since_displacement`,
    settings: structureSettings('displacementAtr', 'displacementBody'),
    constants: ATR,
    warmUpBars: () => UNIT_ATR_PERIOD + 1,
    unit: 'bars',
    formula: ({ displacementAtr, displacementBody }) =>
      `bars since the last ${side} bar with a body of at least ${displacementAtr} ATR(${UNIT_ATR_PERIOD}) of the bar before and ${displacementBody * 100} % of its own range`,
    write: (values, { displacementUpAge, displacementDownAge }) =>
      values.set(side === 'bullish' ? displacementUpAge : displacementDownAge),
  });
}
