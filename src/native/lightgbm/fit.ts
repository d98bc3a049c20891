import type { FitResult, FitTask } from '../../agents/ports.ts';
import { AppError } from '../../kernel/errors.ts';
import type { LightGbmLibrary } from './api.ts';
import { Dataset } from './dataset.ts';
import { repeatableParams } from './params.ts';
import { type TrainInput, trainBooster } from './train.ts';

/**
 * Trains one binary model and predicts the rows held out.
 * @param isCancelled Asked before every round; true ends the training at once.
 * @param onRound Told after every round, with the scores on the rows of `stopping`.
 * @throws AppError `labels_degenerate` when the training rows hold one class, `training_failed`, `cancelled`.
 */
export function fitModel(
  library: LightGbmLibrary,
  task: FitTask,
  isCancelled: () => boolean,
  onRound?: TrainInput['onRound'],
): Omit<FitResult, 'trainMs'> {
  requireBothClasses(task.target, task.trainRows);
  const params = repeatableParams(task.params);
  const { matrix, target: label, weight, featureNames, stopping } = task;
  const common = { matrix, label, weight, featureNames, params };
  using dataset = Dataset.create(library, { ...common, rows: task.trainRows });
  using watched = stopping && Dataset.create(library, { ...common, rows: stopping.rows, reference: dataset });
  const trained = trainBooster(library, {
    dataset,
    params,
    isCancelled,
    ...(onRound && { onRound }),
    ...(stopping && watched && { validation: [watched], earlyStopping: stopping }),
  });
  using booster = trained.booster;
  for (let extra = booster.iterations - trained.bestIteration; extra > 0; extra--)
    booster.rollbackOneIteration();
  return {
    modelText: booster.toText(),
    predictions: booster.predict(task.matrix, task.predictRows),
    gain: booster.importance('gain'),
    rounds: booster.iterations,
  };
}

function requireBothClasses(target: Float32Array, rows: Int32Array): void {
  let positives = 0;
  for (const row of rows) {
    const value = target[row];
    if (value !== 0 && value !== 1) {
      throw new AppError('parameter_invalid', `The target of row ${row} is ${value}; it must be 0 or 1`);
    }
    positives += value;
  }
  // No row at all is for the dataset to refuse.
  if (rows.length === 0 || (positives > 0 && positives < rows.length)) return;
  throw new AppError(
    'labels_degenerate',
    `All ${rows.length} training rows have the target ${positives > 0 ? 1 : 0}: there is nothing to tell apart`,
  );
}
