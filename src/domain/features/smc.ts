import type { FeatureDefinition } from './definition.ts';

/** Market structure. */
export const SMC_FEATURES: readonly FeatureDefinition[] = [];
