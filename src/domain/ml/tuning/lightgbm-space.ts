import {
  choicesOf,
  conditionOf,
  inOrder,
  parameterOf,
  rangeOf,
  SEARCHABLE,
  type SearchBounds,
  type SearchDimension,
  wholeBounds,
} from './search-bounds.ts';
import type { Bounds, Dimension, Space } from './space.ts';

/**
 * The bounds as a space. Bounds of whole numbers are rounded inwards.
 * @throws AppError `parameter_invalid` for conditions that never come to an end.
 */
export const lightgbmSpace = (bounds: SearchBounds): Space =>
  inOrder(bounds).map(([name, dimension]): Dimension => {
    const when = conditionOf(dimension);
    const range = rangeOf(dimension);
    const how = SEARCHABLE[name];
    if (!range || !how)
      return { name, kind: 'categorical', choices: choicesOf(dimension) ?? [], ...(when && { when }) };
    const isWhole = parameterOf(name).kind === 'int';
    return {
      name,
      kind: isWhole ? 'integer' : 'real',
      scale: how.scale,
      bounds: isWhole ? wholeBounds(range) : range,
      ...(when && { when }),
    };
  });

/**
 * The bounds of a plan that asks for simpler models: `factor` (at least 1) multiplies the upper bound of the L2 penalty
 * and the lower bound of the leaf size, whose upper bound gives way when it would be passed. Choices stay as they are.
 */
export function regularisedBounds(bounds: SearchBounds, factor: number): SearchBounds {
  return {
    ...bounds,
    lambda_l2: mapRange(bounds.lambda_l2, ([low, high]) => [low, high * factor]),
    min_data_in_leaf: mapRange(bounds.min_data_in_leaf, ([low, high]) => {
      const leaf = Math.round(low * factor);
      return [leaf, Math.max(leaf, high)];
    }),
  };
}

function mapRange(
  dimension: SearchDimension | undefined,
  change: (range: Bounds) => Bounds,
): SearchDimension | undefined {
  const range = dimension && rangeOf(dimension);
  if (!range) return dimension;
  const when = conditionOf(dimension);
  return when ? { range: change(range), when } : change(range);
}
