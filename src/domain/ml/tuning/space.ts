import { AppError } from '../../../kernel/errors.ts';
import type { Rng } from '../../../kernel/rng.ts';

/** Smallest and largest value, both possible. */
export type Bounds = readonly [number, number];

/** How values are spread: equal weight to equal differences, to equal ratios, or to ratios of 1 + value (0 allowed). */
export type ScaleName = 'linear' | 'log' | 'log1p';

/** A dimension exists only while another one holds a certain value; else it has no value and is not searched. */
interface Conditional {
  readonly when?: { readonly name: string; readonly is: readonly (string | number | boolean)[] };
}

export interface NumberDimension extends Conditional {
  readonly name: string;
  readonly kind: 'real' | 'integer';
  readonly bounds: Bounds;
  readonly scale: ScaleName;
}

export interface CategoricalDimension extends Conditional {
  readonly name: string;
  readonly kind: 'categorical';
  readonly choices: readonly (string | number | boolean)[];
}

export type Dimension = NumberDimension | CategoricalDimension;

/** Dimensions in the order in which they are drawn; a condition names an earlier one. */
export type Space = readonly Dimension[];

/** One configuration: a value for each dimension that exists in it. */
export type Point = Readonly<Record<string, string | number | boolean>>;

/** Enough to tell two draws apart, few enough to read. */
const SIGNIFICANT_DIGITS = 6;

/** @throws AppError `parameter_invalid` for a space nothing can be drawn from. */
export function requireSpace(space: Space): void {
  if (space.length === 0) throw invalid('it has no dimension');
  const earlier = new Set<string>();
  for (const dimension of space) {
    const { name, when } = dimension;
    if (earlier.has(name)) throw invalid(`"${name}" occurs twice`);
    if (when && !earlier.has(when.name))
      throw invalid(`"${name}" depends on "${when.name}", which is not before it`);
    if (dimension.kind === 'categorical') {
      if (dimension.choices.length === 0) throw invalid(`"${name}" has no choice`);
    } else requireBounds(dimension);
    earlier.add(name);
  }
}

/** Draws one configuration uniformly, each number on its own scale. */
export function samplePoint(space: Space, rng: Rng): Point {
  return buildPoint(space, () => rng.uniform());
}

/**
 * Builds a configuration dimension by dimension from positions in [0, 1).
 * @param position Asked once for each dimension that exists, in order.
 */
export function buildPoint(space: Space, position: (dimension: Dimension) => number): Point {
  const point: Record<string, string | number | boolean> = {};
  for (const dimension of space) {
    if (exists(dimension, point)) point[dimension.name] = valueAt(dimension, position(dimension));
  }
  return point;
}

/** Whether a dimension is searched in a configuration whose earlier dimensions are known. */
export const exists = ({ when }: Dimension, point: Point): boolean =>
  when === undefined || when.is.includes(point[when.name]);

/** The value at a position: 0 the lower bound (or first choice), 1 the upper one. */
export function valueAt(dimension: Dimension, position: number): string | number | boolean {
  if (dimension.kind === 'categorical') {
    const { choices } = dimension;
    return choices[Math.min(choices.length - 1, Math.floor(position * choices.length))];
  }
  const { bounds, kind } = dimension;
  const [from, to] = scaledBounds(dimension);
  const drawn = FROM_SCALE[dimension.scale](from + position * (to - from));
  const value = kind === 'integer' ? Math.round(drawn) : Number(drawn.toPrecision(SIGNIFICANT_DIGITS));
  return Math.min(Math.max(value, bounds[0]), bounds[1]);
}

/** Position of a number in [0, 1]; the inverse of `valueAt` but for rounding. */
export function positionOf(dimension: NumberDimension, value: number): number {
  const [from, to] = scaledBounds(dimension);
  if (from === to) return 0.5;
  return Math.min(1, Math.max(0, (TO_SCALE[dimension.scale](value) - from) / (to - from)));
}

const TO_SCALE = { linear: (v: number) => v, log: Math.log, log1p: Math.log1p };
const FROM_SCALE = { linear: (v: number) => v, log: Math.exp, log1p: Math.expm1 };

/** Integer k stands for [k - 1/2, k + 1/2), so that the outermost values get their full share. */
function scaledBounds({ bounds: [low, high], kind, scale }: NumberDimension): Bounds {
  const [from, to] = kind === 'integer' ? [low - 0.5, high + 0.5 - Number.EPSILON * high] : [low, high];
  return [TO_SCALE[scale](from), TO_SCALE[scale](to)];
}

function requireBounds({ name, bounds: [low, high], kind, scale }: NumberDimension): void {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
    throw invalid(`"${name}" goes from ${low} to ${high}`);
  }
  if (kind === 'integer' && !(Number.isInteger(low) && Number.isInteger(high))) {
    throw invalid(`"${name}" is an integer between ${low} and ${high}; both bounds must be integers`);
  }
  const smallest = scale === 'log' ? 0 : scale === 'log1p' ? -Number.MIN_VALUE : Number.NEGATIVE_INFINITY;
  if (low <= smallest) throw invalid(`"${name}" from ${low} cannot be searched on the scale ${scale}`);
}

const invalid = (reason: string): AppError =>
  new AppError('parameter_invalid', `The search space is impossible: ${reason}`);
