import { baseRate, shiftBaseRate } from './base-rate.ts';
import { type Calibration, type CalibrationMethod, fitCalibration } from './calibration.ts';
import type { Fold } from './purged-k-fold.ts';

/** Predictions of a cross-validation: each fold's model on its own test rows. */
export interface OutOfFoldPredictions {
  readonly folds: readonly Fold[];
  /** Raw probabilities of the test rows, in their order, by fold. */
  readonly predictions: readonly Float64Array[];
  /** 0 or 1 by bar. */
  readonly target: Float32Array;
  /** Sample weights by bar that a model trained on these rows learns with. */
  readonly weightOf: (trainRows: Int32Array) => Float32Array;
}

/**
 * Puts the predictions of all folds on the level of a model trained on all of their rows.
 *
 * A weak model says little more than the base rate of what it was trained on, and that rate leans against the test
 * part, which holds the rest of the labels. Left as it is, the lean drowns the signal wherever folds are put together.
 *
 * @throws AppError `parameter_invalid` when a fold's training part holds one class only.
 */
export function alignFolds({ folds, predictions, target, weightOf }: OutOfFoldPredictions): Float64Array[] {
  const rate = (rows: Int32Array): number => baseRate(target, weightOf(rows), rows) ?? Number.NaN;
  const all = rate(testedRows(folds).sort());
  return folds.map(({ trainRows }, fold) => shiftBaseRate(predictions[fold], rate(trainRows), all));
}

/**
 * The calibration of a model trained on all rows, learned from the aligned out-of-fold predictions of its configuration.
 */
export function calibrateOutOfFold(method: CalibrationMethod, input: OutOfFoldPredictions): Calibration {
  const aligned = alignFolds(input);
  const outcome = Int8Array.from(testedRows(input.folds), (row) => input.target[row]);
  return fitCalibration(method, concat(aligned, new Float64Array(outcome.length)), outcome);
}

/** Every row that was tested, in the order of the folds. */
const testedRows = (folds: readonly Fold[]): Int32Array =>
  concat(
    folds.map(({ testRows }) => testRows),
    new Int32Array(folds.reduce((sum, { testRows }) => sum + testRows.length, 0)),
  );

function concat<Values extends Float64Array | Int32Array>(parts: readonly Values[], into: Values): Values {
  let at = 0;
  for (const part of parts) {
    into.set(part, at);
    at += part.length;
  }
  return into;
}
