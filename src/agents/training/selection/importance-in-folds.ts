import type { Interval } from '../../../domain/ml/evaluation/block-resample.ts';
import { importanceShares } from '../../../domain/ml/importance.ts';
import { logLoss, negativeLogLikelihood } from '../../../domain/ml/probability-scores.ts';
import { purgedKFold } from '../../../domain/ml/purged-k-fold.ts';
import {
  drawFoldResamples,
  foldMeanInterval,
  resampledMeans,
} from '../../../domain/ml/selection/fold-mean-interval.ts';
import { type Rng, shuffled } from '../../../kernel/rng.ts';
import type { LightGbmParams, SharedMatrix } from '../../ports.ts';
import { type FitContext, fitModelOnce } from '../fit-once.ts';
import type { TrainingData } from '../training-data.ts';

/** Rounds and leaves of the models that only rank columns: enough to use many of them, quick to train. */
const PARAMS = {
  objective: 'binary',
  num_iterations: 30,
  num_leaves: 8,
  learning_rate: 0.1,
  feature_fraction: 0.5,
  bagging_fraction: 0.8,
  bagging_freq: 1,
  lambda_l2: 1,
  max_bin: 63,
} as const;
/** Columns that are shuffled in one call: what travels to the thread and back stays small. */
const COLUMNS_A_CALL = 16;
/** Resamples of the rows for an interval. */
const RESAMPLES = 200;

export interface ImportanceInput {
  readonly data: Pick<TrainingData, 'labels' | 'target' | 'weightOf' | 'embargoBars' | 'lookbackBars'>;
  readonly matrix: SharedMatrix;
  readonly names: readonly string[];
  /** The training part: nothing else is looked at. */
  readonly rows: Int32Array;
  readonly folds: number;
  readonly horizonBars: number;
  readonly seed: number;
  readonly withPermutation: boolean;
}

/** Means over the folds, in the order of the names. */
export interface FoldImportance {
  /** Share of the gain, 0 to 1. */
  readonly gainShare: readonly number[];
  /** By how much the log loss of a held-out row grows when the column's values are shuffled; empty when not asked for. */
  readonly permutation: readonly number[];
  /** Its 95 % interval by block bootstrap of the rows inside each fold; empty when not asked for. */
  readonly permutationInterval: readonly (Interval | null)[];
  /** Of the held-out rows, mean over the folds. */
  readonly logLoss: number;
}

/**
 * Gain and permutation importance of LightGBM over purged folds inside one training part. A column without a split is not
 * shuffled: its importance is 0.
 * @throws AppError `data_insufficient` when purging leaves a fold nothing, what `compute.fit` throws.
 */
export async function importanceInFolds(
  input: ImportanceInput,
  context: FitContext & Pick<FitContext, 'compute'>,
  rng: Rng,
): Promise<FoldImportance> {
  const { data, names, rows, folds } = input;
  const cut = purgedKFold({
    rows,
    endIndex: data.labels.endIndex,
    folds,
    embargoBars: data.embargoBars,
    lookbackBars: data.lookbackBars,
  });
  const gainShare = new Array<number>(names.length).fill(0);
  const permutation = new Array<number>(input.withPermutation ? names.length : 0).fill(0);
  const resampled = permutation.map((): Float64Array[] => []);
  let loss = 0;
  for (const [k, { trainRows, testRows }] of cut.entries()) {
    const fit = await fitModelOnce(
      {
        matrix: input.matrix,
        target: data.target,
        weight: data.weightOf(trainRows),
        trainRows,
        predictRows: testRows,
        params: paramsFor(trainRows.length, input.seed),
        featureNames: names,
      },
      context,
    );
    const outcome = Int8Array.from(testRows, (row) => data.target[row]);
    const base = logLoss(fit.predictions, outcome) ?? 0;
    loss += base / folds;
    const shares = new Map(importanceShares(names, fit.gain).map(({ feature, share }) => [feature, share]));
    names.forEach((name, c) => {
      gainShare[c] += (shares.get(name) ?? 0) / folds;
    });
    if (!input.withPermutation) continue;
    const resamples = drawFoldResamples(
      testRows.length,
      input.horizonBars,
      RESAMPLES,
      rng.fork(`${k}/resamples`),
    );
    const used = [...names.keys()].filter((c) => fit.gain[c] > 0);
    for (let from = 0; from < used.length; from += COLUMNS_A_CALL) {
      const columns = used.slice(from, from + COLUMNS_A_CALL);
      const variants = columns.map((column) => ({
        column,
        values: shuffledColumn(input.matrix, testRows, column, rng.fork(`${k}/${names[column]}`)),
      }));
      const task = { modelText: fit.modelText, matrix: input.matrix, rows: testRows, variants };
      const predictions = await context.compute.predictVariants(task, context.signal);
      columns.forEach((c, i) => {
        permutation[c] += ((logLoss(predictions[i], outcome) ?? 0) - base) / folds;
        const increase = Float64Array.from(
          outcome,
          (y, row) =>
            negativeLogLikelihood(predictions[i][row], y) - negativeLogLikelihood(fit.predictions[row], y),
        );
        resampled[c].push(resampledMeans(increase, resamples));
      });
    }
  }
  const unused = new Float64Array(RESAMPLES);
  return {
    gainShare,
    permutation,
    // A fold whose model does without the column says that shuffling it costs nothing.
    permutationInterval: resampled.map((means) =>
      foldMeanInterval([...means, ...new Array<Float64Array>(cut.length - means.length).fill(unused)]),
    ),
    logLoss: loss,
  };
}

/** Leaves grow with the sample, so that few rows give no noise to rank by. */
const paramsFor = (rows: number, seed: number): LightGbmParams => ({
  ...PARAMS,
  min_data_in_leaf: Math.max(10, Math.round(rows / 50)),
  seed,
});

function shuffledColumn(
  { values, columns }: SharedMatrix,
  rows: Int32Array,
  column: number,
  rng: Rng,
): Float64Array {
  return Float64Array.from(
    shuffled(
      Array.from(rows, (row) => values[row * columns + column]),
      rng,
    ),
  );
}
