import { averageRanks } from '../correlation.ts';
import { fBeta } from '../precision-recall.ts';
import { negativeLogLikelihood } from '../probability-scores.ts';
import type { PredictedRows } from './predicted-rows.ts';

/** Bins of equal width of the calibration error. */
const BINS = 10;
/** Precision counts twice as much as recall: a trade that is not made costs nothing. */
export const SCORE_BETA = 0.5;

export const SCORE_NAMES = [
  'auc',
  'pr_auc',
  'information_coefficient',
  'log_loss',
  'brier',
  'log_loss_calibrated',
  'brier_calibrated',
  'calibration_error',
  'hit_rate',
  'f_beta',
] as const;
export type ScoreName = (typeof SCORE_NAMES)[number];
export type Scores = Readonly<Record<ScoreName, number | null>>;

/** Predicted rows with what stays the same from one resample to the next, so that a resample is scored in O(n). */
export interface RankedRows extends PredictedRows {
  /** Rows by raw probability, ascending. */
  readonly order: Uint32Array;
  /** In that order: the outcome, and the number of the group of equal probabilities. */
  readonly orderedOutcome: Int8Array;
  readonly tie: Uint32Array;
  readonly rawRank: Float64Array;
  readonly returnRank: Float64Array;
  /** Log loss of each row, by raw and by calibrated probability. */
  readonly loss: Float64Array;
  readonly lossCalibrated: Float64Array;
}

export function rankRows(rows: PredictedRows): RankedRows {
  const { raw } = rows;
  const order = Uint32Array.from(raw.keys()).sort((a, b) => raw[a] - raw[b]);
  const lossOf = (probability: Float64Array): Float64Array =>
    probability.map((p, i) => negativeLogLikelihood(p, rows.outcome[i]));
  return {
    ...rows,
    order,
    orderedOutcome: Int8Array.from(order, (row) => rows.outcome[row]),
    tie: tiesOf(order, raw),
    rawRank: averageRanks(raw),
    returnRank: averageRanks(rows.forwardReturn),
    loss: lossOf(raw),
    lossCalibrated: lossOf(rows.calibrated),
  };
}

function tiesOf(order: Uint32Array, raw: Float64Array): Uint32Array {
  const tie = new Uint32Array(order.length);
  for (let i = 1; i < order.length; i++) {
    tie[i] = tie[i - 1] + (raw[order[i]] === raw[order[i - 1]] ? 0 : 1);
  }
  return tie;
}

/**
 * Scores of the rows of several models, each row counted `counts` times. With counts of 1 they are `auc`,
 * `averagePrecision`, Spearman's correlation, `logLoss`, `brierScore`, `expectedCalibrationError` and `fBeta` of this
 * folder; the first three are means over the models, the others pool the rows. A resample's rank correlation keeps the
 * ranks of the whole sample.
 * @param confidence Calibrated probability from which a side is called, as `signals.minConfidence`: `hit_rate` is the
 *   share of calls that were right, `f_beta` that of the up calls.
 */
