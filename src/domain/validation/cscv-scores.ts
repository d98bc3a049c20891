/** Scores of every trial over every choice of half of the blocks, the choices in lexicographic order. */
export interface PartScores {
  readonly parts: number;
  readonly trials: number;
  of(part: number, trial: number): number;
}

/** Rank of the complement of a choice of half of the blocks: lexicographic order reversed. */
export const complementRank = (part: number, parts: number): number => parts - 1 - part;

/**
 * Scores (mean / sample standard deviation) from sums by block: walking the choices depth first, each prefix of
 * a choice is summed once, so a score costs O(1) amortised and no sum is ever undone (no rounding drift).
 * @param columns Equal lengths, at least `2 * blocks`; the oldest `length mod blocks` values are left out.
 */
export function blockScores(columns: readonly Float64Array[], blocks: number): PartScores {
  const trials = columns.length;
  const half = blocks / 2;
  const parts = binomial(blocks, half);
  const length = Math.floor(columns[0].length / blocks);
  const { sums, squares } = blockSums(columns, blocks, length);
  const scores = new Float64Array(parts * trials);
  // Level d of the walk keeps the sums over the first d blocks of the choice.
  const sumAt = Array.from({ length: half + 1 }, () => new Float64Array(trials));
  const squareAt = Array.from({ length: half + 1 }, () => new Float64Array(trials));
  let part = 0;

  const walk = (depth: number, firstBlock: number): void => {
    if (depth === half) {
      writeScores(
        scores.subarray(part * trials, (part + 1) * trials),
        sumAt[half],
        squareAt[half],
        half * length,
      );
      part++;
      return;
    }
    for (let block = firstBlock; block <= blocks - (half - depth); block++) {
      for (let trial = 0; trial < trials; trial++) {
        sumAt[depth + 1][trial] = sumAt[depth][trial] + sums[block * trials + trial];
        squareAt[depth + 1][trial] = squareAt[depth][trial] + squares[block * trials + trial];
      }
      walk(depth + 1, block + 1);
    }
  };
  walk(0, 0);
  return { parts, trials, of: (p, trial) => scores[p * trials + trial] };
}

function blockSums(columns: readonly Float64Array[], blocks: number, length: number) {
  const trials = columns.length;
  const dropped = columns[0].length - blocks * length;
  const sums = new Float64Array(blocks * trials);
  const squares = new Float64Array(blocks * trials);
  columns.forEach((column, trial) => {
    for (let row = 0; row < blocks * length; row++) {
      const value = column[dropped + row];
      const cell = Math.floor(row / length) * trials + trial;
      sums[cell] += value;
      squares[cell] += value * value;
    }
  });
  return { sums, squares };
}

/** Share of the sum of squares below which a sum of squared deviations is nothing but rounding. */
const ROUNDING = 1e-13;

function writeScores(out: Float64Array, sums: Float64Array, squares: Float64Array, n: number): void {
  for (let trial = 0; trial < out.length; trial++) {
    const mean = sums[trial] / n;
    const deviations = squares[trial] - sums[trial] * mean;
    // Constant returns: none at all score 0, a sure gain or loss beats or loses against everything.
    if (deviations <= ROUNDING * squares[trial])
      out[trial] = mean === 0 ? 0 : mean * Number.POSITIVE_INFINITY;
    else out[trial] = mean / Math.sqrt(deviations / (n - 1));
  }
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return Math.round(result);
}
