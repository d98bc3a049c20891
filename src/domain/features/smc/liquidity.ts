import type { FeatureDefinition } from '../definition.ts';
import { STRUCTURE_OPTIONS } from '../market-structure.ts';
import { UNIT_ATR_PERIOD } from '../shared-series.ts';
import { SIDES, type Side, smc, writeDistanceFromZone } from './smc-feature.ts';

const { swing, reclaimBars, equalAtr, displacementAtr, displacementBody } = STRUCTURE_OPTIONS;
const FIRST_POOL_BARS = swing.barsBefore + swing.barsAfter;
/** Sweeping lows is what a bullish turn feeds on, sweeping highs a bearish one. */
const POOLS_OF = { bullish: 'lows', bearish: 'highs' } as const;

/** Liquidity and the moves that take it. */
export const LIQUIDITY_FEATURES: readonly FeatureDefinition[] = [
  ...SIDES.map(poolDistance),
  ...SIDES.map(poolTouches),
  ...SIDES.map(reclaimAge),
  ...SIDES.map(displacementAge),
];

function poolDistance(side: Side): FeatureDefinition {
  return smc({
    name: `smc_${side}_pool_distance_atr`,
    parameters: { ...swing, atrPeriod: UNIT_ATR_PERIOD },
    warmUpBars: Math.max(FIRST_POOL_BARS, UNIT_ATR_PERIOD),
    unit: 'atr',
    formula: `distance from the close to the nearest liquidity no price has swept, beyond ${POOLS_OF[side]} / ATR(${UNIT_ATR_PERIOD})`,
    write: (values, structure, inputs) =>
      writeDistanceFromZone(values, structure[side].poolLevel, side, inputs),
  });
}

function poolTouches(side: Side): FeatureDefinition {
  return smc({
    name: `smc_${side}_pool_touches`,
    parameters: { ...swing, atrPeriod: UNIT_ATR_PERIOD, equalAtr },
    warmUpBars: FIRST_POOL_BARS,
    unit: 'count',
    formula: `swings that made the nearest liquidity beyond ${POOLS_OF[side]}: two or more are equal ${POOLS_OF[side]}, within ${equalAtr} ATR(${UNIT_ATR_PERIOD})`,
    write: (values, structure) => values.set(structure[side].poolTouches),
  });
}

function reclaimAge(side: Side): FeatureDefinition {
  return smc({
    name: `smc_${side}_bars_since_reclaim`,
    parameters: { ...swing, reclaimBars },
    warmUpBars: FIRST_POOL_BARS + 1,
    unit: 'bars',
    formula: `bars since liquidity beyond ${POOLS_OF[side]} was last swept and reclaimed by a close back inside within ${reclaimBars} bars`,
    write: (values, structure) => values.set(structure[side].reclaimAge),
  });
}

function displacementAge(side: Side): FeatureDefinition {
  return smc({
    name: `smc_${side}_bars_since_displacement`,
    parameters: { atrPeriod: UNIT_ATR_PERIOD, displacementAtr, displacementBody },
    warmUpBars: UNIT_ATR_PERIOD + 1,
    unit: 'bars',
    formula: `bars since the last ${side} bar with a body of at least ${displacementAtr} ATR(${UNIT_ATR_PERIOD}) of the bar before and ${displacementBody * 100} % of its own range`,
    write: (values, { displacementUpAge, displacementDownAge }) =>
      values.set(side === 'bullish' ? displacementUpAge : displacementDownAge),
  });
}
