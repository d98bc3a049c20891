import { averageRanks, pearson } from '../../ml/correlation.ts';
import { normalQuantile } from '../normal.ts';

/** How often a control may raise a false alarm, both sides together. */
const FALSE_ALARMS = 0.001;

/** Scores of rows by a model that must know nothing about their classes. */
export interface ControlScores {
  readonly scores: Float64Array;
  /** 0 or 1, one a score, in the order of time. */
  readonly outcomes: Int8Array;
}

/**
 * How far the AUC of scores that know nothing may lie from 0.5: `z * sqrt((P + N + 1) / (12 P N))`, the standard
 * deviation of the Mann-Whitney statistic when the labels are a random permutation (ties make it smaller), at one false
 * alarm in a thousand.
 * @param positives P, rows of class 1, and
 * @param negatives N, rows of class 0; null when a class is empty.
 */
export function aucNoiseBound(positives: number, negatives: number): number | null {
  if (positives === 0 || negatives === 0) return null;
  const sd = Math.sqrt((positives + negatives + 1) / (12 * positives * negatives));
  return normalQuantile(1 - FALSE_ALARMS / 2) * sd;
}

/**
 * The same for classes that remember, as labels that overlap do: the variance grows by `1 + 2 sum w(k) rs(k) ro(k)` with
 * the autocorrelations of the scores' ranks and of the classes (Bartlett 1946, for two series that know nothing of each
 * other), weights falling evenly to 0 at a quarter of the rows. Never below the bound for independent classes.
 */
export function dependentAucBound({ scores, outcomes }: ControlScores): number | null {
  const positives = outcomes.reduce((count, value) => count + value, 0);
  const bound = aucNoiseBound(positives, outcomes.length - positives);
  if (bound === null) return null;
  const [ranks, classes] = [averageRanks(scores), Float64Array.from(outcomes)];
  const lags = Math.floor(outcomes.length / 4);
  let inflation = 1;
  for (let lag = 1; lag <= lags; lag++) {
    inflation += 2 * (1 - lag / (lags + 1)) * (lagged(ranks, lag) * lagged(classes, lag));
  }
  return bound * Math.sqrt(Math.max(1, inflation));
}

const lagged = (values: Float64Array, lag: number): number =>
  pearson(values.subarray(lag), values.subarray(0, values.length - lag)) ?? 0;
