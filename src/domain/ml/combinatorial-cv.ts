import { AppError } from '../../kernel/errors.ts';
import { type Fold, purgeTrainRows, requireSpans } from './purged-k-fold.ts';

export interface CombinatorialInput {
  /** Bars that have a label, ascending. */
  readonly rows: Int32Array;
  /** By bar: last bar its label looks at, at least the bar itself. */
  readonly endIndex: Int32Array;
  /** Contiguous groups the rows are cut into, from 2 to the number of rows. */
  readonly groups: number;
  /** Groups tested at a time, from 1 to groups - 1. */
  readonly testGroups: number;
  readonly embargoBars: number;
  /** Bars before its own that a row's features look at. */
  readonly lookbackBars?: number;
}

export interface CombinatorialSplit {
  readonly trainRows: Int32Array;
  /** Numbers of the tested groups, ascending. */
  readonly testGroups: readonly number[];
}

export interface CombinatorialCv {
  /** Rows of each group: equal sizes, the remainder in the last. */
  readonly groups: readonly Int32Array[];
  /** One for each choice of the tested groups, in lexicographic order. */
  readonly splits: readonly CombinatorialSplit[];
  /**
   * Paths through all groups: `paths[j][g]` is the split whose model predicts group g on path j, the j-th of those
   * that test g.
   */
  readonly paths: readonly (readonly number[])[];
}

/** More trainings than this nobody waits for. */
const MAX_SPLITS = 100_000;

/**
 * Combinatorial purged cross-validation (Lopez de Prado 2018, ch. 12): every choice of `testGroups` among `groups` is
 * tested once, its training part purged against each tested stretch by label ends and look-back, and embargoed. Each
 * group is tested C(groups - 1, testGroups - 1) times, which gives as many paths that cover every row once.
 *
 * @throws AppError `parameter_invalid` for impossible arguments, `data_insufficient` when a split has nothing to
 *   train on.
 */
export function combinatorialCv(input: CombinatorialInput): CombinatorialCv {
  requireGroups(input);
  const groups = cutGroups(input.rows, input.groups);
  const splits = combinations(input.groups, input.testGroups).map((testGroups) => ({
    testGroups,
    trainRows: trainRowsOf(input, groups, testGroups),
  }));
  const testing = groups.map((_, g) =>
    splits.flatMap(({ testGroups }, split) => (testGroups.includes(g) ? [split] : [])),
  );
  return { groups, splits, paths: testing[0].map((_, path) => testing.map((ofGroup) => ofGroup[path])) };
}

/** A path as the folds of an ordinary cross-validation: one a group, tested once, by the model of its split. */
export const foldsOfPath = ({ groups, splits, paths }: CombinatorialCv, path: number): Fold[] =>
  groups.map((testRows, g) => ({ trainRows: splits[paths[path][g]].trainRows, testRows }));

/** Splits and paths of a choice, by the closed form; Infinity where it leaves the range of numbers. */
export function combinatorialCounts(
  groups: number,
  testGroups: number,
): { readonly splits: number; readonly paths: number } {
  const splits = binomial(groups, testGroups);
  return { splits, paths: Math.round((splits * testGroups) / groups) };
}

export interface GroupTargets {
  readonly rows: number;
  readonly paths: number;
  /** Rows an average training part should have, before purging. */
  readonly trainRows: number;
}

/**
 * The number of groups and tested groups that come closest to a wanted number of paths and size of the training part,
 * by the sum of both relative distances; of equals the one with fewer groups, then fewer tested.
 * Both grow one way in each number, so a choice is left once its training part alone costs more than the best.
 */
export function closestGroups(target: GroupTargets): {
  readonly groups: number;
  readonly testGroups: number;
} {
  let best = { groups: 3, testGroups: 2 };
  let bestCost = Number.POSITIVE_INFINITY;
  for (let groups = 3; groups <= target.rows; groups++) {
    for (let testGroups = 2; testGroups < groups; testGroups++) {
      const trainRows = (target.rows / groups) * (groups - testGroups);
      const trainCost = Math.abs(trainRows - target.trainRows) / target.trainRows;
      if (trainCost >= bestCost) continue;
      const { paths } = combinatorialCounts(groups, testGroups);
      const cost = trainCost + Math.abs(paths - target.paths) / target.paths;
      if (cost >= bestCost) continue;
      best = { groups, testGroups };
      bestCost = cost;
    }
  }
  return best;
}

function cutGroups(rows: Int32Array, count: number): Int32Array[] {
  const size = Math.floor(rows.length / count);
  return Array.from({ length: count }, (_, g) =>
    rows.slice(g * size, g === count - 1 ? rows.length : (g + 1) * size),
  );
}

function trainRowsOf(
  { rows, endIndex, embargoBars, lookbackBars = 0 }: CombinatorialInput,
  groups: readonly Int32Array[],
  testGroups: readonly number[],
): Int32Array {
  const isTested = new Set(testGroups);
  let left: Int32Array = Int32Array.from(groups.flatMap((group, g) => (isTested.has(g) ? [] : [...group])));
  for (const g of testGroups) {
    const testTo = groups[g].reduce((last, row) => Math.max(last, endIndex[row]), 0);
    left = purgeTrainRows({
      rows: left,
      endIndex,
      testFrom: groups[g][0],
      testTo,
      embargoBars,
      lookbackBars,
    });
  }
  if (left.length > 0) return left;
  throw new AppError(
    'data_insufficient',
    `Testing groups ${testGroups.map((g) => g + 1).join(', ')} of ${groups.length} leaves nothing to train on: ${rows.length} labels, an embargo of ${embargoBars} bars, a look-back of ${lookbackBars}. Use fewer test groups, a shorter horizon or more data.`,
  );
}

/** All choices of k of the numbers 0 to n - 1, in lexicographic order. */
function combinations(n: number, k: number): number[][] {
  const choice = Array.from({ length: k }, (_, i) => i);
  const all: number[][] = [];
  for (;;) {
    all.push([...choice]);
    let at = k - 1;
    while (at >= 0 && choice[at] === n - k + at) at--;
    if (at < 0) return all;
    choice[at]++;
    for (let i = at + 1; i < k; i++) choice[i] = choice[i - 1] + 1;
  }
}

function binomial(n: number, k: number): number {
  let value = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) value = (value * (n - i + 1)) / i;
  return Math.round(value);
}

function requireGroups(input: CombinatorialInput): void {
  const { rows, groups, testGroups } = input;
  if (!Number.isInteger(groups) || groups < 2 || groups > rows.length) {
    throw invalid(`${groups} groups; there must be 2 to ${rows.length}, the number of labels`);
  }
  if (!Number.isInteger(testGroups) || testGroups < 1 || testGroups >= groups) {
    throw invalid(`${testGroups} test groups; there must be 1 to ${groups - 1}`);
  }
  const { splits } = combinatorialCounts(groups, testGroups);
  if (splits > MAX_SPLITS) throw invalid(`${splits} splits; at most ${MAX_SPLITS} are computed`);
  requireSpans(input);
}

const invalid = (reason: string): AppError =>
  new AppError('parameter_invalid', `Cross-validation: ${reason}`);
