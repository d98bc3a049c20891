import {
  type Dimension,
  exists,
  type Point,
  positionOf,
  type Space,
  valueAt,
} from '../../domain/ml/tuning/space.ts';
import { LIGHTGBM_PARAMETERS } from '../../domain/model/lightgbm-parameters.ts';
import type { LightGbmParameter } from '../../domain/model/parameter-range.ts';
import type { Json } from '../../kernel/json.ts';
import type { AgentContext } from '../agent.ts';
import type { Study } from './study.ts';

/** The best configurations of earlier workflows on the dataset family, moved inside the bounds of this study. */
export async function warmPoints(
  { spec, data, space }: Study,
  { trials }: Pick<AgentContext, 'trials'>,
): Promise<Point[]> {
  const count = Math.min(spec.training.tuning.warmStart, spec.training.trials);
  if (count === 0) return [];
  const earlier = await trials.best(data.dataset.family, count);
  return earlier.map((params) => toPoint(space, params)).filter((point) => point !== undefined);
}

/**
 * What of the parameters of an earlier trial is searched here. One that was not searched then had LightGBM's default.
 * Undefined when nothing is, or when a word is not among the choices of this study.
 */
function toPoint(space: Space, params: Json): Point | undefined {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return undefined;
  const given = params as Readonly<Record<string, Json>>;
  if (!space.some(({ name }) => name in given)) return undefined;
  const point: Record<string, string | number | boolean> = {};
  for (const dimension of space) {
    if (!exists(dimension, point)) continue;
    const value = moveInside(dimension, given[dimension.name] ?? defaultOf(dimension.name));
    if (value === undefined) return undefined;
    point[dimension.name] = value;
  }
  return point;
}

function moveInside(dimension: Dimension, value: Json): Point[string] | undefined {
  if (dimension.kind === 'categorical') return nearest(dimension.choices, value);
  return typeof value === 'number' ? valueAt(dimension, positionOf(dimension, value)) : undefined;
}

/** Of numbers the nearest one; of all else the very same. */
function nearest(choices: readonly Point[string][], value: Json): Point[string] | undefined {
  const numbers = choices.filter((choice) => typeof choice === 'number');
  if (typeof value !== 'number' || numbers.length === 0) return choices.find((choice) => choice === value);
  return numbers.reduce((best, choice) =>
    Math.abs(choice - value) < Math.abs(best - value) ? choice : best,
  );
}

const defaultOf = (name: string): Json =>
  (LIGHTGBM_PARAMETERS as Readonly<Record<string, LightGbmParameter>>)[name]?.default ?? null;
