import { AppError } from '../../../kernel/errors.ts';
import { LIGHTGBM_PARAMETERS } from '../../model/lightgbm-parameters.ts';
import type { LightGbmParameter } from '../../model/parameter-range.ts';
import type { Bounds, Point, ScaleName } from './space.ts';

/** How a number is spread, and how far a search may go: inside what LightGBM takes. */
interface NumberLimits {
  readonly scale: ScaleName;
  readonly limits: Bounds;
}

const over = (scale: ScaleName, least: number, most: number): NumberLimits => ({
  scale,
  limits: [least, most],
});

/**
 * The parameters a search may run over, by LightGBM's names, in the order in which the random numbers are used; null for
 * those that are no numbers. All others are the platform's: they decide what is learned, or whether it can be repeated.
 */
export const SEARCHABLE = {
  learning_rate: over('log', 1e-4, 1),
  num_leaves: over('log', 2, 1_024),
  min_data_in_leaf: over('log', 1, 100_000),
  feature_fraction: over('linear', 0.05, 1),
  bagging_fraction: over('linear', 0.05, 1),
  lambda_l2: over('log1p', 0, 1_000),
  num_iterations: over('linear', 1, 10_000),
  boosting: null,
  data_sample_strategy: null,
  max_depth: over('linear', -1, 100),
  min_sum_hessian_in_leaf: over('log', 1e-6, 1_000),
  bagging_freq: over('linear', 0, 1_000),
  pos_bagging_fraction: over('linear', 0.05, 1),
  neg_bagging_fraction: over('linear', 0.05, 1),
  feature_fraction_bynode: over('linear', 0.05, 1),
  extra_trees: null,
  lambda_l1: over('log1p', 0, 1_000),
  min_gain_to_split: over('log1p', 0, 1_000),
  max_delta_step: over('log1p', 0, 1_000),
  path_smooth: over('log1p', 0, 1_000),
  drop_rate: over('linear', 0, 1),
  max_drop: over('linear', -1, 10_000),
  skip_drop: over('linear', 0, 1),
  uniform_drop: null,
  xgboost_dart_mode: null,
  // Their sum must not be above 1.
  top_rate: over('linear', 0.01, 0.5),
  other_rate: over('linear', 0.01, 0.5),
  is_unbalance: null,
  scale_pos_weight: over('log', 1e-3, 1_000),
  max_bin: over('log', 2, 1_023),
  min_data_in_bin: over('log', 1, 100_000),
} as const satisfies Readonly<Partial<Record<keyof typeof LIGHTGBM_PARAMETERS, NumberLimits | null>>>;

export type SearchName = keyof typeof SEARCHABLE;
export const SEARCH_NAMES = Object.keys(SEARCHABLE) as readonly SearchName[];

export type Choice = Point[string];

/** A parameter is searched only while another one has one of these values. */
export interface Condition {
  readonly name: string;
  readonly is: readonly Choice[];
}

/** What a search tries for one parameter: a range as `[lowest, highest]`, or one of `range` and `choices` with a condition. */
export type SearchDimension =
  | Bounds
  | {
      readonly range?: Bounds | undefined;
      readonly choices?: readonly Choice[] | undefined;
      readonly when?: Condition | undefined;
    };

export type SearchBounds = Readonly<Partial<Record<SearchName, SearchDimension | undefined>>>;

export const parameterOf = (name: SearchName): LightGbmParameter => LIGHTGBM_PARAMETERS[name];

const isBounds = (dimension: SearchDimension): dimension is Bounds => Array.isArray(dimension);

export const rangeOf = (dimension: SearchDimension): Bounds | undefined =>
  isBounds(dimension) ? dimension : dimension.range;

export const choicesOf = (dimension: SearchDimension): readonly Choice[] | undefined =>
  isBounds(dimension) ? undefined : dimension.choices;

export const conditionOf = (dimension: SearchDimension): Condition | undefined =>
  isBounds(dimension) ? undefined : dimension.when;

/** Whole numbers inside a range are searched from the first to the last. */
export const wholeBounds = ([low, high]: Bounds): Bounds => [Math.ceil(low), Math.floor(high)];

/**
 * The searched parameters, each after the one its condition names, else in the order of `SEARCHABLE`: how a spec is
 * written down makes no difference.
 * @throws AppError `parameter_invalid` for conditions that lead back to themselves or name what is not searched.
 */
export function inOrder(bounds: SearchBounds): [SearchName, SearchDimension][] {
  let left = SEARCH_NAMES.flatMap((name): [SearchName, SearchDimension][] => {
    const dimension = bounds[name];
    return dimension === undefined ? [] : [[name, dimension]];
  });
  const ordered: [SearchName, SearchDimension][] = [];
  const isPlaced = (name: string): boolean => ordered.some(([placed]) => placed === name);
  while (left.length > 0) {
    const next = left.find(([, dimension]) => {
      const when = conditionOf(dimension);
      return when === undefined || isPlaced(when.name);
    });
    if (!next) {
      const names = left.map(([name]) => name).join(', ');
      throw new AppError(
        'parameter_invalid',
        `The search space is impossible: the conditions of ${names} never come to an end`,
      );
    }
    ordered.push(next);
    left = left.filter((other) => other !== next);
  }
  return ordered;
}
