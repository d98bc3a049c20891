import type { FeatureDefinition } from './definition.ts';

/** Indicators and returns. */
export const TECHNICAL_FEATURES: readonly FeatureDefinition[] = [];
