import { AppError } from '../../kernel/errors.ts';

export interface WeightOptions {
  /**
   * Weight of the oldest label as a share of the newest one's, falling evenly with the uniqueness in between: 1 no
   * decay, 0 down to nothing; below 0 the oldest share `-timeDecay` of the uniqueness weighs nothing at all.
   * In (-1, 1].
   */
  readonly timeDecay: number;
  /** Whether both classes get the same total weight. */
  readonly classBalance: boolean;
}

export interface WeightInput extends WeightOptions {
  /** Rows a model learns from, ascending. */
  readonly rows: Int32Array;
  /** Average uniqueness of the label, and its class (0 or 1), by bar. */
  readonly uniqueness: Float32Array;
  readonly target: Float32Array;
}

/**
 * Sample weights of one training: uniqueness, decayed with age (Lopez de Prado 2018, ch. 4.7), classes balanced.
 * Both depend on the rows learned from, so that nothing is known of other rows.
 * @returns By bar; the uniqueness itself, unchanged, when neither is asked for. Of other rows 0 otherwise. O(rows).
 * @throws AppError `parameter_invalid` for a decay outside (-1, 1].
 */
export function sampleWeights({
  rows,
  uniqueness,
  target,
  timeDecay,
  classBalance,
}: WeightInput): Float32Array {
  if (!(timeDecay > -1 && timeDecay <= 1)) {
    throw new AppError('parameter_invalid', `timeDecay is ${timeDecay}; it must be above -1 and at most 1`);
  }
  if (timeDecay === 1 && !classBalance) return uniqueness;
  const weight = new Float64Array(uniqueness.length);
  for (const row of rows) weight[row] = uniqueness[row];
  if (timeDecay < 1) decay(weight, rows, timeDecay);
  if (classBalance) balance(weight, rows, target);
  return Float32Array.from(weight);
}

function decay(weight: Float64Array, rows: Int32Array, last: number): void {
  const total = rows.reduce((sum, row) => sum + weight[row], 0);
  const slope = last >= 0 ? (1 - last) / total : 1 / ((1 + last) * total);
  let seen = 0;
  for (const row of rows) {
    seen += weight[row];
    weight[row] *= Math.max(0, 1 - slope * (total - seen));
  }
}

function balance(weight: Float64Array, rows: Int32Array, target: Float32Array): void {
  const ones = rows.reduce((sum, row) => sum + weight[row] * target[row], 0);
  const total = rows.reduce((sum, row) => sum + weight[row], 0);
  if (ones === 0 || ones === total) return;
  for (const row of rows) weight[row] *= total / 2 / (target[row] === 1 ? ones : total - ones);
}
