import { purgedKFold } from '../../domain/ml/purged-k-fold.ts';
import type { AgentContext, AgentInput } from '../agent.ts';
import { withinProgress } from '../within-progress.ts';
import { onePath } from './cross-validation.ts';
import { finalParams } from './final-params.ts';
import { fitOnce } from './fit-once.ts';
import { runSearch } from './run-search.ts';
import { scoreTrial } from './score-trial.ts';
import { selectFeatures } from './selection/select-features.ts';
import { fitTask, openStudy, type Study } from './study.ts';

/**
 * Nested cross-validation: selection and search are repeated inside the training part of every fold, and the configuration
 * they choose there predicts the test part. So the score is that of the whole procedure, on rows that had no part in any
 * choice. The trials inside are rows of the ledger like all others.
 * @returns The figures of a trial, named `nested_…`.
 * @throws as `selectFeatures` and `runSearch`; `data_insufficient` when a training part cannot be cut again.
 */
export async function nestedScore(
  study: Study,
  { spec, state }: AgentInput,
  context: AgentContext,
): Promise<Record<string, number>> {
  const { data } = study;
  const { innerFolds } = spec.training.crossValidation;
  const predictions: Float64Array[] = [];
  for (const [k, { trainRows, testRows }] of data.folds.entries()) {
    const within = withinProgress(context, k / data.folds.length, (k + 1) / data.folds.length);
    const inner = { ...data, rows: trainRows, endIndex: data.labels.endIndex, folds: innerFolds };
    const innerData = { ...data, rows: trainRows, ...onePath(purgedKFold(inner)) };
    const selection = await selectFeatures(innerData, spec, state, within, 'whole');
    const innerStudy = openStudy(innerData, selection, spec, state.plan);
    const { best } = await runSearch(innerStudy, within, context.rng.fork(`nested/${k}`));
    const rows = { trainRows, predictRows: testRows };
    const fit = await fitOnce(fitTask(innerStudy, innerStudy, finalParams(spec, best), rows), context);
    predictions.push(fit.predictions);
  }
  const { metrics, score } = await scoreTrial(study, predictions, context);
  const figures = Object.entries(metrics).map(([name, value]) => [`nested_${name}`, value]);
  return { ...Object.fromEntries(figures), ...(score !== null && { nested_score: score }) };
}
