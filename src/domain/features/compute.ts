import { AppError } from '../../kernel/errors.ts';
import { type Bars, barCount, sliceBars } from '../market/bars.ts';
import { requireUsableBars } from '../market/usable-bars.ts';
import type { FeatureDefinition, FeatureFamily } from './definition.ts';
import { InputStream } from './inputs.ts';
import { CATALOGUE, featuresOf, findFeature } from './registry.ts';

/** Columns by feature name, each with one value a bar. */
export type FeatureColumns = Record<string, Float64Array>;

/** Bars computed at once: what is derived from so many stays in the processor's cache. No value depends on it. */
const BLOCK_BARS = 1_024;

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
  const n = barCount(bars);
  const inputs = new InputStream();
  const columns = features.map(() => new Float64Array(n));
  const steps = features.map((feature) => feature.start());
  for (let from = 0; from < n; from += BLOCK_BARS) {
    const to = Math.min(from + BLOCK_BARS, n);
    inputs.next(sliceBars(bars, from, to));
    for (let k = 0; k < steps.length; k++) steps[k](inputs, columns[k].subarray(from, to));
  }
  return Object.fromEntries(features.map(({ name }, k) => [name, columns[k]]));
}
