import type { FinishedFit, FitProgress } from '../ports.ts';
import { type FitContext, fitOnce } from './fit-once.ts';
import { type Study, type Trial, trialTask } from './study.ts';

/** Trains one fold of a trial and predicts its test rows. @throws what `compute.fit` throws. */
export function trainFold(
  study: Study,
  trial: Trial,
  fold: number,
  context: FitContext,
  onProgress?: (progress: FitProgress) => void,
): Promise<FinishedFit> {
  const { trainRows, testRows } = study.data.folds[fold];
  const rows = { trainRows, predictRows: testRows };
  return fitOnce(trialTask(study, study.foldViews[fold], trial.params, rows), context, onProgress);
}
