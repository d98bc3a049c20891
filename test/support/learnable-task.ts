import type { FitTask, LightGbmParams, SharedMatrix } from '../../src/agents/ports.ts';
import { createRng } from '../../src/kernel/rng.ts';

/** Shared memory for a matrix, filled by `value(row, column)`. */
export function sharedMatrix(
  rows: number,
  columns: number,
  value: (row: number, column: number) => number,
): SharedMatrix {
  const values = new Float64Array(new SharedArrayBuffer(rows * columns * 8));
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) values[r * columns + c] = value(r, c);
  return { values, rows, columns };
}

export interface LearnableOptions {
  readonly rows?: number;
  readonly columns?: number;
  readonly seed?: string;
  /** Standard deviation of the noise on the score behind the classes. */
  readonly noise?: number;
  /** Share of values that are missing. */
  readonly missing?: number;
  readonly params?: LightGbmParams;
}

/**
 * A binary problem that trees can learn: normal features, class 1 where x0 + x0 * x1 plus noise is above zero.
 * The first half of the rows is for training, the second half is predicted.
 */
export function learnableTask(options: LearnableOptions = {}): FitTask {
  const { rows = 2_000, columns = 6, seed = 'learnable', noise = 0.1, missing = 0 } = options;
  const rng = createRng(seed);
  const matrix = sharedMatrix(rows, columns, () => rng.normal());
  const target = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    const x0 = matrix.values[r * columns];
    const x1 = matrix.values[r * columns + 1];
    target[r] = x0 + x0 * x1 + noise * rng.normal() > 0 ? 1 : 0;
  }
  for (let i = 0; i < matrix.values.length; i++) {
    if (rng.uniform() < missing) matrix.values[i] = Number.NaN;
  }
  const half = rows >> 1;
  return {
    matrix,
    target,
    trainRows: Int32Array.from({ length: half }, (_, i) => i),
    predictRows: Int32Array.from({ length: rows - half }, (_, i) => half + i),
    featureNames: Array.from({ length: columns }, (_, i) => `f${i}`),
    params: {
      objective: 'binary',
      num_iterations: 60,
      num_leaves: 15,
      learning_rate: 0.1,
      min_data_in_leaf: 20,
      feature_fraction: 0.8,
      bagging_fraction: 0.8,
      bagging_freq: 1,
      seed: 7,
      ...options.params,
    },
  };
}
