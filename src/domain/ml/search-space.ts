import type { Rng } from '../../kernel/rng.ts';

/** Smallest and largest value, both possible. */
export type Bounds = readonly [number, number];

/** Bounds of the search, by LightGBM's names of the parameters. */
export interface SearchSpace {
  readonly learning_rate: Bounds;
  readonly num_leaves: Bounds;
  readonly min_data_in_leaf: Bounds;
  readonly feature_fraction: Bounds;
  readonly bagging_fraction: Bounds;
  readonly lambda_l2: Bounds;
  readonly num_iterations: Bounds;
}

/** One point of the space. */
export type SearchedParams = { readonly [Name in keyof SearchSpace]: number };

interface Scale {
  readonly to: (value: number) => number;
  readonly from: (value: number) => number;
}
const LINEAR: Scale = { to: (v) => v, from: (v) => v };
/** Equal weight to equal ratios. */
const LOG: Scale = { to: Math.log, from: Math.exp };
/** The same for values that may be 0: logarithmic well above 1, linear near 0. */
const LOG_PLUS_ONE: Scale = { to: Math.log1p, from: Math.expm1 };

/** How each parameter is drawn, in the order in which the random numbers are used. */
const DIMENSIONS: readonly (readonly [keyof SearchSpace, Scale, 'real' | 'integer'])[] = [
  ['learning_rate', LOG, 'real'],
  ['num_leaves', LOG, 'integer'],
  ['min_data_in_leaf', LOG, 'integer'],
  ['feature_fraction', LINEAR, 'real'],
  ['bagging_fraction', LINEAR, 'real'],
  ['lambda_l2', LOG_PLUS_ONE, 'real'],
  ['num_iterations', LINEAR, 'integer'],
];

/** Enough to tell two draws apart, few enough to read. */
const SIGNIFICANT_DIGITS = 6;

/** Draws one configuration, each parameter uniformly on its own scale. Always uses the same count of random numbers. */
export function sampleParams(space: SearchSpace, rng: Rng): SearchedParams {
  const entries = DIMENSIONS.map(([name, scale, kind]) => {
    const [low, high] = space[name];
    const fraction = rng.uniform();
    const drawn =
      kind === 'integer'
        ? sampleInteger(scale, low, high, fraction)
        : Number(sampleReal(scale, low, high, fraction).toPrecision(SIGNIFICANT_DIGITS));
    return [name, Math.min(Math.max(drawn, low), high)];
  });
  return Object.fromEntries(entries) as SearchedParams;
}

/**
 * The space of a plan that asks for simpler models: `factor` (at least 1) multiplies the upper bound of the L2 penalty
 * and the lower bound of the leaf size, whose upper bound gives way when it would be passed.
 */
export function regularisedSpace(space: SearchSpace, factor: number): SearchSpace {
  const leaf = Math.round(space.min_data_in_leaf[0] * factor);
  return {
    ...space,
    lambda_l2: [space.lambda_l2[0], space.lambda_l2[1] * factor],
    min_data_in_leaf: [leaf, Math.max(leaf, space.min_data_in_leaf[1])],
  };
}

const sampleReal = (scale: Scale, low: number, high: number, fraction: number): number =>
  scale.from(scale.to(low) + fraction * (scale.to(high) - scale.to(low)));

/** Integer k stands for [k - 1/2, k + 1/2), so that the outermost values get their full share. */
const sampleInteger = (scale: Scale, low: number, high: number, fraction: number): number =>
  Math.round(sampleReal(scale, low - 0.5, high + 0.5 - Number.EPSILON * high, fraction));
