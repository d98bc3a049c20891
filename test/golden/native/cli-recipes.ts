import type { LightGbmParams } from '../../../src/agents/ports.ts';
import { EXAMPLE_FEATURES } from '../../support/lightgbm-tool.ts';

/** Parameters that LightGBM's command line tool and the binding are both given. */
export const CLI_PARAMS: LightGbmParams = {
  objective: 'binary',
  num_iterations: 20,
  num_leaves: 15,
  learning_rate: 0.1,
  min_data_in_leaf: 30,
  seed: 11,
  num_threads: 1,
  deterministic: true,
  force_col_wise: true,
  verbosity: -1,
};
/** A learning rate at which the example is learned by heart early. */
export const STOPPING_PARAMS: LightGbmParams = {
  ...CLI_PARAMS,
  num_iterations: 200,
  learning_rate: 0.4,
  metric: 'binary_logloss',
};
export const STOPPING_ROUNDS = 5;
export const CATEGORICAL = [0, 1];
export const CATEGORICAL_PARAMS: LightGbmParams = {
  ...CLI_PARAMS,
  min_data_per_group: 20,
  cat_smooth: 5,
};
export const REFIT_PARAMS: LightGbmParams = { ...CLI_PARAMS, refit_decay_rate: 0.3 };
/** Rows of binary.test whose figures are kept. */
export const KEPT_ROWS = 12;

/** The example's features with the first two cut into categories 0 to 11. */
export const categoricalRow = (row: readonly number[]): number[] =>
  row
    .slice(1, EXAMPLE_FEATURES + 1)
    .map((value, i) => (CATEGORICAL.includes(i) ? Math.min(11, Math.floor(Math.abs(value) * 5)) : value));

/** What the tool said; made by `npx tsx scripts/write-lightgbm-figures.ts`. */
export interface CliFigures {
  readonly source: string;
  readonly predictions: readonly number[];
  readonly contributions: readonly (readonly number[])[];
  readonly leaves: readonly (readonly number[])[];
  readonly stopping: { readonly trees: number; readonly losses: readonly number[] };
  readonly refit: { readonly leafValue: readonly number[]; readonly predictions: readonly number[] };
  readonly categorical: {
    readonly numCat: readonly number[];
    readonly catThreshold: readonly number[];
    readonly predictions: readonly number[];
  };
}
