import { z } from 'zod';
import { CALIBRATION_METHODS } from '../../domain/ml/calibration.ts';

const range = (min: number, max: number) =>
  z
    .tuple([z.number().min(min).max(max), z.number().min(min).max(max)])
    .refine(([low, high]) => low <= high, 'the first number must not be above the second');

/** Bounds of the search; names are LightGBM's own. */
const searchSchema = z.strictObject({
  learning_rate: range(1e-4, 1).default([0.01, 0.1]),
  num_leaves: range(2, 1_024).default([4, 32]),
  min_data_in_leaf: range(1, 100_000).default([20, 200]),
  feature_fraction: range(0.05, 1).default([0.3, 0.9]),
  bagging_fraction: range(0.05, 1).default([0.5, 0.9]),
  lambda_l2: range(0, 1_000).default([0, 50]),
  num_iterations: range(1, 10_000).default([30, 150]),
});

/** How the search goes about it. */
const tuningSchema = z.strictObject({
  /**
   * `random` draws all trials in advance; `tpe` draws from where good trials were dense; `halving` gives every trial a
   * few folds and the better part of them more; `hyperband` does that with several trade-offs of number and folds.
   */
  method: z.enum(['random', 'tpe', 'halving', 'hyperband']).default('random'),
  /** Trials that `tpe` draws at random before it has something to learn from. */
  startupTrials: z.int().min(1).max(1_000).default(10),
  /** Trials that are drawn and judged together: figures do not depend on how many threads there are. */
  batch: z.int().min(1).max(100).default(4),
  /** Of the trials of a rung, one in `reduction` goes on (`halving`, `hyperband`). */
  reduction: z.int().min(2).max(10).default(3),
  /** Gives a trial up whose mean over the folds so far is below the median of the earlier ones (`random`, `tpe`). */
  prune: z.boolean().default(false),
  /** So many of the best configurations of earlier workflows on the same dataset family are tried first. */
  warmStart: z.int().min(0).max(100).default(0),
  /** Fold trainings the search may spend; the trials under way are ended, no further one begins. Unset: no limit. */
  maxFits: z.int().min(1).max(100_000).optional(),
});

const weightsSchema = z.strictObject({
  /** Weight of the oldest label, as a share of the newest one's; 1 no decay, below 0 the oldest share weighs nothing. */
  timeDecay: z.number().gt(-1).max(1).default(1),
  /** Whether up and down labels get the same total weight. */
  classBalance: z.boolean().default(false),
});

export const trainingSchema = z.strictObject({
  /** Model configurations the search tries; each one is a row of the trial ledger. */
  trials: z.int().min(1).max(1_000).default(20),
  /** Folds of the purged cross-validation. */
  folds: z.int().min(2).max(20).default(5),
  /** Bars before its own that a feature is taken to look at: the purge is widened by them. */
  lookbackBars: z.int().min(0).max(10_000).default(0),
  seed: z.int().min(0).max(2_147_483_647).default(7),
  /** What the search maximises: out-of-fold AUC, negative log loss, or the Sharpe ratio after costs. */
  objective: z.enum(['auc', 'log_loss', 'sharpe']).default('sharpe'),
  /** What makes probabilities of scores, fitted out of fold; `platt` for samples too small for `isotonic`. */
  calibration: z.enum(CALIBRATION_METHODS).default('isotonic'),
  /** Whether the final configuration is trained on shares of each fold too, for the learning curve of the model card. */
  learningCurve: z.boolean().default(true),
  weights: weightsSchema.prefault({}),
  search: searchSchema.prefault({}),
  tuning: tuningSchema.prefault({}),
});
