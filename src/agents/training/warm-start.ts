import { type Point, positionOf, type Space, valueAt } from '../../domain/ml/tuning/space.ts';
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

/** Undefined when the parameters lack a dimension: another version of the search wrote them. */
function toPoint(space: Space, params: Json): Point | undefined {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return undefined;
  const given = params as Readonly<Record<string, Json>>;
  const point: Record<string, string | number | boolean> = {};
  for (const dimension of space) {
    const value = given[dimension.name];
    if (dimension.kind === 'categorical' || typeof value !== 'number') return undefined;
    point[dimension.name] = valueAt(dimension, positionOf(dimension, value));
  }
  return point;
}
