import { sliceBars } from '../../domain/market/bars.ts';
import { applyCalibration } from '../../domain/ml/calibration.ts';
import { calibrateOutOfFold } from '../../domain/ml/fold-calibration.ts';
import type { WalkForwardWindow } from '../../domain/validation/walk-forward.ts';
import type { Rng } from '../../kernel/rng.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { AgentContext } from '../agent.ts';
import { toSharedMatrix } from '../feature-matrix.ts';
import type { Columns, FitTask } from '../ports.ts';
import { finalParams } from '../training/final-params.ts';
import { fitOnce } from '../training/fit-once.ts';
import { runSearch } from '../training/run-search.ts';
import type { ScoredTrial } from '../training/running-trial.ts';
import { withDifferences } from '../training/selection/difference-columns.ts';
import { selectFeatures } from '../training/selection/select-features.ts';
import { openStudy, type Study as TrainingStudy, type Trial } from '../training/study.ts';
import { labelSegment } from '../training/training-data.ts';
import type { Study } from './study.ts';

/** What was chosen and trained before a window, from its past alone. */
export interface TunedWindow {
  readonly window: WalkForwardWindow;
  readonly trial: Trial;
  readonly features: readonly string[];
  /** The training of the chosen configuration; rows count from `window.trainFrom`. */
  readonly task: FitTask;
  /** From raw to calibrated, fitted out of fold on the training bars. */
  readonly calibrate: (raw: Float64Array) => Float64Array;
  /** Calibrated probability of each bar of the window. */
  readonly probability: Float64Array;
  /** Net return of each training bar, out of fold, of the chosen configuration: what it was chosen by. */
  readonly inSample: Float64Array;
  readonly space: TrainingStudy['space'];
}

/**
 * Repeats the whole choice of a model on the training bars of a window: labels, features, parameters by a search of
 * `walkForward.trials` configurations, calibration. Nothing that was chosen on later bars enters. Its trials are no rows
 * of the ledger: what they choose is not released, the windows measure the way of choosing.
 * @throws AppError `data_insufficient`, `labels_degenerate`, and what the training throws.
 */
export async function tuneWindow(
  study: Study,
  window: WalkForwardWindow,
  context: AgentContext,
  rng: Rng,
): Promise<TunedWindow> {
  const past = await trainingStudy(study, window, outsideLedger(context, rng));
  const { best } = await runSearch(past, outsideLedger(context, rng), rng);
  const { data, features } = past;
  const calibration = calibrateOutOfFold(past.spec.training.calibration, {
    ...data,
    folds: best.result.folds,
    predictions: best.result.predictions,
  });
  const task = windowTask(study, past, best, window);
  const { predictions } = await fitOnce(task, context);
  return {
    window,
    trial: best.trial,
    features,
    task,
    calibrate: (raw) => applyCalibration(calibration, raw),
    probability: applyCalibration(calibration, predictions),
    inSample: best.result.returns,
    space: past.space,
  };
}

/** The spec of a search inside a validation: a budget of its own, and nothing taken over from other searches. */
export function windowSpec(spec: WorkflowSpec): WorkflowSpec {
  const { training, validation } = spec;
  const unlimited = { maxFits: undefined, maxTrainSeconds: undefined, maxCost: undefined };
  const tuning = { ...training.tuning, ...unlimited, warmStart: 0 };
  return { ...spec, training: { ...training, tuning, trials: validation.walkForward.trials } };
}

/** The training of a search, over the bars before a window and the embargo. */
async function trainingStudy(
  study: Study,
  { trainFrom, from }: WalkForwardWindow,
  context: AgentContext,
): Promise<TrainingStudy> {
  const { dataset, plan } = study;
  const to = from - study.spec.split.embargoBars;
  const spec = windowSpec(study.spec);
  const data = {
    dataset,
    candidates: rowsOf(study.candidates, trainFrom, to),
    ...(await labelSegment(
      sliceBars(study.bars, trainFrom, to),
      Object.keys(study.candidates),
      spec,
      study.newsMs,
      context,
    )),
  };
  const selection = await selectFeatures(data, spec, { plan }, context, 'whole');
  return openStudy(data, selection, spec, plan);
}

const rowsOf = (columns: Columns, from: number, to: number): Columns =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.subarray(from, to)]));

/** The chosen configuration trained on every label of the past, to predict the window. */
function windowTask(
  { candidates }: Study,
  { data, features, spec }: TrainingStudy,
  best: ScoredTrial,
  { trainFrom, from, to }: WalkForwardWindow,
): FitTask {
  const matrix = toSharedMatrix(withDifferences(rowsOf(candidates, trainFrom, to), features), features);
  const padded = (values: Float32Array): Float32Array => {
    const longer = new Float32Array(matrix.rows);
    longer.set(values);
    return longer;
  };
  const weight = data.weightOf(data.rows);
  return {
    matrix,
    target: padded(data.target),
    weight: padded(weight),
    trainRows: data.rows.filter((row) => weight[row] > 0),
    predictRows: Int32Array.from({ length: to - from }, (_, i) => from - trainFrom + i),
    params: finalParams(spec, best),
    featureNames: features,
  };
}

/** A context whose trials are no rows of the ledger, and whose progress nobody is told. */
export const outsideLedger = (context: AgentContext, rng: Rng = context.rng): AgentContext => ({
  ...context,
  rng,
  progress: () => {},
  trials: { ...context.trials, record: async () => {} },
});