export function countedScores(
  groups: readonly RankedRows[],
  counts: readonly Uint16Array[],
  confidence: number,
): Scores {
  const ordered = groups.map((rows, g) => inOrder(rows, counts[g]));
  const mean = (figure: (rows: RankedRows, g: number) => number | null): number | null => {
    const values = groups.map(figure).filter((value) => value !== null);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return {
    auc: mean((rows, g) => countedAuc(rows, ordered[g])),
    pr_auc: mean((rows, g) => countedAveragePrecision(rows, ordered[g])),
    information_coefficient: mean((rows, g) => countedRankCorrelation(rows, counts[g])),
    ...pooled(groups, counts, confidence),
  };
}

/** Counts by raw probability, ascending: fetched from everywhere once, then read in their order. */
function inOrder({ order }: RankedRows, count: Uint16Array): Uint16Array {
  const ordered = new Uint16Array(order.length);
  for (let i = 0; i < order.length; i++) ordered[i] = count[order[i]];
  return ordered;
}

function countedAuc({ orderedOutcome, tie }: RankedRows, count: Uint16Array): number | null {
  let [ones, zeros, area, tiedOnes, tiedZeros] = [0, 0, 0, 0, 0];
  for (let i = 0; i < count.length; i++) {
    if (i > 0 && tie[i] !== tie[i - 1]) {
      area += tiedOnes * (zeros + tiedZeros / 2);
      ones += tiedOnes;
      zeros += tiedZeros;
      tiedOnes = 0;
      tiedZeros = 0;
    }
    if (orderedOutcome[i] === 1) tiedOnes += count[i];
    else tiedZeros += count[i];
  }
  area += tiedOnes * (zeros + tiedZeros / 2);
  ones += tiedOnes;
  zeros += tiedZeros;
  return ones === 0 || zeros === 0 ? null : area / (ones * zeros);
}

function countedAveragePrecision({ orderedOutcome, tie }: RankedRows, count: Uint16Array): number | null {
  let [found, seen, area, before] = [0, 0, 0, 0];
  for (let i = count.length - 1; i >= 0; i--) {
    const rows = count[i];
    seen += rows;
    if (orderedOutcome[i] === 1) found += rows;
    if (i > 0 && tie[i] === tie[i - 1]) continue;
    if (found > before) area += (found - before) * (found / seen);
    before = found;
  }
  return found === 0 ? null : area / found;
}

function countedRankCorrelation(
  { rawRank: x, returnRank: y }: RankedRows,
  count: Uint16Array,
): number | null {
  let [n, sumX, sumY] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    n += count[i];
    sumX += count[i] * x[i];
    sumY += count[i] * y[i];
  }
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i] - sumX / n, y[i] - sumY / n];
    xx += count[i] * dx * dx;
    yy += count[i] * dy * dy;
    xy += count[i] * dx * dy;
  }
  return n < 2 || xx === 0 || yy === 0 ? null : xy / Math.sqrt(xx * yy);
}

function pooled(
  groups: readonly RankedRows[],
  counts: readonly Uint16Array[],
  confidence: number,
): Omit<Scores, 'auc' | 'pr_auc' | 'information_coefficient'> {
  let [n, loss, square, lossCalibrated, squareCalibrated] = [0, 0, 0, 0, 0];
  const calls = { truePositive: 0, falsePositive: 0, trueNegative: 0, falseNegative: 0 };
  let [called, right] = [0, 0];
  const bins = Array.from({ length: BINS }, () => ({ count: 0, predicted: 0, ones: 0 }));
  groups.forEach(({ raw, calibrated, outcome, ...rows }, g) => {
    const counted = counts[g];
    for (let i = 0; i < raw.length; i++) {
      const count = counted[i];
      if (count === 0) continue;
      const [p, q, y] = [raw[i], calibrated[i], outcome[i]];
      n += count;
      loss += count * rows.loss[i];
      square += count * (p - y) * (p - y);
      lossCalibrated += count * rows.lossCalibrated[i];
      squareCalibrated += count * (q - y) * (q - y);
      const bin = bins[Math.min(BINS - 1, Math.floor(q * BINS))];
      bin.count += count;
      bin.predicted += count * q;
      bin.ones += count * y;
      if (q >= confidence) calls[y === 1 ? 'truePositive' : 'falsePositive'] += count;
      else calls[y === 1 ? 'falseNegative' : 'trueNegative'] += count;
      if (q < confidence && q > 1 - confidence) continue;
      called += count;
      if (q >= confidence === (y === 1)) right += count;
    }
  });
  const off = bins.reduce((sum, { predicted, ones }) => sum + Math.abs(predicted - ones), 0);
  const share = (total: number): number | null => (n === 0 ? null : total / n);
  return {
    log_loss: share(loss),
    brier: share(square),
    log_loss_calibrated: share(lossCalibrated),
    brier_calibrated: share(squareCalibrated),
    calibration_error: share(off),
    hit_rate: called === 0 ? null : right / called,
    f_beta: fBeta(calls, SCORE_BETA),
  };
}
