import { AppError } from '../../kernel/errors.ts';
import { type Bars, barCount } from '../market/bars.ts';
import { requireUsableBars } from '../market/usable-bars.ts';
import type { FeatureDefinition, FeatureFamily } from './definition.ts';
import { createInputs } from './inputs.ts';
import { CATALOGUE, featuresOf, findFeature } from './registry.ts';

/** Columns by feature name, each with one value a bar. */
export type FeatureColumns = Record<string, Float64Array>;

/**
 * All columns of a family, in registry order. NaN: no value (warm-up, nothing to measure, division by zero).
 * @throws AppError `parameter_invalid` for bars that are not usable (see `requireUsableBars`).
 */
export function computeFamily(family: FeatureFamily, bars: Bars): FeatureColumns {
  return compute(featuresOf(family), bars);
}

/**
 * The named columns, in the order of `names`.
 * @throws AppError `parameter_invalid` for an unknown name or bars that are not usable.
 */
export function computeColumns(names: readonly string[], bars: Bars): FeatureColumns {
  return compute(names.map(requireFeature), bars);
}

/** The feature of this name. @throws AppError `parameter_invalid` when there is none. */
export function requireFeature(name: string): FeatureDefinition {
  const feature = findFeature(name);
  if (feature) return feature;
  throw new AppError(
    'parameter_invalid',
    `There is no feature "${name}"; the registry has ${CATALOGUE.length} and their parameters, see docs/features.md`,
    {
      details: { name, known: CATALOGUE.map((f) => f.name) },
    },
  );
}

function compute(features: readonly FeatureDefinition[], bars: Bars): FeatureColumns {
  requireUsableBars(bars);
  const inputs = createInputs(bars);
  return Object.fromEntries(features.map((feature) => [feature.name, columnOf(feature, inputs)]));
}

function columnOf(feature: FeatureDefinition, inputs: ReturnType<typeof createInputs>): Float64Array {
  const column = feature.compute(inputs);
  if (column.length === barCount(inputs.bars)) return column;
  throw new AppError(
    'internal',
    `The feature "${feature.name}" gave ${column.length} values for ${barCount(inputs.bars)} bars`,
  );
}
