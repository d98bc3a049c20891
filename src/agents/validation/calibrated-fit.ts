import { sampleWeights } from '../../domain/labels/sample-weights.ts';
import { applyCalibration } from '../../domain/ml/calibration.ts';
import { calibrateOutOfFold } from '../../domain/ml/fold-calibration.ts';
import { purgedKFold } from '../../domain/ml/purged-k-fold.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AgentContext } from '../agent.ts';
import type { FitTask } from '../ports.ts';
import { fitOnce } from '../training/fit-once.ts';
import type { Study } from './study.ts';

export interface FitRows {
  readonly trainRows: Int32Array;
  readonly predictRows: Int32Array;
}

/**
 * Trains the model's configuration on `trainRows` alone and predicts `predictRows`, calibrated. The calibration
 * is fitted on purged, aligned out-of-fold predictions inside the training rows, as for the released model, so neither model
 * nor map has seen anything of what is predicted.
 * @returns Calibrated probability of each of `predictRows`.
 * @throws AppError `labels_degenerate` for training rows of one class, `data_insufficient` for too few of them,
 *   what `compute.fit` throws.
 */
export async function fitCalibrated(
  study: Study,
  { trainRows, predictRows }: FitRows,
  context: AgentContext,
): Promise<Float64Array> {
  requireBothClasses(study, trainRows);
  const { spec, labels, outcome } = study;
  const folds = purgedKFold({
    rows: trainRows,
    endIndex: labels.endIndex,
    folds: spec.training.folds,
    embargoBars: spec.split.embargoBars,
    lookbackBars: spec.training.lookbackBars,
  });
  const outOfFold: Float64Array[] = [];
  for (const fold of folds) {
    const fit = await fitOnce(
      fitTask(study, { trainRows: fold.trainRows, predictRows: fold.testRows }),
      context,
    );
    outOfFold.push(fit.predictions);
  }
  const calibration = calibrateOutOfFold(spec.training.calibration, {
    folds,
    predictions: outOfFold,
    target: Float32Array.from(outcome),
    weightOf: (rows) => weightsOf(study, rows, outcome),
  });
  const { predictions } = await fitOnce(fitTask(study, { trainRows, predictRows }), context);
  return applyCalibration(calibration, predictions);
}

/** One training of the model's configuration, with its own labels unless others are given. */
export const fitTask = (study: Study, rows: FitRows, outcome: Int8Array = study.outcome): FitTask => ({
  matrix: study.matrix,
  target: Float32Array.from(outcome),
  weight: weightsOf(study, rows.trainRows, outcome),
  ...rows,
  params: study.model.params,
  featureNames: study.model.features,
});

/** Sample weights of a training on these rows, as the training of the released model has them. */
const weightsOf = ({ spec, uniqueness }: Study, rows: Int32Array, outcome: Int8Array): Float32Array =>
  sampleWeights({ rows, uniqueness, target: Float32Array.from(outcome), ...spec.training.weights });

function requireBothClasses({ outcome }: Study, rows: Int32Array): void {
  const ones = rows.reduce((count, row) => count + outcome[row], 0);
  if (ones > 0 && ones < rows.length) return;
  throw new AppError(
    'labels_degenerate',
    `A walk-forward window trains on ${rows.length} labels of one class only; it needs both`,
    { details: { rows: rows.length, ones } },
  );
}
