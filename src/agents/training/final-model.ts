import { calibrateOutOfFold } from '../../domain/ml/fold-calibration.ts';
import { importanceShares } from '../../domain/ml/importance.ts';
import { hashJson, sha256 } from '../../kernel/hash.ts';
import type { SelectionReport } from '../../orchestration/selection-report.ts';
import type { ModelInfo } from '../../orchestration/state.ts';
import type { AgentContext } from '../agent.ts';
import type { Artifacts, Columns } from '../ports.ts';
import { finalParams } from './final-params.ts';
import { type FitContext, fitModelOnce } from './fit-once.ts';
import type { SearchResult } from './run-search.ts';
import { fitTask, type Study } from './study.ts';

export interface FinalInput {
  readonly study: Study;
  readonly search: SearchResult;
  readonly selection: SelectionReport;
  /** Figures of the nested cross-validation; none without one. */
  readonly nested: Readonly<Record<string, number>>;
}

/**
 * Trains the best configuration on every labelled row of the train segment, calibrates it on the out-of-fold
 * predictions of its trial, and stores the model with what it takes to judge it.
 */
export async function trainFinalModel(
  { study, search, selection, nested }: FinalInput,
  context: FitContext & Pick<AgentContext, 'artifacts'>,
): Promise<ModelInfo> {
  const { data, features, spec } = study;
  const { result } = search.best;
  const params = finalParams(spec, search.best);
  const rows = { trainRows: data.rows, predictRows: new Int32Array(0) };
  const { modelText, gain } = await fitModelOnce(fitTask(study, study, params, rows), context);
  const calibration = calibrateOutOfFold(spec.training.calibration, {
    ...data,
    folds: result.folds,
    predictions: result.predictions,
  });
  const { artifacts } = context;
  const stored = await storeEvidence(study, search, artifacts);
  return {
    ...stored,
    selection: await artifacts.putJson('selection_report', selection),
    id: hashJson({ model: sha256(modelText), features, calibration }),
    artifact: await artifacts.putText('model', modelText, 'text/plain'),
    features: [...features],
    params: { ...params },
    objective: spec.training.objective,
    // A strategy that never traded has earned nothing.
    score: result.score ?? 0,
    foldScores: [...result.foldScores],
    metrics: { ...result.metrics, ...nested },
    calibration,
    importance: importanceShares(features, gain),
    trials: search.outcomes.length,
    codeHash: await context.compute.identity(),
  };
}

async function storeEvidence(
  { data }: Study,
  { best, outcomes }: SearchResult,
  artifacts: Artifacts,
): Promise<Pick<ModelInfo, 'predictions' | 'trialReturns'>> {
  const returns: Columns = Object.fromEntries(
    outcomes.flatMap((outcome) =>
      outcome.status === 'scored' ? [[`t${outcome.trial.index}`, outcome.result.returns] as const] : [],
    ),
  );
  return {
    predictions: await artifacts.putColumns('predictions', {
      row: Float64Array.from(data.rows),
      probability: Float64Array.from(data.rows, (row) => best.result.probability[row]),
      calibrated: Float64Array.from(data.rows, (row) => best.result.calibrated[row]),
      label: Float64Array.from(data.rows, (row) => data.target[row]),
    }),
    trialReturns: await artifacts.putColumns('trial_returns', returns),
  };
}
