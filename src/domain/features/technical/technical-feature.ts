import type { FeatureDefinition } from '../definition.ts';

/** A definition of the technical family. */
export const technical = (definition: Omit<FeatureDefinition, 'family' | 'knowable'>): FeatureDefinition => ({
  ...definition,
  family: 'technical',
  knowable: 'bar_close',
});
