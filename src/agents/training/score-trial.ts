import type { Fold } from '../../domain/ml/purged-k-fold.ts';
import type { Threads } from '../agent.ts';
import { predictionsOfPath } from './cross-validation.ts';
import { classes, foldValue, overPaths, type PathScore } from './score-paths.ts';
import type { Study } from './study.ts';

/** How one configuration did on rows it had not learned from. */
export interface TrialScore extends PathScore {
  /** The folds of the (first) path, and the raw probabilities of their test rows. */
  readonly folds: readonly Fold[];
  readonly predictions: readonly Float64Array[];
}

/**
 * Scores a trial by its out-of-fold predictions, in the compute threads.
 * @param predictions Raw probabilities of each fold's test rows, in the order of the folds.
 * @throws what `calculate` throws.
 */
export async function scoreTrial(
  study: Study,
  predictions: readonly Float64Array[],
  context: Threads,
): Promise<TrialScore> {
  const scored = await scoreInThreads(study, predictions, context);
  const [path] = study.data.paths;
  return {
    ...(scored.length === 1 ? scored[0] : overPaths(scored)),
    folds: path,
    predictions: predictionsOfPath(path, predictions),
  };
}

/** The scores of each path through the rows by itself. */
export const scoreInThreads = (
  { scored, spec }: Pick<Study, 'scored' | 'spec'>,
  predictions: readonly Float64Array[],
  { compute, signal }: Threads,
): Promise<readonly PathScore[]> => compute.calculate('pathScores', { scored, spec, predictions }, signal);

/** What one fold of a trial says by itself, see `foldValue`. */
export const valueOfFold = ({ data, spec }: Study, fold: number, predictions: Float64Array): number =>
  foldValue(spec.training.objective, predictions, classes(data.target, data.folds[fold].testRows));

/** The better trial first: by score, an undefined one last; then by log loss, then the earlier. */
export function compareScores(a: TrialScore, b: TrialScore): number {
  const [left, right] = [a.score ?? Number.NEGATIVE_INFINITY, b.score ?? Number.NEGATIVE_INFINITY];
  return left === right ? a.logLoss - b.logLoss : right - left;
}
