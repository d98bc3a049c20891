import type { Bounds, ScaleName, Space } from './space.ts';

/** Bounds of the search, by LightGBM's names of the parameters. */
export interface SearchBounds {
  readonly learning_rate: Bounds;
  readonly num_leaves: Bounds;
  readonly min_data_in_leaf: Bounds;
  readonly feature_fraction: Bounds;
  readonly bagging_fraction: Bounds;
  readonly lambda_l2: Bounds;
  readonly num_iterations: Bounds;
}

/** How each parameter is spread, in the order in which the random numbers are used. */
const DIMENSIONS: readonly (readonly [keyof SearchBounds, ScaleName, 'real' | 'integer'])[] = [
  ['learning_rate', 'log', 'real'],
  ['num_leaves', 'log', 'integer'],
  ['min_data_in_leaf', 'log', 'integer'],
  ['feature_fraction', 'linear', 'real'],
  ['bagging_fraction', 'linear', 'real'],
  ['lambda_l2', 'log1p', 'real'],
  ['num_iterations', 'linear', 'integer'],
];

/** The bounds as a space. Bounds of whole numbers are rounded inwards. */
export const lightgbmSpace = (bounds: SearchBounds): Space =>
  DIMENSIONS.map(([name, scale, kind]) => ({
    name,
    kind,
    scale,
    bounds: kind === 'integer' ? [Math.ceil(bounds[name][0]), Math.floor(bounds[name][1])] : bounds[name],
  }));

/**
 * The bounds of a plan that asks for simpler models: `factor` (at least 1) multiplies the upper bound of the L2 penalty
 * and the lower bound of the leaf size, whose upper bound gives way when it would be passed.
 */
export function regularisedBounds(bounds: SearchBounds, factor: number): SearchBounds {
  const leaf = Math.round(bounds.min_data_in_leaf[0] * factor);
  return {
    ...bounds,
    lambda_l2: [bounds.lambda_l2[0], bounds.lambda_l2[1] * factor],
    min_data_in_leaf: [leaf, Math.max(leaf, bounds.min_data_in_leaf[1])],
  };
}
