import { createRng } from '../../../kernel/rng.ts';
import { averageRanks } from '../correlation.ts';
import { coefficientOfRanks, rankedTarget } from './information-coefficient.ts';
import { binnedInformation, binsOfRanks } from './mutual-information.ts';
import { selectionFrequencies } from './stability-selection.ts';

/** Bins of the mutual information: ten leave some dozens of a few hundred rows to each. */
const BINS = 10;

export interface AssessInput {
  readonly names: readonly string[];
  /** Values of the rows, one list a name, in the order of `names`. */
  readonly columns: readonly Float64Array[];
  /** Class of each row, 0 or 1, and what its trade has brought: the return from entry to the end of the label. */
  readonly target: Float32Array;
  readonly returns: Float64Array;
  /** Bars a label may look ahead: the lags its error is taken with, and the length of blocks that stay together. */
  readonly horizonBars: number;
  /** Stability selection: how many draws, and which share of the columns each one keeps. */
  readonly draws: number;
  readonly share: number;
  readonly seed: string;
}

/** What one column says about the label, by itself. */
export interface ColumnAssessment {
  readonly name: string;
  /** Rank correlation with the return, -1 to 1; null where it is not defined. */
  readonly informationCoefficient: number | null;
  /** Its t statistic under overlapping labels (Newey-West). */
  readonly tStatistic: number;
  /** With the class, in nats, at least 0. */
  readonly mutualInformation: number;
  /** Share of the draws in which it was among the best, 0 to 1; 0 without draws. */
  readonly frequency: number;
}

/**
 * What each column says about the label on these rows, and how often it would be chosen on half of them.
 * O(columns · (rows log rows + rows · (draws + lags))).
 * @throws AppError `parameter_invalid` for impossible options, `data_insufficient` for fewer than two blocks of rows.
 */
export function assessColumns(input: AssessInput): ColumnAssessment[] {
  const { names, target, returns, horizonBars, draws } = input;
  const ranks = input.columns.map(finiteRanks);
  const bins = ranks.map((ofColumn) => binsOfRanks(ofColumn, BINS));
  const frequencies = draws > 0 ? frequenciesOf(input, ranks, bins) : new Map<string, number>();
  const rows = allRows(target);
  const ranked = rankedTarget(returns.map(finiteOrMissing));
  return names.map((name, k) => {
    const { value, tStatistic } = coefficientOfRanks(ranks[k], ranked, horizonBars);
    return {
      name,
      informationCoefficient: value,
      tStatistic,
      mutualInformation: binnedInformation(bins[k], target, rows, BINS),
      frequency: frequencies.get(name) ?? 0,
    };
  });
}

/** A draw keeps the columns with the best mean rank by rank correlation and mutual information on its rows. */
function frequenciesOf(
  { names, target, returns, horizonBars, draws, share, seed }: AssessInput,
  ranks: readonly Float64Array[],
  bins: readonly Int16Array[],
): ReadonlyMap<string, number> {
  const ofReturns = finiteRanks(returns);
  const count = Math.max(1, Math.round(share * names.length));
  return selectionFrequencies({
    names,
    rows: allRows(target),
    blockRows: Math.max(1, horizonBars),
    draws,
    select: (rows) => {
      const mean = meanRanks([
        ranks.map((ofColumn) => Math.abs(correlation(ofColumn, ofReturns, rows))),
        bins.map((ofColumn) => binnedInformation(ofColumn, target, rows, BINS)),
      ]);
      return [...names.keys()]
        .sort((a, b) => mean[a] - mean[b] || a - b)
        .slice(0, count)
        .map((k) => names[k]);
    },
    rng: createRng(seed),
  });
}

/**
 * Mean over several criteria of the rank each item has in them, 1 the best; higher is better in every criterion, ties share.
 * @param criteria One list a criterion, one value an item.
 */
export function meanRanks(criteria: readonly (readonly number[])[]): number[] {
  const ranks = criteria.map((values) => averageRanks(Float64Array.from(values, (value) => -value)));
  return Array.from(
    { length: criteria[0]?.length ?? 0 },
    (_, k) => ranks.reduce((sum, ofCriterion) => sum + ofCriterion[k], 0) / ranks.length,
  );
}

const allRows = (target: Float32Array): Int32Array => Int32Array.from(target.keys());

const finiteRanks = (column: Float64Array): Float64Array => averageRanks(column.map(finiteOrMissing));

const finiteOrMissing = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);

/** Pearson's correlation over some rows, of those where both are present; 0 where it is not defined. */
function correlation(a: Float64Array, b: Float64Array, rows: Int32Array): number {
  let [n, sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0, 0];
  for (const row of rows) {
    const [x, y] = [a[row], b[row]];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    n++;
    sumA += x;
    sumB += y;
    squareA += x * x;
    squareB += y * y;
    product += x * y;
  }
  // Ranks spread over their whole range: these differences lose no digits.
  const varianceA = n * squareA - sumA * sumA;
  const varianceB = n * squareB - sumB * sumB;
  return varianceA > 0 && varianceB > 0
    ? (n * product - sumA * sumB) / Math.sqrt(varianceA) / Math.sqrt(varianceB)
    : 0;
}
