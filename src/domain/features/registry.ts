import { AppError } from '../../kernel/errors.ts';
import { hashJson, type Sha256 } from '../../kernel/hash.ts';
import type { FeatureDefinition, FeatureFamily } from './definition.ts';
import { differenceIn, onDifference } from './fractional.ts';
import { onTimeframe, timeframeIn } from './higher-timeframe.ts';
import { ICT_FEATURES } from './ict.ts';
import { type SettingTemplate, settingsIn, withSettings } from './setting-template.ts';
import { SMC_FEATURES } from './smc.ts';
import { TECHNICAL_TEMPLATES } from './technical.ts';
import { exampleOf, type FeatureTemplate, instantiate, parametersIn } from './template.ts';
import { WYCKOFF_FEATURES } from './wyckoff.ts';

/** Raise it when a column changes its values without a change of name, parameters or formula text. */
const REGISTRY_VERSION = 3;

/** Families of columns that differ in their parameters alone. */
export const TEMPLATES: readonly FeatureTemplate[] = Object.freeze([...TECHNICAL_TEMPLATES]);

/** Columns of structures, whose plain names have the usual settings. */
export const STRUCTURES: readonly SettingTemplate[] = Object.freeze([
  ...SMC_FEATURES,
  ...ICT_FEATURES,
  ...WYCKOFF_FEATURES,
]);

/** The default matrix: what the agents compute unless told otherwise, in column order. */
export const FEATURES: readonly FeatureDefinition[] = Object.freeze([
  ...TEMPLATES.flatMap((template) =>
    template.defaults.map((parameters) => instantiate(template, parameters)),
  ),
  ...STRUCTURES.filter(({ isDefault }) => isDefault).map((template) => withSettings(template)),
]);

const byName: ReadonlyMap<string, FeatureDefinition> = new Map(FEATURES.map((f) => [f.name, f]));

/**
 * The default matrix, and of every template that adds nothing to it the column with its default parameters: one entry at
 * least for everything that can be computed.
 */
export const CATALOGUE: readonly FeatureDefinition[] = Object.freeze([
  ...FEATURES,
  ...TEMPLATES.map(exampleOf).filter((feature) => !byName.has(feature.name)),
  ...STRUCTURES.filter(({ isDefault }) => !isDefault).map((template) => withSettings(template)),
]);

/**
 * The feature of this name, if there is one: of the default matrix, of a template with the parameters the name spells out
 * (`ppo_12_26`), of a structure with the settings it spells out (`smc_direction__bars_before_8`), one of these on longer bars (`h4_rsi_14`), or the fractional difference of any (`fd4_rsi_14`).
 * @throws AppError `parameter_invalid` when a template has the name but not the parameters.
 */
export function findFeature(name: string): FeatureDefinition | undefined {
  const own = findOnOwnBars(name);
  if (own) return own;
  const differenced = differenceIn(name);
  if (differenced) {
    const inner = findFeature(differenced.inner);
    return inner && onDifference(differenced.order, inner);
  }
  const longer = timeframeIn(name);
  const inner = longer && findOnOwnBars(longer.inner);
  return inner && onTimeframe(longer.timeframe, inner);
}

function findOnOwnBars(name: string): FeatureDefinition | undefined {
  const known = byName.get(name);
  if (known) return known;
  for (const template of TEMPLATES) {
    const parameters = parametersIn(name, template);
    const feature = parameters && instantiate(template, parameters);
    // `rsi_014` is no second name of rsi_14.
    if (feature?.name === name) return feature;
  }
  return findStructure(name);
}

function findStructure(name: string): FeatureDefinition | undefined {
  for (const template of STRUCTURES) {
    const settings = settingsIn(name, template);
    if (settings) return requireCanonical(name, withSettings(template, settings));
  }
  return undefined;
}

/** A column has one name. @throws AppError `parameter_invalid` for another way to write it. */
function requireCanonical(name: string, feature: FeatureDefinition): FeatureDefinition {
  if (feature.name === name) return feature;
  throw new AppError(
    'parameter_invalid',
    `"${name}" is "${feature.name}": settings are spelled out in order, once, and only those that are not as usual`,
    { details: { given: name, allowed: feature.name } },
  );
}

/** Features of one family in the default matrix, in column order. */
export const featuresOf = (family: FeatureFamily): readonly FeatureDefinition[] =>
  FEATURES.filter((feature) => feature.family === family);

/** Identity of the registry: names, parameters, formulas and version. Equal hashes, equal columns on equal bars. */
export function registryHash(): Sha256 {
  return hashJson({
    version: REGISTRY_VERSION,
    features: CATALOGUE.map(({ name, family, parameters, formula }) => ({
      name,
      family,
      parameters,
      formula,
    })),
  });
}
