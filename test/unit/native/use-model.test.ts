import { afterAll, describe, expect, it } from 'vitest';
import { createCompute } from '../../../src/compute/pool.ts';
import { Booster } from '../../../src/native/lightgbm/booster.ts';
import { fitModel } from '../../../src/native/lightgbm/fit.ts';
import { loadLightGbm } from '../../../src/native/lightgbm/library.ts';
import { learnableTask, sharedMatrix } from '../../support/learnable-task.ts';

const library = loadLightGbm();
const task = learnableTask({ rows: 300, columns: 4, missing: 0.1 });
const { modelText } = fitModel(library, task, () => false);
const rows = Int32Array.of(3, 11, 40, 299);
const { signal } = new AbortController();
const compute = createCompute({ threads: 1 });
afterAll(() => compute.stop());

describe('what a model is asked about itself', () => {
  it('SHAP values add up to the raw score of each row', async () => {
    const values = await compute.contributions({ modelText, matrix: task.matrix, rows }, signal);
    expect(values).toHaveLength(rows.length * 5);
    using booster = Booster.fromText(library, modelText);
    const raw = booster.predict(task.matrix, rows, { kind: 'raw' });
    rows.forEach((_, i) => {
      const sum = values.subarray(i * 5, (i + 1) * 5).reduce((total, value) => total + value, 0);
      expect(sum).toBeCloseTo(raw[i], 10);
    });
  });

  it('a variant predicts what a matrix with that column would, and leaves the matrix alone', async () => {
    const before = task.matrix.values.slice();
    const swapped = Float64Array.of(1, -1, 0.5, Number.NaN);
    const variants = [
      { column: 1, values: Float64Array.of(0.25) },
      { column: 0, values: swapped },
    ];
    const answers = await compute.predictVariants({ modelText, matrix: task.matrix, rows, variants }, signal);
    const with0 = sharedMatrix(4, 4, (row, column) => {
      return column === 0 ? swapped[row] : task.matrix.values[rows[row] * 4 + column];
    });
    const with1 = sharedMatrix(4, 4, (row, column) =>
      column === 1 ? 0.25 : task.matrix.values[rows[row] * 4 + column],
    );
    const all = Int32Array.of(0, 1, 2, 3);
    const expected = [with1, with0].map((matrix) =>
      compute.predict({ modelText, matrix, rows: all }, signal),
    );
    expect(answers).toEqual(await Promise.all(expected));
    expect(task.matrix.values).toEqual(before);
  });

  it('refuses a column that is not there, and values that fit no row', async () => {
    for (const variant of [
      { column: 4, values: Float64Array.of(1) },
      { column: 0, values: Float64Array.of(1, 2) },
    ]) {
      const ask = compute.predictVariants(
        { modelText, matrix: task.matrix, rows, variants: [variant] },
        signal,
      );
      await expect(ask).rejects.toMatchObject({ code: 'parameter_invalid' });
    }
  });
});
