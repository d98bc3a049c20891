import { CLOCK_FEATURES } from './ict/clock.ts';
import { DIVERGENCE_FEATURES } from './ict/divergence.ts';
import { ENTRY_FEATURES } from './ict/entry.ts';
import { LEVEL_FEATURES } from './ict/levels.ts';
import type { SettingTemplate } from './setting-template.ts';

/** Sessions, the levels they leave, and entries. */
export const ICT_FEATURES: readonly SettingTemplate[] = [
  ...CLOCK_FEATURES,
  ...LEVEL_FEATURES,
  ...ENTRY_FEATURES,
  ...DIVERGENCE_FEATURES,
];
