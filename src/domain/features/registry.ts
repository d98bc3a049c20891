import { hashJson, type Sha256 } from '../../kernel/hash.ts';
import type { FeatureDefinition, FeatureFamily } from './definition.ts';
import { SMC_FEATURES } from './smc.ts';
import { TECHNICAL_FEATURES } from './technical.ts';

/** Raise it when a column changes its values without a change of name, parameters or formula text. */
const REGISTRY_VERSION = 1;

/** Every feature the platform can compute, in column order. */
export const FEATURES: readonly FeatureDefinition[] = Object.freeze([...TECHNICAL_FEATURES, ...SMC_FEATURES]);

const byName: ReadonlyMap<string, FeatureDefinition> = new Map(FEATURES.map((f) => [f.name, f]));

/** The feature of this name, if there is one. */
export const findFeature = (name: string): FeatureDefinition | undefined => byName.get(name);

/** Features of one family, in column order. */
export const featuresOf = (family: FeatureFamily): readonly FeatureDefinition[] =>
  FEATURES.filter((feature) => feature.family === family);

/** Identity of the registry: names, parameters, formulas and version. Equal hashes, equal columns on equal bars. */
export function registryHash(): Sha256 {
  return hashJson({
    version: REGISTRY_VERSION,
    features: FEATURES.map(({ name, family, parameters, formula }) => ({
      name,
      family,
      parameters,
      formula,
    })),
  });
}
