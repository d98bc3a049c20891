import { barCount } from '../../domain/market/bars.ts';
import { auc } from '../../domain/ml/auc.ts';
import { applyCalibration, type CalibrationMethod, fitCalibration } from '../../domain/ml/calibration.ts';
import { calibrationBins, expectedCalibrationError } from '../../domain/ml/calibration-bins.ts';
import { averageRanks, pearson } from '../../domain/ml/correlation.ts';
import {
  alignFolds,
  type FoldRates,
  foldRates,
  type LearnedFolds,
} from '../../domain/ml/fold-calibration.ts';
import { averagePrecision } from '../../domain/ml/precision-recall.ts';
import { brierScore, logLoss } from '../../domain/ml/probability-scores.ts';
import type { Fold } from '../../domain/ml/purged-k-fold.ts';
import { moments } from '../../domain/validation/moments.ts';
import { annualised, sharpePerBar } from '../../domain/validation/sharpe.ts';
import { AppError } from '../../kernel/errors.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { RowRange } from '../row-range.ts';
import { type TradedPart, type TradeRequest, tradeProbabilities } from '../trade-probabilities.ts';
import { type CrossValidation, type PathFold, predictionsOfPath } from './cross-validation.ts';

const CALIBRATION_BINS = 10;
/** AUC of a fold whose test part holds one class: it tells nothing, which is what a coin tells. */
const NO_SKILL = 0.5;

