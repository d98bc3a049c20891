import { AppError } from '../../../kernel/errors.ts';
import type { Rng } from '../../../kernel/rng.ts';
import { normalCdf } from '../../validation/normal.ts';
import {
  type Dimension,
  exists,
  type NumberDimension,
  type Point,
  positionOf,
  type Space,
  samplePoint,
  valueAt,
} from './space.ts';

/** A configuration that was scored; higher is better, null for one that failed or has no score. */
export interface Observation {
  readonly point: Point;
  readonly score: number | null;
}

export interface TpeOptions {
  /** Observations drawn at random before the model is used. */
  readonly startup: number;
  /** Draws from the good density among which the most promising one is taken. */
  readonly candidates?: number;
}

/** The figure of Bergstra et al. 2011. */
const CANDIDATES = 24;

/**
 * Tree-structured Parzen estimator (Bergstra, Bardenet, Bengio & Kegl 2011): the observations are split into the good
 * ones and the rest, each part becomes a density of every dimension, and of some draws from the good density
 * the one with the largest ratio of good to rest is suggested. A conditional dimension is learned from the
 * observations in which it exists.
 *
 * Good are sqrt(n) / 2 of n observations, rounded up, 25 at most. Kernels are truncated normals on the dimension's own
 * scale, as wide as the larger distance to their neighbours, and a uniform kernel keeps every value possible.
 * @throws AppError `parameter_invalid` for a startup below 1.
 */
export function suggestTpe(
  space: Space,
  observations: readonly Observation[],
  { startup, candidates = CANDIDATES }: TpeOptions,
  rng: Rng,
): Point {
  if (!(startup >= 1))
    throw new AppError('parameter_invalid', `TPE with ${startup} startup trials; at least 1`);
  if (observations.length < startup) return samplePoint(space, rng);
  const { good, rest } = splitObservations(observations);
  const point: Record<string, string | number | boolean> = {};
  for (const dimension of space) {
    if (!exists(dimension, point)) continue;
    const inGood = valuesOf(dimension, good);
    const inRest = valuesOf(dimension, rest);
    point[dimension.name] =
      dimension.kind === 'categorical'
        ? bestChoice(dimension.choices, inGood, inRest, candidates, rng)
        : bestNumber(dimension, inGood, inRest, candidates, rng);
  }
  return point;
}

function splitObservations(observations: readonly Observation[]): {
  readonly good: readonly Observation[];
  readonly rest: readonly Observation[];
} {
  const rank = ({ score }: Observation): number => score ?? Number.NEGATIVE_INFINITY;
  const sorted = observations
    .map((observation, i) => ({ observation, i }))
    .sort((a, b) => descending(rank(a.observation), rank(b.observation)) || a.i - b.i)
    .map(({ observation }) => observation);
  const count = Math.min(25, Math.ceil(Math.sqrt(observations.length) / 2));
  return { good: sorted.slice(0, count), rest: sorted.slice(count) };
}

const descending = (a: number, b: number): number => (a === b ? 0 : b > a ? 1 : -1);

const valuesOf = ({ name }: Dimension, observations: readonly Observation[]): Point[string][] =>
  observations.flatMap(({ point }) => (name in point ? [point[name]] : []));

function bestChoice(
  choices: readonly Point[string][],
  good: readonly Point[string][],
  rest: readonly Point[string][],
  candidates: number,
  rng: Rng,
): Point[string] {
  const share = (values: readonly Point[string][], choice: Point[string]): number =>
    (values.filter((value) => value === choice).length + 1) / (values.length + choices.length);
  const draw = (): Point[string] => {
    let left = rng.uniform();
    for (const choice of choices) {
      left -= share(good, choice);
      if (left < 0) return choice;
    }
    return choices[choices.length - 1];
  };
  return mostPromising(candidates, draw, (choice) => share(good, choice) / share(rest, choice));
}

function bestNumber(
  dimension: NumberDimension,
  good: readonly Point[string][],
  rest: readonly Point[string][],
  candidates: number,
  rng: Rng,
): Point[string] {
  const positions = (values: readonly Point[string][]): number[] =>
    values.map((value) => positionOf(dimension, Number(value)));
  const likely = parzen(positions(good));
  const unlikely = parzen(positions(rest));
  const best = mostPromising(
    candidates,
    () => drawFrom(likely, rng),
    (x) => density(likely, x) / density(unlikely, x),
  );
  return valueAt(dimension, best);
}

function mostPromising<T>(candidates: number, draw: () => T, promise: (candidate: T) => number): T {
  let best = draw();
  let bestPromise = promise(best);
  for (let k = 1; k < candidates; k++) {
    const candidate = draw();
    const value = promise(candidate);
    if (value > bestPromise) [best, bestPromise] = [candidate, value];
  }
  return best;
}

/** A kernel on [0, 1]; width null: the uniform one. */
interface Kernel {
  readonly at: number;
  readonly width: number | null;
}

function parzen(positions: readonly number[]): Kernel[] {
  const sorted = [...positions].sort((a, b) => a - b);
  // Never narrower than this, or a cluster would hold the search for ever.
  const narrowest = 1 / Math.min(100, sorted.length + 2);
  const kernels = sorted.map((at, i) => {
    const [below, above] = [at - (sorted[i - 1] ?? 0), (sorted[i + 1] ?? 1) - at];
    return { at, width: Math.min(1, Math.max(narrowest, below, above)) };
  });
  return [...kernels, { at: 0.5, width: null }];
}

function drawFrom(kernels: readonly Kernel[], rng: Rng): number {
  const { at, width } = kernels[rng.integer(kernels.length)];
  if (width === null) return rng.uniform();
  // A centre inside [0, 1] and a width of at most 1 leave at least a third of the mass inside.
  for (;;) {
    const x = at + width * rng.normal();
    if (x >= 0 && x <= 1) return x;
  }
}

function density(kernels: readonly Kernel[], x: number): number {
  let sum = 0;
  for (const { at, width } of kernels) {
    if (width === null) sum += 1;
    else {
      const z = (x - at) / width;
      const inside = normalCdf((1 - at) / width) - normalCdf(-at / width);
      sum += Math.exp(-0.5 * z * z) / (Math.sqrt(2 * Math.PI) * width * inside);
    }
  }
  return sum / kernels.length;
}
