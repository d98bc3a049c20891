import { barCount } from '../../domain/market/bars.ts';
import { auc } from '../../domain/ml/auc.ts';
import { applyCalibration, fitCalibration } from '../../domain/ml/calibration.ts';
import { calibrationBins, expectedCalibrationError } from '../../domain/ml/calibration-bins.ts';
import { averageRanks, pearson } from '../../domain/ml/correlation.ts';
import { alignFolds } from '../../domain/ml/fold-calibration.ts';
import { averagePrecision } from '../../domain/ml/precision-recall.ts';
import { brierScore, logLoss } from '../../domain/ml/probability-scores.ts';
import type { Fold } from '../../domain/ml/purged-k-fold.ts';
import { moments } from '../../domain/validation/moments.ts';
import { annualised, sharpePerBar } from '../../domain/validation/sharpe.ts';
import { AppError } from '../../kernel/errors.ts';
import type { RowRange } from '../row-range.ts';
import { type TradedPart, tradeProbabilities } from '../trade-probabilities.ts';
import { predictionsOfPath } from './cross-validation.ts';
import type { Study } from './study.ts';

const CALIBRATION_BINS = 10;
/** AUC of a fold whose test part holds one class: it tells nothing, which is what a coin tells. */
const NO_SKILL = 0.5;

/** How one configuration did on rows it had not learned from. */
export interface TrialScore {
  /** The folds of the (first) path, and the raw probabilities of their test rows. */
  readonly folds: readonly Fold[];
  readonly predictions: readonly Float64Array[];
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

/**
 * Scores a trial by its out-of-fold predictions: as a forecast, and as a strategy that trades the calibrated
 * probability through the backtest, costs included.
 * @param predictions Raw probabilities of each fold's test rows, in the order of the folds.
 */
export function scoreTrial(study: Study, predictions: readonly Float64Array[]): TrialScore {
  const scored = scorePaths(study, predictions);
  return scored.length === 1 ? scored[0] : overPaths(scored);
}

/** The scores of each path through the rows by itself. */
export const scorePaths = (study: Study, predictions: readonly Float64Array[]): TrialScore[] =>
  study.data.paths.map((path) =>
    scorePath({ ...study, data: { ...study.data, folds: path } }, predictionsOfPath(path, predictions)),
  );

/**
 * A combinatorial cross-validation gives one score a path: their mean is the trial's, and how far they lie apart says how
 * much of it is the luck of one history. Returns and predictions are those of the first path.
 */
function overPaths(scored: readonly TrialScore[]): TrialScore {
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

function scorePath(study: Study, predictions: readonly Float64Array[]): TrialScore {
  const { data, spec } = study;
  const probability = outOfFold(study, predictions);
  const aligned = outOfFold(study, alignFolds({ ...data, predictions }));
  const calibrated = crossCalibrated(study, aligned);
  const { returns, trades, exposure } = tradeProbabilities({
    ...data,
    spec,
    probability: calibrated,
    parts: tradedParts(data),
  });
  const perBar = sharpePerBar(moments(returns));
  const sharpe = annualised(perBar, data.dataset.barsPerYear);
  const all = { probability: at(probability, data.rows), outcome: outcomes(study, data.rows) };
  const loss = logLoss(all.probability, all.outcome);
  if (loss === null) throw new AppError('internal', 'A trial without rows cannot be scored');
  const foldScores = scoreFolds(study, predictions, returns);
  return {
    folds: data.folds,
    predictions,
    probability,
    calibrated,
    returns,
    foldScores,
    logLoss: loss,
    sharpePerBar: perBar,
    score: spec.training.objective === 'sharpe' ? sharpe : mean(foldScores),
    metrics: defined({
      auc: meanOverFolds(study, predictions, auc),
      pr_auc: meanOverFolds(study, predictions, averagePrecision),
      information_coefficient: meanInformation(study, predictions),
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
}: Pick<Study['data'], 'folds' | 'labels' | 'bars'>): TradedPart[] =>
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

/**
 * What one fold says by itself, higher is better: what trials that have not seen all folds are compared by. A Sharpe
 * ratio needs the calibration of all folds; for that objective the AUC stands in.
 */
export function foldValue(study: Study, fold: number, predictions: Float64Array): number {
  const outcome = outcomes(study, study.data.folds[fold].testRows);
  if (study.spec.training.objective === 'log_loss') return -(logLoss(predictions, outcome) ?? 0);
  return auc(predictions, outcome) ?? NO_SKILL;
}

/** The better trial first: by score, an undefined one last; then by log loss, then the earlier. */
export function compareScores(a: TrialScore, b: TrialScore): number {
  const [left, right] = [a.score ?? Number.NEGATIVE_INFINITY, b.score ?? Number.NEGATIVE_INFINITY];
  return left === right ? a.logLoss - b.logLoss : right - left;
}

function outOfFold({ data }: Study, predictions: readonly Float64Array[]): Float64Array {
  const probability = new Float64Array(data.bars.timeMs.length).fill(Number.NaN);
  data.folds.forEach(({ testRows }, fold) => {
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
function crossCalibrated(study: Study, aligned: Float64Array): Float64Array {
  const { calibration } = study.spec.training;
  const calibrated = new Float64Array(aligned.length).fill(Number.NaN);
  for (const { trainRows, testRows } of study.data.folds) {
    const map = fitCalibration(calibration, at(aligned, trainRows), outcomes(study, trainRows));
    const values = applyCalibration(map, at(aligned, testRows));
    testRows.forEach((row, i) => {
      calibrated[row] = values[i];
    });
  }
  return calibrated;
}

function scoreFolds(study: Study, predictions: readonly Float64Array[], returns: Float64Array): number[] {
  const { folds, dataset } = study.data;
  const { objective } = study.spec.training;
  return folds.map(({ testRows }, fold) => {
    if (objective !== 'sharpe') return foldValue(study, fold, predictions[fold]);
    const ofFold = returns.subarray(testRows[0], folds[fold + 1]?.testRows[0] ?? returns.length);
    // A fold without a trade neither earned nor lost.
    return annualised(sharpePerBar(moments(ofFold)), dataset.barsPerYear) ?? 0;
  });
}

/**
 * Mean over the folds that hold both classes. Pooling the rows of all folds would compare predictions of different
 * models, whose base rates lean against their test parts: noise would score below one half.
 */
function meanOverFolds(
  study: Study,
  predictions: readonly Float64Array[],
  figure: (score: Float64Array, outcome: Int8Array) => number | null,
): number | null {
  const values = study.data.folds
    .map(({ testRows }, fold) => figure(predictions[fold], outcomes(study, testRows)))
    .filter((value) => value !== null);
  return values.length > 0 ? mean(values) : null;
}

/** Information coefficient: rank correlation of prediction and return from the entry to the label's end, by fold. */
function meanInformation({ data }: Study, predictions: readonly Float64Array[]): number | null {
  const values = data.folds
    .map(({ testRows }, fold) => {
      const returns = at(data.returns, testRows);
      return pearson(averageRanks(predictions[fold]), averageRanks(returns));
    })
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

function outcomes({ data }: Study, rows: Int32Array): Int8Array {
  const found = new Int8Array(rows.length);
  for (let i = 0; i < rows.length; i++) found[i] = data.target[rows[i]];
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