/** How one configuration did on rows it had not learned from. */
export interface PathScore {
  /** Raw out-of-fold probability by bar; NaN where there is no label. */
  readonly probability: Float64Array;
  /** Calibrated by a map fitted on the other folds, purged as their models were; NaN where there is no label. */
  readonly calibrated: Float64Array;
  /** Value of the objective, higher is better; null where it is not defined (it never traded). */
  readonly score: number | null;
  readonly foldScores: readonly number[];
  readonly logLoss: number;
  /** Net return of each bar of the train segment, out of fold. */
  readonly returns: Float64Array;
  readonly sharpePerBar: number | null;
  /** Defined ones only. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What all trials of a search are scored on; every list but `rows` has one value a bar. */
export interface ScoredBars
  extends Pick<TradeRequest, 'bars' | 'labels' | 'loneTrades' | 'filterSeries' | 'side'> {
  readonly target: Float32Array;
  /** Bars with a label, ascending. */
  readonly rows: Int32Array;
  /** Return from the entry to the end of the label; NaN where there is none. */
  readonly returns: Float64Array;
  readonly barsPerYear: number;
  readonly paths: readonly ScoredPath[];
}

interface ScoredPath {
  readonly folds: readonly PathFold[];
  readonly rates: FoldRates;
}

export interface ScoreRequest {
  readonly scored: ScoredBars;
  readonly spec: WorkflowSpec;
  /** Raw probabilities of each fold's test rows, in the order of the folds. */
  readonly predictions: readonly Float64Array[];
}

/** Picks what scoring reads of training data, with the base rates that no trial changes. */
export function scoredBars(
  data: Omit<ScoredBars, 'barsPerYear' | 'paths'> &
    Pick<CrossValidation, 'paths'> &
    Omit<LearnedFolds, 'folds'> & { readonly dataset: { readonly barsPerYear: number } },
): ScoredBars {
  const { bars, labels, loneTrades, filterSeries, side, target, rows, returns, dataset } = data;
  const { barsPerYear } = dataset;
  const paths = data.paths.map((folds) => ({ folds, rates: foldRates({ ...data, folds }) }));
  return { bars, labels, loneTrades, filterSeries, side, target, rows, returns, barsPerYear, paths };
}

/**
 * Scores the out-of-fold predictions of a trial, each path through the rows by itself: as a forecast, and as a strategy
 * that trades the calibrated probability through the backtest, costs included. Pure.
 */
export const scorePaths = ({ scored, spec, predictions }: ScoreRequest): PathScore[] =>
  scored.paths.map((path) => scorePath(scored, path, spec, predictionsOfPath(path.folds, predictions)));

/**
 * A combinatorial cross-validation gives one score a path: their mean is the trial's, and how far they lie apart says how
 * much of it is the luck of one history. Returns and predictions are those of the first path.
 */
export function overPaths(scored: readonly PathScore[]): PathScore {
  const values = scored.flatMap(({ score }) => score ?? []);
  const perBar = scored.flatMap((path) => path.sharpePerBar ?? []);
  const names = Object.keys(scored[0].metrics);
  const metrics = names.flatMap((name) => {
    const known = scored.flatMap((path) => path.metrics[name] ?? []);
    return [[name, mean(known)] as const];
  });
  return {
    ...scored[0],
    score: values.length > 0 ? mean(values) : null,
    foldScores: scored.map(({ score }) => score ?? 0),
    logLoss: mean(scored.map((path) => path.logLoss)),
    sharpePerBar: perBar.length > 0 ? mean(perBar) : null,
    metrics: {
      ...Object.fromEntries(metrics),
      paths: scored.length,
      ...(values.length > 0 && { path_score_low: Math.min(...values), path_score_high: Math.max(...values) }),
    },
  };
}

function scorePath(
  data: ScoredBars,
  { folds, rates }: ScoredPath,
  spec: WorkflowSpec,
  predictions: readonly Float64Array[],
): PathScore {
  const tested: TestedPath = { folds, predictions, target: data.target, bars: barCount(data.bars) };
  const probability = outOfFold(tested);
  const aligned = outOfFold({ ...tested, predictions: alignFolds(predictions, rates) });
  const calibrated = crossCalibrated(tested, aligned, spec.training.calibration);
  const parts = tradedParts({ ...data, folds });
  const { returns, trades, exposure } = tradeProbabilities({ ...data, spec, probability: calibrated, parts });
  const perBar = sharpePerBar(moments(returns));
  const sharpe = annualised(perBar, data.barsPerYear);
  const all = { probability: at(probability, data.rows), outcome: classes(data.target, data.rows) };
  const loss = logLoss(all.probability, all.outcome);
  if (loss === null) throw new AppError('internal', 'A trial without rows cannot be scored');
  const foldScores = scoreFolds(tested, returns, spec.training.objective, data.barsPerYear);
  return {
    probability,
    calibrated,
    returns,
    foldScores,
    logLoss: loss,
    sharpePerBar: perBar,
    score: spec.training.objective === 'sharpe' ? sharpe : mean(foldScores),
    metrics: defined({
      auc: meanOverFolds(tested, auc),
      pr_auc: meanOverFolds(tested, averagePrecision),
      information_coefficient: meanInformation(tested, data.returns),
      log_loss: loss,
      brier: brierScore(all.probability, all.outcome),
      ...calibrationMetrics(at(calibrated, data.rows), all.outcome),
      base_rate: mean(all.outcome),
      sharpe,
      sharpe_per_bar: perBar,
      trades: trades.length,
      exposure,
    }),
  };
}

/**
 * The folds of a path as parts of one record: each is traded by what its own training rows say a trade brings. The first
 * begins with the first bar and the last ends with the last.
 */
export const tradedParts = ({
  folds,
  labels,
  bars,
}: Pick<ScoredBars, 'labels' | 'bars'> & { readonly folds: readonly Fold[] }): TradedPart[] =>
  folds.map(({ trainRows, testRows }, k) => ({
    learn: stretches(trainRows, labels.direction),
    trade: { from: k === 0 ? 0 : testRows[0], to: folds[k + 1]?.testRows[0] ?? barCount(bars) },
  }));

/** Rows as stretches of bars: bars without a label do not end one, labelled bars that were left out do. */
function stretches(rows: Int32Array, direction: Int8Array): RowRange[] {
  const found: RowRange[] = [];
  let from = rows[0];
  for (let k = 1; k <= rows.length; k++) {
    let next = rows[k - 1] + 1;
    while (next < rows[k] && direction[next] === 0) next++;
    if (next === rows[k]) continue;
    found.push({ from, to: rows[k - 1] + 1 });
    from = rows[k];
  }
  return found;
}

/** Predictions of the folds of a path, with the class of each bar. */
interface TestedPath {
  readonly folds: readonly Fold[];
  readonly predictions: readonly Float64Array[];
  readonly target: Float32Array;
  readonly bars: number;
}

function outOfFold({ folds, predictions, bars }: TestedPath): Float64Array {
  const probability = new Float64Array(bars).fill(Number.NaN);
  folds.forEach(({ testRows }, fold) => {
    testRows.forEach((row, i) => {
      probability[row] = predictions[fold][i];
    });
  });
  return probability;
}

/**
 * The calibration of a fold is fitted on the rows that its model was trained on, predicted out of fold in their turn:
 * no outcome of its test part, nor one that overlaps it, is fitted.
 */
function crossCalibrated(
  { folds, target }: TestedPath,
  aligned: Float64Array,
  method: CalibrationMethod,
): Float64Array {
  const calibrated = new Float64Array(aligned.length).fill(Number.NaN);
  for (const { trainRows, testRows } of folds) {
    const map = fitCalibration(method, at(aligned, trainRows), classes(target, trainRows));
    const values = applyCalibration(map, at(aligned, testRows));
    testRows.forEach((row, i) => {
      calibrated[row] = values[i];
    });
  }
  return calibrated;
}

function scoreFolds(
  { folds, predictions, target }: TestedPath,
  returns: Float64Array,
  objective: Objective,
  barsPerYear: number,
): number[] {
  return folds.map(({ testRows }, fold) => {
    if (objective !== 'sharpe') return foldValue(objective, predictions[fold], classes(target, testRows));
    const ofFold = returns.subarray(testRows[0], folds[fold + 1]?.testRows[0] ?? returns.length);
    // A fold without a trade neither earned nor lost.
    return annualised(sharpePerBar(moments(ofFold)), barsPerYear) ?? 0;
  });
}

type Objective = WorkflowSpec['training']['objective'];

/**
 * What one fold says by itself, higher is better: what trials that have not seen all folds are compared by. A Sharpe
 * ratio needs the calibration of all folds; for that objective the AUC stands in.
 */
export function foldValue(objective: Objective, predictions: Float64Array, outcome: Int8Array): number {
  if (objective === 'log_loss') return -(logLoss(predictions, outcome) ?? 0);
  return auc(predictions, outcome) ?? NO_SKILL;
}

/**
 * Mean over the folds that hold both classes. Pooling the rows of all folds would compare predictions of different
 * models, whose base rates lean against their test parts: noise would score below one half.
 */
function meanOverFolds(
  { folds, predictions, target }: TestedPath,
  figure: (score: Float64Array, outcome: Int8Array) => number | null,
): number | null {
  const values = folds
    .map(({ testRows }, fold) => figure(predictions[fold], classes(target, testRows)))
    .filter((value) => value !== null);
  return values.length > 0 ? mean(values) : null;
}

/** Information coefficient: rank correlation of prediction and return from the entry to the label's end, by fold. */
function meanInformation({ folds, predictions }: TestedPath, labelReturns: Float64Array): number | null {
  const values = folds
    .map(({ testRows }, fold) =>
      pearson(averageRanks(predictions[fold]), averageRanks(at(labelReturns, testRows))),
    )
    .filter((value) => value !== null);
  return values.length > 0 ? mean(values) : null;
}

function calibrationMetrics(calibrated: Float64Array, outcome: Int8Array): Record<string, number | null> {
  return {
    brier_calibrated: brierScore(calibrated, outcome),
    calibration_error: expectedCalibrationError(calibrationBins(calibrated, outcome, CALIBRATION_BINS)),
  };
}

/** In a loop, as below: `from` with a function takes ten times as long, and both are asked for many times a trial. */
function at(values: Float64Array, rows: Int32Array): Float64Array {
  const found = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) found[i] = values[rows[i]];
  return found;
}

export function classes(target: Float32Array, rows: Int32Array): Int8Array {
  const found = new Int8Array(rows.length);
  for (let i = 0; i < rows.length; i++) found[i] = target[rows[i]];
  return found;
}

function mean(values: Iterable<number>): number {
  let total = 0;
  let count = 0;
  for (const value of values) {
    total += value;
    count++;
  }
  return total / count;
}

const defined = (metrics: Record<string, number | null>): Record<string, number> =>
  Object.fromEntries(Object.entries(metrics).filter((entry): entry is [string, number] => entry[1] !== null));
