import { lightgbmSpace, regularisedBounds } from '../../domain/ml/tuning/lightgbm-space.ts';
import { type Point, requireSpace, type Space } from '../../domain/ml/tuning/space.ts';
import { hashJson, type Sha256 } from '../../kernel/hash.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { AgentState } from '../../orchestration/state.ts';
import { toSharedMatrix } from '../feature-matrix.ts';
import type { FitTask, LightGbmParams, SharedMatrix } from '../ports.ts';
import { hashOf, matrixHash } from './fit-once.ts';
import type { TrainingData } from './training-data.ts';

/** One configuration to try. */
export interface Trial {
  readonly index: number;
  /** What was searched of it. */
  readonly point: Point;
  readonly params: LightGbmParams;
  /** Equal for an exact repetition, on whatever workflow: it counts once in the ledger. */
  readonly configHash: Sha256;
}

/** A search over one set of features: what its trials share. */
export interface Study {
  readonly data: TrainingData;
  readonly spec: WorkflowSpec;
  readonly features: readonly string[];
  /** The features over the train segment. */
  readonly matrix: SharedMatrix;
  /** Hash over matrix and classes: what a training learns from. */
  readonly dataHash: Sha256;
  readonly space: Space;
}

/**
 * Opens a study inside the spec's bounds, narrowed by the plan.
 * @throws AppError `parameter_invalid` for bounds nothing can be drawn from.
 */
export function openStudy(
  data: TrainingData,
  features: readonly string[],
  spec: WorkflowSpec,
  plan: Pick<AgentState['plan'], 'regularisation'>,
): Study {
  const space = lightgbmSpace(regularisedBounds(spec.training.search, plan.regularisation));
  requireSpace(space);
  const bars = data.bars.timeMs.length;
  const columns = Object.fromEntries(features.map((name) => [name, data.candidates[name].subarray(0, bars)]));
  const matrix = toSharedMatrix(columns, features);
  return {
    data,
    spec,
    features,
    matrix,
    dataHash: hashJson({ matrix: matrixHash(matrix), target: hashOf(data.target) }),
    space,
  };
}

/** A point of the space as a trial. */
export function trialOf(study: Study, index: number, point: Point): Trial {
  const params = { ...fixedParams(study.spec.training.seed), ...point };
  return { index, point, params, configHash: configHash(study, params) };
}

/** The training of one trial on some rows of the study. */
export function fitTask(
  { data, matrix, features }: Study,
  params: LightGbmParams,
  trainRows: Int32Array,
  predictRows: Int32Array,
): FitTask {
  return {
    matrix,
    target: data.target,
    weight: data.weightOf(trainRows),
    trainRows,
    predictRows,
    params,
    featureNames: features,
  };
}

/**
 * What every trial shares. Bagging in every round makes `bagging_fraction` count. 63 bins, the figure LightGBM's guide
 * names for speed, leave some fifty of a few thousand bars to each: finer edges would follow noise.
 */
const fixedParams = (seed: number) => ({ objective: 'binary', bagging_freq: 1, max_bin: 63, seed });

/** Everything that decides what a trial would have earned. */
function configHash({ data, features, spec }: Study, params: LightGbmParams): Sha256 {
  const { labels, training, split, costs, signals } = spec;
  const { train } = data.dataset.segments;
  return hashJson({
    datasetId: data.dataset.id,
    train: [train.from, train.to],
    features,
    labels,
    params,
    folds: training.folds,
    weights: training.weights,
    calibration: training.calibration,
    lookbackBars: training.lookbackBars,
    embargoBars: split.embargoBars,
    costs,
    minConfidence: signals.minConfidence,
  });
}
