import { describe, expect, it } from 'vitest';
import { modelToOnnx } from '../../../src/domain/model/onnx.ts';
import { parseModelText } from '../../../src/domain/model/parse-model-text.ts';
import { Booster } from '../../../src/native/lightgbm/booster.ts';
import { Dataset } from '../../../src/native/lightgbm/dataset.ts';
import { fitModel } from '../../../src/native/lightgbm/fit.ts';
import { loadLightGbm } from '../../../src/native/lightgbm/library.ts';
import { trainBooster } from '../../../src/native/lightgbm/train.ts';
import { learnableTask } from '../../support/learnable-task.ts';
import { classifyWithRuntime } from '../../support/onnx-runtime.ts';

const library = loadLightGbm();
const ROWS = 300;

const graphOf = (text: string): Uint8Array => modelToOnnx(parseModelText(text), { version: '1' });

describe('an exported graph in ONNX Runtime', () => {
  it.each([
    ['complete inputs', 0, 0, {}],
    ['NaN routed as trained', 0.2, 0.2, {}],
    ['NaN where training had none', 0, 0.2, {}],
    ['a split at zero that sends NaN by its sign', 0, 0.2, { use_missing: false }],
    ['a sigmoid of its own', 0.1, 0.1, { sigmoid: 2 }],
    ['a random forest, averaged', 0.1, 0.1, { boosting: 'rf', bagging_fraction: 0.5, bagging_freq: 1 }],
    ['dart, its trees rescaled', 0.1, 0.1, { boosting: 'dart' }],
    ['trees of one leaf', 0, 0.2, { min_data_in_leaf: 100_000 }],
    ['many small trees', 0.1, 0.1, { num_iterations: 300, num_leaves: 4 }],
  ])('predicts what LightGBM does, to 1e-6: %s', async (_, missingInTraining, missingNow, params) => {
    const task = learnableTask({ missing: missingInTraining, params });
    const { modelText } = fitModel(library, task, () => false);
    const { columns } = task.matrix;
    const gap = missingNow === 0 ? Number.POSITIVE_INFINITY : Math.round(1 / missingNow);
    const values = Float32Array.from(task.matrix.values.subarray(0, ROWS * columns), (value, i) =>
      (i + 1) % gap === 0 ? Number.NaN : value,
    );
    using booster = Booster.fromText(library, modelText);
    const expected = booster.predict({ values, rows: ROWS, columns });
    const { probabilities, label, dims } = await classifyWithRuntime(graphOf(modelText), values, columns);
    expect(dims).toEqual([ROWS, 2]);
    expected.forEach((p, row) => {
      expect(Math.abs(probabilities[2 * row + 1] - p)).toBeLessThan(1e-6);
      expect(Math.abs(probabilities[2 * row] + probabilities[2 * row + 1] - 1)).toBeLessThan(1e-6);
      if (Math.abs(p - 0.5) > 1e-6) expect(label[row]).toBe(p > 0.5 ? 1 : 0);
    });
  });

  it('takes the way of LightGBM at the thresholds themselves', async () => {
    const task = learnableTask({ rows: 2_000 });
    const { modelText } = fitModel(library, task, () => false);
    const model = parseModelText(modelText);
    const { columns } = task.matrix;
    // Rows that sit on the float32 numbers about every threshold: below, at and above it.
    const rows = model.trees.slice(0, 10).flatMap((tree) =>
      Array.from(tree.threshold, (threshold, node) =>
        [-1, 0, 1].map((step) => {
          const row = new Array<number>(columns).fill(0);
          const near = Math.fround(threshold);
          row[tree.splitFeature[node]] = near + step * Math.abs(near) * 2 ** -23;
          return row;
        }),
      ).flat(),
    );
    const values = Float32Array.from(rows.flat());
    using booster = Booster.fromText(library, modelText);
    const expected = booster.predict({ values, rows: rows.length, columns });
    const { probabilities } = await classifyWithRuntime(graphOf(modelText), values, columns);
    expected.forEach((p, row) => {
      expect(Math.abs(probabilities[2 * row + 1] - p)).toBeLessThan(1e-6);
    });
  });
});

describe('what ONNX cannot say is refused, never approximated', () => {
  const task = learnableTask({ rows: 400 });
  const trainWith = (
    params: Record<string, number | string | boolean>,
    label = task.target,
    code = false,
  ) => {
    const { matrix, featureNames } = task;
    const coded = code
      ? { ...matrix, values: matrix.values.map((value) => Math.abs(Math.round(value * 2))) }
      : matrix;
    const all = { ...task.params, verbosity: -1, ...params };
    using dataset = Dataset.create(library, {
      matrix: coded,
      label,
      featureNames,
      params: all,
      ...(code && { categorical: [0, 1] }),
    });
    using booster = trainBooster(library, { dataset, params: all }).booster;
    return booster.toText();
  };

  it.each([
    [
      'categorical splits',
      () => trainWith({ min_data_per_group: 1, cat_smooth: 0, cat_l2: 0 }, task.target, true),
      /splits by categories/,
    ],
    [
      'several classes',
      () =>
        trainWith(
          { objective: 'multiclass', num_class: 3 },
          Float32Array.from(task.target, (_, row) => row % 3),
        ),
      /several classes/,
    ],
    ['linear leaves', () => trainWith({ linear_tree: true }), /linear leaves/],
    ['a regression', () => trainWith({ objective: 'regression' }), /Only binary models/],
    ['zeros as missing values', () => trainWith({ zero_as_missing: true }), /takes zeros for missing/],
  ])('%s', (_, train, message) => {
    expect(() => graphOf(train())).toThrow(expect.objectContaining({ code: 'model_invalid' }));
    expect(() => graphOf(train())).toThrow(message);
  });
});
