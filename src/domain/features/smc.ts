import type { SettingTemplate } from './setting-template.ts';
import { BREAK_FEATURES } from './smc/breaks.ts';
import { CONFLUENCE_FEATURES } from './smc/confluence.ts';
import { EXTERNAL_FEATURES } from './smc/external.ts';
import { GAP_FEATURES } from './smc/gaps.ts';
import { LIQUIDITY_FEATURES } from './smc/liquidity.ts';
import { BLOCK_FEATURES } from './smc/order-blocks.ts';
import { SWING_FEATURES } from './smc/swings.ts';
import { ZONE_LIFE_FEATURES } from './smc/zone-life.ts';

/** Market structure. Distances are NaN while there is no such structure or ATR is not known. */
export const SMC_FEATURES: readonly SettingTemplate[] = [
  ...SWING_FEATURES,
  ...BREAK_FEATURES,
  ...GAP_FEATURES,
  ...BLOCK_FEATURES,
  ...EXTERNAL_FEATURES,
  ...ZONE_LIFE_FEATURES,
  ...LIQUIDITY_FEATURES,
  ...CONFLUENCE_FEATURES,
];
