import type { Rng } from '../../../kernel/rng.ts';
import { blockLength, type Interval, percentileInterval } from '../evaluation/block-resample.ts';

/** The same resamples of a fold's rows for every column that is measured on them. */
export interface FoldResamples {
  readonly rows: number;
  readonly length: number;
  readonly blocks: number;
  readonly draws: number;
  /** First rows of the blocks, one draw after the other. */
  readonly starts: Int32Array;
}

/**
 * Circular blocks (Politis & Romano 1992) of a fold's rows, drawn with replacement. Blocks are whole, so a resample may be
 * up to a block longer than the fold; its mean is over what it holds.
 * @param rows From 1, in time order. @param horizonBars Bars a label looks ahead: neighbours share outcomes.
 */
export function drawFoldResamples(rows: number, horizonBars: number, draws: number, rng: Rng): FoldResamples {
  const length = blockLength(rows, horizonBars);
  const blocks = Math.ceil(rows / length);
  const starts = Int32Array.from({ length: draws * blocks }, () => rng.integer(rows));
  return { rows, length, blocks, draws, starts };
}

/** Mean of the values in each resample. @param values One a row of the fold. */
export function resampledMeans(
  values: Float64Array,
  { rows, length, blocks, draws, starts }: FoldResamples,
): Float64Array {
  // Sums of whole blocks from differences of running sums; the rows go round.
  const running = new Float64Array(rows + length + 1);
  for (let i = 0; i < rows + length; i++) running[i + 1] = running[i] + values[i % rows];
  const means = new Float64Array(draws);
  for (let k = 0; k < starts.length; k++) {
    means[Math.floor(k / blocks)] += running[starts[k] + length] - running[starts[k]];
  }
  return means.map((sum) => sum / (blocks * length));
}

/**
 * 95 % interval of the mean over folds of a mean over rows: folds are resampled apart from each other.
 * @param folds Means of the resamples of each fold, equally many a fold.
 */
export function foldMeanInterval(folds: readonly Float64Array[]): Interval | null {
  const draws = folds[0]?.length ?? 0;
  const means = Array.from({ length: draws }, (_, b) =>
    folds.reduce((sum, fold) => sum + fold[b] / folds.length, 0),
  );
  return percentileInterval(means);
}
