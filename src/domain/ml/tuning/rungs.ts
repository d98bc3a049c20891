import { AppError } from '../../../kernel/errors.ts';

/** So many trials are trained on so many folds; the best of them go on to the next rung. */
export interface Rung {
  readonly trials: number;
  /** Folds that each trial has been trained on at the end of the rung, cumulative. */
  readonly folds: number;
}

/** Rungs that one set of trials climbs. */
export type Bracket = readonly Rung[];

/**
 * One bracket of successive halving (Jamieson & Talwalkar 2016) over the folds of a cross-validation: all trials start
 * on `firstFolds`, one in `reduction` goes on to `reduction` times as many, until the last rung uses all folds.
 */
export function halvingBracket(trials: number, folds: number, reduction: number, firstFolds = 1): Bracket {
  requireCounts(trials, folds, reduction);
  const rungs: Rung[] = [];
  let [left, used] = [trials, Math.min(folds, firstFolds)];
  while (used < folds) {
    rungs.push({ trials: left, folds: used });
    left = Math.max(1, Math.floor(left / reduction));
    used = Math.min(folds, used * reduction);
  }
  return [...rungs, { trials: left, folds }];
}

/**
 * The brackets of Hyperband (Li et al. 2018): from many trials with few folds to few trials with all folds, because it
 * is not known whether a few folds tell good from bad. The trials are shared out in the proportions of that paper,
 * (s_max + 1) / (s + 1) · reduction^s, and add up to `trials`.
 */
export function hyperbandBrackets(trials: number, folds: number, reduction: number): Bracket[] {
  requireCounts(trials, folds, reduction);
  const steps = Math.floor(Math.log(folds) / Math.log(reduction) + 1e-9);
  const shares = Array.from({ length: steps + 1 }, (_, k) => {
    const s = steps - k;
    return ((steps + 1) / (s + 1)) * reduction ** s;
  });
  const total = shares.reduce((sum, share) => sum + share, 0);
  let seen = 0;
  let given = 0;
  return shares.flatMap((share, k) => {
    seen += share;
    const count = Math.round((seen / total) * trials) - given;
    given += count;
    if (count === 0) return [];
    const firstFolds = Math.max(1, Math.floor(folds / reduction ** (steps - k)));
    return [halvingBracket(count, folds, reduction, firstFolds)];
  });
}

function requireCounts(trials: number, folds: number, reduction: number): void {
  const isCount = (value: number, least: number): boolean => Number.isInteger(value) && value >= least;
  if (isCount(trials, 1) && isCount(folds, 1) && isCount(reduction, 2)) return;
  throw new AppError(
    'parameter_invalid',
    `${trials} trials over ${folds} folds, reduced by ${reduction}: integers from 1, 1 and 2 are needed`,
  );
}
