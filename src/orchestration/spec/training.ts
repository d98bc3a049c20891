import { z } from 'zod';
import { CALIBRATION_METHODS } from '../../domain/ml/calibration.ts';
import { combinatorialCounts } from '../../domain/ml/combinatorial-cv.ts';
import { choicesOf } from '../../domain/ml/tuning/search-bounds.ts';
import { searchSchema } from './search.ts';
import { selectionSchema } from './selection.ts';

/** How the search goes about it. */
const tuningFields = z.strictObject({
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
  /** Seconds its trainings may take, added up over the threads; where it stops is kept, and a repetition stops there. */
  maxTrainSeconds: z.number().gt(0).max(10_000_000).optional(),
  /** What its trainings may cost, at `costPerHour` of training. */
  maxCost: z.number().gt(0).max(1_000_000).optional(),
  costPerHour: z.number().gt(0).max(100_000).optional(),
});

const tuningSchema = tuningFields
  .refine(({ maxCost, costPerHour }) => (maxCost === undefined) === (costPerHour === undefined), {
    path: ['costPerHour'],
    message: 'goes with maxCost: give both or none',
  })
  .refine(
    ({ method, maxFits, maxTrainSeconds, maxCost }) =>
      method !== 'halving' || [maxFits, maxTrainSeconds, maxCost].every((limit) => limit === undefined),
    {
      path: ['method'],
      message:
        'must not be halving with a budget: it begins all trials at once; take hyperband, random or tpe',
    },
  );

const weightsSchema = z.strictObject({
  /**
   * What a label weighs by itself: its average uniqueness, the part of the return in its span that is its own (both
   * Lopez de Prado 2018, ch. 4), or all the same.
   */
  by: z.enum(['uniqueness', 'return_attribution', 'equal']).default('uniqueness'),
  /** Weight of the oldest label, as a share of the newest one's; 1 no decay, below 0 the oldest share weighs nothing. */
  timeDecay: z.number().gt(-1).max(1).default(1),
  /** Whether up and down labels get the same total weight. */
  classBalance: z.boolean().default(false),
});

/** How configurations are scored on rows they have not learned from. */
const crossValidationSchema = z.strictObject({
  /**
   * `purged`: each of `folds` parts is tested once. `combinatorial`: every choice of `testGroups` of `folds` groups is
   * tested, which gives several paths through all rows. `nested`: the search is repeated inside the training part of every
   * fold, so that its best configuration meets rows that had no part in choosing it.
   */
  kind: z.enum(['purged', 'combinatorial', 'nested']).default('purged'),
  /** Groups tested at a time (`combinatorial`); fewer than `folds`. */
  testGroups: z.int().min(1).max(10).default(2),
  /** Folds of the searches inside (`nested`). */
  innerFolds: z.int().min(2).max(20).default(3),
  /** Bars after a test part in which no training label may start; unset: `split.embargoBars`. */
  embargoBars: z.int().min(0).max(10_000).optional(),
});

/** Trainings of one trial that anybody waits for. */
const MAX_SPLITS = 1_000;

const canBeDart = ({ boosting }: z.infer<typeof searchSchema>): boolean =>
  boosting !== undefined && (choicesOf(boosting)?.includes('dart') ?? false);

const trainingFields = z.strictObject({
  /** Model configurations the search tries; each one is a row of the trial ledger. */
  trials: z.int().min(1).max(1_000).default(20),
  /** Folds of the purged cross-validation; groups of a combinatorial one. */
  folds: z.int().min(2).max(20).default(5),
  crossValidation: crossValidationSchema.prefault({}),
  /**
   * Bars before its own that a feature is taken to look at: the purge is widened by them. `features`: the longest look-back
   * of the candidates by the feature registry.
   */
  lookbackBars: z.union([z.literal('features'), z.int().min(0).max(10_000)]).default(0),
  /** What a model learns from: every training label, or as many drawn by the sequential bootstrap. */
  sampling: z.enum(['all', 'sequential_bootstrap']).default('all'),
  /**
   * Ends the training of a fold when the last `share` of its training labels has not scored better for `rounds` rounds.
   * The released model learns from all labels, for the median of the rounds its folds have kept. Unset: all rounds.
   */
  earlyStopping: z
    .strictObject({
      rounds: z.int().min(1).max(1_000).default(20),
      share: z.number().min(0.05).max(0.5).default(0.2),
    })
    .optional(),
  seed: z.int().min(0).max(2_147_483_647).default(7),
  /** What the search maximises: out-of-fold AUC, negative log loss, or the Sharpe ratio after costs. */
  objective: z.enum(['auc', 'log_loss', 'sharpe']).default('sharpe'),
  /** What makes probabilities of scores, fitted out of fold; `platt` for samples too small for `isotonic`. */
  calibration: z.enum(CALIBRATION_METHODS).default('isotonic'),
  /** Whether the final configuration is trained on shares of each fold too, for the learning curve of the model card. */
  learningCurve: z.boolean().default(true),
  weights: weightsSchema.prefault({}),
  selection: selectionSchema.prefault({}),
  search: searchSchema.prefault({}),
  tuning: tuningSchema.prefault({}),
});

export const trainingSchema = trainingFields
  .refine(({ earlyStopping, search }) => !earlyStopping || !canBeDart(search), {
    path: ['earlyStopping'],
    message:
      'must not be given with boosting dart: later rounds change its earlier trees, so none can be cut off',
  })
  .refine(
    ({ crossValidation: { kind, testGroups }, folds }) => kind !== 'combinatorial' || testGroups < folds,
    {
      path: ['crossValidation', 'testGroups'],
      message: 'must be below training.folds: something must be left to train on',
    },
  )
  .refine(
    ({ crossValidation: { kind, testGroups }, folds }) =>
      kind !== 'combinatorial' || combinatorialCounts(folds, testGroups).splits <= MAX_SPLITS,
    {
      path: ['crossValidation', 'testGroups'],
      message: `must give at most ${MAX_SPLITS} trainings a trial; use fewer folds or test groups`,
    },
  );
