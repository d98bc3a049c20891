import type { FeatureDefinition } from './definition.ts';
import { BREAK_FEATURES } from './smc/breaks.ts';
import { GAP_FEATURES } from './smc/gaps.ts';
import { BLOCK_FEATURES } from './smc/order-blocks.ts';
import { SWING_FEATURES } from './smc/swings.ts';

/** Market structure. Distances are NaN while there is no such structure or ATR is not known. */
export const SMC_FEATURES: readonly FeatureDefinition[] = [
  ...SWING_FEATURES,
  ...BREAK_FEATURES,
  ...GAP_FEATURES,
  ...BLOCK_FEATURES,
];
