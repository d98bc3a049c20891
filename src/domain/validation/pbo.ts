import { AppError } from '../../kernel/errors.ts';
import { blockScores, complementRank, type PartScores } from './cscv-scores.ts';
import { type Dominance, dominance } from './stochastic-dominance.ts';

/** Probability of backtest overfitting, with what it was computed from. */
export interface OverfittingTest {
  /** Share of the splits whose in-sample best is at or below the out-of-sample median (logit <= 0), 0 to 1. */
  readonly pbo: number;
  /** Logit of the relative out-of-sample rank of the in-sample best, one a split, in lexicographic order. */
  readonly logits: Float64Array;
  /** Column of the in-sample best, one a split. */
  readonly selected: Int32Array;
  /** Share of the splits in which the in-sample best loses out of sample (score < 0). */
  readonly probabilityOfLoss: number;
  /** Least-squares line from the in-sample to the out-of-sample score of the selected; null for equal scores. */
  readonly degradation: { readonly slope: number; readonly intercept: number } | null;
  /**
   * Out-of-sample scores of the selected against those of all trials: whether selecting was better than drawing one at
   * random. Null where a score is infinite.
   */
  readonly dominance: Dominance | null;
}

/** Blocks of the overfitting test: 12,870 splits, the number its authors use. */
export const CSCV_BLOCKS = 16;

/** More out-of-sample scores than this say no more about their distribution. */
const MAX_COMPARED = 400_000;

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein,
 * Lopez de Prado & Zhu 2015). The oldest `T mod blocks` rows are dropped, the rest is cut into blocks, and each
 * choice of half of them is once in sample and once out of sample. Score: mean / standard deviation (n - 1) of a
 * trial's returns over the part. The in-sample best is the first on ties; the out-of-sample rank is ascending,
 * averaged on ties, and divided by N + 1.
 *
 * @param trials One column of T per-bar returns a trial; a trial that never traded is a column of zeros.
 * @param blocks S, even, 2 to 20.
 * @returns null where the test is undefined: fewer than two trials, or fewer than two rows a block.
 * @throws AppError `parameter_invalid` for odd or too many blocks, columns of unequal length, or
 *   returns that are not numbers.
 */
export function overfittingTest(trials: readonly Float64Array[], blocks: number): OverfittingTest | null {
  assertTrials(trials, blocks);
  if (trials.length < 2 || trials[0].length < 2 * blocks) return null;
  const scores = blockScores(trials, blocks);
  const { parts } = scores;
  const logits = new Float64Array(parts);
  const selected = new Int32Array(parts);
  const inSample = new Float64Array(parts);
  const outOfSample = new Float64Array(parts);
  for (let part = 0; part < parts; part++) {
    const other = complementRank(part, parts);
    const best = bestTrial(scores, part);
    const relativeRank = ascendingRank(scores, other, best) / (trials.length + 1);
    selected[part] = best;
    inSample[part] = scores.of(part, best);
    outOfSample[part] = scores.of(other, best);
    logits[part] = Math.log(relativeRank / (1 - relativeRank));
  }
  return {
    pbo: logits.reduce((count, logit) => count + (logit <= 0 ? 1 : 0), 0) / parts,
    logits,
    selected,
    probabilityOfLoss: outOfSample.reduce((count, score) => count + (score < 0 ? 1 : 0), 0) / parts,
    degradation: leastSquares(inSample, outOfSample),
    dominance: dominanceOf(outOfSample, scores),
  };
}

function dominanceOf(selected: Float64Array, scores: PartScores): Dominance | null {
  const all = scores.parts * scores.trials;
  const step = Math.ceil(all / MAX_COMPARED);
  const compared = Float64Array.from({ length: Math.floor((all - 1) / step) + 1 }, (_, i) => {
    const index = i * step;
    return scores.of(Math.floor(index / scores.trials), index % scores.trials);
  });
  if (![selected, compared].every((values) => values.every(Number.isFinite))) return null;
  return dominance(selected, compared);
}

function bestTrial(scores: PartScores, part: number): number {
  let best = 0;
  for (let trial = 1; trial < scores.trials; trial++) {
    if (scores.of(part, trial) > scores.of(part, best)) best = trial;
  }
  return best;
}

/** 1 for the lowest score of the part; trials with equal scores share the mean of their ranks. */
function ascendingRank(scores: PartScores, part: number, trial: number): number {
  const own = scores.of(part, trial);
  let below = 0;
  let equal = 0;
  for (let k = 0; k < scores.trials; k++) {
    const score = scores.of(part, k);
    if (score < own) below++;
    else if (score === own) equal++;
  }
  return below + (equal + 1) / 2;
}

function leastSquares(x: Float64Array, y: Float64Array): OverfittingTest['degradation'] {
  const n = x.length;
  const meanX = x.reduce((total, value) => total + value, 0) / n;
  const meanY = y.reduce((total, value) => total + value, 0) / n;
  let xx = 0;
  let xy = 0;
  for (let i = 0; i < n; i++) {
    xx += (x[i] - meanX) ** 2;
    xy += (x[i] - meanX) * (y[i] - meanY);
  }
  const slope = xy / xx;
  return Number.isFinite(slope) ? { slope, intercept: meanY - slope * meanX } : null;
}

function assertTrials(trials: readonly Float64Array[], blocks: number): void {
  if (!(Number.isInteger(blocks) && blocks >= 2 && blocks <= 20 && blocks % 2 === 0)) {
    throw new AppError(
      'parameter_invalid',
      `CSCV needs an even number of blocks from 2 to 20, got ${blocks}`,
    );
  }
  const uneven = trials.findIndex((column) => column.length !== trials[0].length);
  if (uneven > 0) {
    throw new AppError(
      'parameter_invalid',
      `Trial ${uneven} has ${trials[uneven].length} returns, the first one has ${trials[0].length}`,
    );
  }
  const undefinedAt = trials.findIndex((column) => !column.every(Number.isFinite));
  if (undefinedAt >= 0) {
    throw new AppError('parameter_invalid', `Trial ${undefinedAt} has returns that are not finite numbers`);
  }
}

/** Values in bins of equal width. */
export interface Histogram {
  /** Lower edge of each bin. */
  readonly from: readonly number[];
  /** Share of the values in each bin; together 1. */
  readonly share: readonly number[];
}

/** The distribution of the logits in `bins` bins from the least to the largest; the largest falls into the last one. */
export function logitHistogram({ logits }: Pick<OverfittingTest, 'logits'>, bins: number): Histogram {
  const low = logits.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = logits.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  // All logits equal: one bin of any width.
  const width = (high - low) / bins || 1;
  const counts = new Array<number>(bins).fill(0);
  for (const logit of logits) counts[Math.min(bins - 1, Math.floor((logit - low) / width))]++;
  return {
    from: counts.map((_, k) => low + k * width),
    share: counts.map((count) => count / logits.length),
  };
}
