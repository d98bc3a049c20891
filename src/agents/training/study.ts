import { lastRows } from '../../domain/ml/purged-k-fold.ts';
import { lightgbmSpace, regularisedBounds } from '../../domain/ml/tuning/lightgbm-space.ts';
import { type Point, requireSpace, type Space } from '../../domain/ml/tuning/space.ts';
import { hashJson, type Sha256 } from '../../kernel/hash.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { AgentState } from '../../orchestration/state.ts';
import { toSharedMatrix } from '../feature-matrix.ts';
import type { Columns, FitTask, LightGbmParams, SharedMatrix } from '../ports.ts';
import { tradeIdentity } from '../trade-identity.ts';
import { hashOf, matrixHash } from './fit-once.ts';
import { type ScoredBars, scoredBars } from './score-paths.ts';
import type { Selection } from './selection/select-features.ts';
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

/** Columns a model reads, over the train segment. */
export interface FeatureView {
  readonly features: readonly string[];
  readonly matrix: SharedMatrix;
}

/** A search: what its trials share. The view is that of the released model. */
export interface Study extends FeatureView {
  readonly data: TrainingData;
  /** What of it the trials are scored on. */
  readonly scored: ScoredBars;
  readonly spec: WorkflowSpec;
  /** What the model of each fold reads. */
  readonly foldViews: readonly FeatureView[];
  /** Hash over features and classes: what a training learns from. */
  readonly dataHash: Sha256;
  readonly space: Space;
}

/**
 * Opens a study inside the spec's bounds, narrowed by the plan.
 * @throws AppError `parameter_invalid` for bounds nothing can be drawn from.
 */
export function openStudy(
  data: TrainingData,
  selection: Pick<Selection, 'features' | 'foldFeatures' | 'columns'>,
  spec: WorkflowSpec,
  plan: Pick<AgentState['plan'], 'regularisation'>,
): Study {
  const space = lightgbmSpace(regularisedBounds(spec.training.search, plan.regularisation));
  requireSpace(space);
  const viewOf = viewsOf(selection.columns, data.bars.timeMs.length);
  const view = viewOf(selection.features);
  const foldViews = selection.foldFeatures.map(viewOf);
  const matrices = [view, ...foldViews].map(({ matrix }) => matrixHash(matrix));
  return {
    ...view,
    data: { ...data, candidates: selection.columns },
    scored: scoredBars(data),
    spec,
    foldViews,
    dataHash: hashJson({ matrices, target: hashOf(data.target) }),
    space,
  };
}

/** Equal lists of features share one matrix. */
function viewsOf(columns: Columns, bars: number): (features: readonly string[]) => FeatureView {
  const known = new Map<string, FeatureView>();
  return (features) => {
    const key = features.join();
    const view = known.get(key) ?? {
      features,
      matrix: toSharedMatrix(
        Object.fromEntries(features.map((name) => [name, columns[name].subarray(0, bars)])),
        features,
      ),
    };
    known.set(key, view);
    return view;
  };
}

/** A point of the space as a trial. */
export function trialOf(study: Study, index: number, point: Point): Trial {
  const params = { ...fixedParams(study.spec.training.seed), ...point };
  return { index, point, params, configHash: configHash(study, params) };
}

interface FitRows {
  readonly trainRows: Int32Array;
  readonly predictRows: Int32Array;
}

/** A training that learns from all its rows, for all the rounds of its parameters. Rows that weigh nothing are left out. */
export function fitTask(
  { data }: Study,
  { features, matrix }: FeatureView,
  params: LightGbmParams,
  { trainRows, predictRows }: FitRows,
): FitTask {
  const weight = data.weightOf(trainRows);
  return {
    matrix,
    target: data.target,
    weight,
    trainRows: trainRows.filter((row) => weight[row] > 0),
    predictRows,
    params,
    featureNames: features,
  };
}

/** The training of one trial of the search: with early stopping it watches the last of its rows to find its rounds. */
export function trialTask(study: Study, view: FeatureView, params: LightGbmParams, rows: FitRows): FitTask {
  const task = fitTask(study, view, params, rows);
  const { earlyStopping } = study.spec.training;
  if (!earlyStopping) return task;
  const { data } = study;
  const held = lastRows({
    ...data,
    endIndex: data.labels.endIndex,
    rows: task.trainRows,
    share: earlyStopping.share,
  });
  return {
    ...task,
    trainRows: held.trainRows,
    stopping: { rows: held.testRows, rounds: earlyStopping.rounds },
  };
}

/**
 * What every trial shares. Bagging in every round makes `bagging_fraction` count. 63 bins, the figure LightGBM's guide
 * names for speed, leave some fifty of a few thousand bars to each: finer edges would follow noise.
 */
const fixedParams = (seed: number) => ({ objective: 'binary', bagging_freq: 1, max_bin: 63, seed });

/** Everything that decides what a trial would have earned. */
function configHash({ data, features, foldViews, spec }: Study, params: LightGbmParams): Sha256 {
  const { trials: _trials, tuning: _tuning, search: _search, objective: _objective, ...how } = spec.training;
  const { train } = data.dataset.segments;
  return hashJson({
    datasetId: data.dataset.id,
    train: [train.from, train.to],
    rows: hashOf(data.rows),
    features,
    foldFeatures: foldViews.map((view) => view.features),
    params,
    training: how,
    embargoBars: data.embargoBars,
    ...tradeIdentity(spec),
  });
}
