import { baseRate, shiftBaseRate } from './base-rate.ts';
import { type Calibration, type CalibrationMethod, fitCalibration } from './calibration.ts';
import type { Fold } from './purged-k-fold.ts';

/** What the models of a cross-validation have learned from. */
export interface LearnedFolds {
  readonly folds: readonly Fold[];
  /** 0 or 1 by bar. */
  readonly target: Float32Array;
  /** Sample weights by bar that a model trained on these rows learns with. */
  readonly weightOf: (trainRows: Int32Array) => Float32Array;
}

/** Predictions of a cross-validation: each fold's model on its own test rows. */
export interface OutOfFoldPredictions extends LearnedFolds {
  /** Raw probabilities of the test rows, in their order, by fold. */
  readonly predictions: readonly Float64Array[];
}

/** Weighted shares of ones: of what the model of each fold has learned from, and of all rows that are tested. */
export interface FoldRates {
  readonly ofFold: readonly number[];
  readonly all: number;
}

/** NaN for a training part without weight. */
export function foldRates({ folds, target, weightOf }: LearnedFolds): FoldRates {
  const rate = (rows: Int32Array): number => baseRate(target, weightOf(rows), rows) ?? Number.NaN;
  return { ofFold: folds.map(({ trainRows }) => rate(trainRows)), all: rate(testedRows(folds).sort()) };
}

/**
 * Puts the predictions of all folds on the level of a model trained on all of their rows.
 *
 * A weak model says little more than the base rate of what it was trained on, and that rate leans against the test
 * part, which holds the rest of the labels. Left as it is, the lean drowns the signal wherever folds are put together.
 *
 * @throws AppError `parameter_invalid` when a fold's training part holds one class only.
 */
export const alignFolds = (
  predictions: readonly Float64Array[],
  { ofFold, all }: FoldRates,
): Float64Array[] => predictions.map((values, fold) => shiftBaseRate(values, ofFold[fold], all));

/**
 * The calibration of a model trained on all rows, learned from the aligned out-of-fold predictions of its configuration.
 */
export function calibrateOutOfFold(method: CalibrationMethod, input: OutOfFoldPredictions): Calibration {
  const aligned = alignFolds(input.predictions, foldRates(input));
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
