import { regularisedSpace, sampleParams } from '../../domain/ml/search-space.ts';
import { hashJson, type Sha256 } from '../../kernel/hash.ts';
import type { Rng } from '../../kernel/rng.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { AgentState } from '../../orchestration/state.ts';
import { toSharedMatrix } from '../feature-matrix.ts';
import type { FitTask, LightGbmParams, SharedMatrix } from '../ports.ts';
import type { TrainingData } from './training-data.ts';

/** One configuration to try. */
export interface Trial {
  readonly index: number;
  readonly params: LightGbmParams;
  /** Equal for an exact repetition, on whatever workflow: it counts once in the ledger. */
  readonly configHash: Sha256;
}

/** A search over one set of features: what its trials share, and the trials. */
export interface Study {
  readonly data: TrainingData;
  readonly spec: WorkflowSpec;
  readonly features: readonly string[];
  /** The features over the train segment. */
  readonly matrix: SharedMatrix;
  readonly trials: readonly Trial[];
}

/** Draws the trials: a seeded random search inside the spec's bounds, narrowed by the plan. */
export function planStudy(
  data: TrainingData,
  features: readonly string[],
  spec: WorkflowSpec,
  plan: Pick<AgentState['plan'], 'regularisation'>,
  rng: Rng,
): Study {
  const space = regularisedSpace(spec.training.search, plan.regularisation);
  const bars = data.bars.timeMs.length;
  const columns = Object.fromEntries(features.map((name) => [name, data.candidates[name].subarray(0, bars)]));
  const trials = Array.from({ length: spec.training.trials }, (_, index) => {
    const params = { ...fixedParams(spec.training.seed), ...sampleParams(space, rng) };
    return { index, params, configHash: configHash(data, features, spec, params) };
  });
  return { data, spec, features, matrix: toSharedMatrix(columns, features), trials };
}

/** The training of one trial on some rows of the study. */
export function fitTask(
  study: Study,
  params: LightGbmParams,
  trainRows: Int32Array,
  predictRows: Int32Array,
): FitTask {
  const { data, matrix, features } = study;
  return {
    matrix,
    target: data.target,
    weight: data.weight,
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
function configHash(
  data: TrainingData,
  features: readonly string[],
  { labels, training, split, costs, signals }: WorkflowSpec,
  params: LightGbmParams,
): Sha256 {
  const { train } = data.dataset.segments;
  return hashJson({
    datasetId: data.dataset.id,
    train: [train.from, train.to],
    features,
    labels,
    params,
    folds: training.folds,
    embargoBars: split.embargoBars,
    costs,
    minConfidence: signals.minConfidence,
  });
}
