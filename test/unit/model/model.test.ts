import { describe, expect, it } from 'vitest';
import { modelToJson } from '../../../src/domain/model/model-json.ts';
import { modelToOnnx } from '../../../src/domain/model/onnx.ts';
import { floorToFloat32 } from '../../../src/domain/model/onnx-ensemble.ts';
import { parseModelText } from '../../../src/domain/model/parse-model-text.ts';
import { Booster } from '../../../src/native/lightgbm/booster.ts';
import { fitModel } from '../../../src/native/lightgbm/fit.ts';
import { loadLightGbm } from '../../../src/native/lightgbm/library.ts';
import { learnableTask, sharedMatrix } from '../../support/learnable-task.ts';
import { readClassifier } from '../../support/onnx-evaluator.ts';

const library = loadLightGbm();
const ROWS = 300;
const trained = (missing: number, params = {}) => {
  const task = learnableTask({ missing, params });
  return { task, text: fitModel(library, task, () => false).modelText };
};

/** LightGBM's quick reader of texts may miss the last bit of a number, ours does not: 14 digits are compared. */
const read = (json: string): Record<string, unknown> =>
  JSON.parse(json, (_, value) =>
    typeof value === 'number' ? Number(value.toPrecision(14)) : value,
  ) as Record<string, unknown>;

describe('a model text read by ourselves', () => {
  it.each([0, 0.1])('says what LightGBM\u2019s own JSON says (missing values: %d)', (missing) => {
    const { text } = trained(missing);
    using booster = Booster.fromText(library, text);
    const expected = read(booster.dumpJson());
    const ours = read(JSON.stringify(modelToJson(parseModelText(text))));
    expect(ours.tree_info).toEqual(expected.tree_info);
    expect(expected).toMatchObject({ ...ours, tree_info: expected.tree_info });
  });

  it('that splits missing values from all others has a finite threshold, as in LightGBM\u2019s own JSON', () => {
    const task = learnableTask();
    const isMissing = (row: number): boolean => row % 3 === 0;
    const { modelText } = fitModel(
      library,
      {
        ...task,
        matrix: sharedMatrix(2_000, 1, (row) => (isMissing(row) ? Number.NaN : row % 7)),
        target: task.target.map((_, row) => (isMissing(row) ? 1 : 0)),
        featureNames: ['x'],
      },
      () => false,
    );
    expect(modelText).toMatch(/^threshold=inf$/m);
    using booster = Booster.fromText(library, modelText);
    const expected = read(booster.dumpJson());
    expect(read(JSON.stringify(modelToJson(parseModelText(modelText)))).tree_info).toEqual(
      expected.tree_info,
    );
  });

  it('that never splits is one leaf a tree', () => {
    const { text } = trained(0, { min_data_in_leaf: 1_000 });
    expect(() => modelToOnnx(parseModelText(text), { version: '1' })).not.toThrow();
  });

  it.each([
    ['no model', () => 'hello', /does not start/],
    ['cut', (text: string) => text.slice(0, text.length >> 1), /do not end/],
    [
      'short of a tree',
      (text: string) => text.replace(/\nTree=3\n[\s\S]*?\n\n\n?(?=Tree=4)/, '\n'),
      /announces 60/,
    ],
    ['a circle', (text: string) => text.replace(/^left_child=\S+/m, 'left_child=0'), /no tree at node 0/],
    [
      'of a feature too many',
      (text: string) => text.replace(/^split_feature=\S+/m, 'split_feature=6'),
      /feature 6/,
    ],
    ['of several classes', (text: string) => text.replace('num_class=1', 'num_class=3'), /several classes/],
  ])('is refused when it is %s', (_, damage, message) => {
    expect(() => parseModelText(damage(trained(0).text))).toThrowError(message);
  });
});

describe('the ONNX graph', () => {
  it.each([
    ['without missing values in training', 0, {}],
    ['with missing values', 0.1, {}],
    ['with a sigmoid of its own', 0.1, { sigmoid: 2 }],
    ['of a random forest', 0, { boosting: 'rf' }],
  ])('%s predicts what LightGBM does, to 1e-6, NaN among the inputs', (_, missing, params) => {
    const { text, task } = trained(missing, params);
    const classify = readClassifier(modelToOnnx(parseModelText(text), { version: '1' }));
    const columns = task.matrix.columns;
    const values = Float32Array.from(task.matrix.values.subarray(0, ROWS * columns), (value, i) =>
      i % 11 === 0 ? Number.NaN : value,
    );
    using booster = Booster.fromText(library, text);
    booster.predict({ values, rows: ROWS, columns }).forEach((expected, row) => {
      const [no, yes] = classify([...values.subarray(row * columns, (row + 1) * columns)]);
      expect(Math.abs(yes - expected)).toBeLessThan(1e-6);
      expect(no + yes).toBeCloseTo(1, 6);
    });
  });

  it('is refused for what is not binary, and for zeros as missing values', () => {
    const { text } = trained(0);
    const other = text.replace('objective=binary sigmoid:1', 'objective=regression');
    expect(() => modelToOnnx(parseModelText(other), { version: '1' })).toThrowError(/"regression"/);
    const zeros = trained(0, { zero_as_missing: true }).text;
    expect(() => modelToOnnx(parseModelText(zeros), { version: '1' })).toThrowError(/zeros for missing/);
  });

  it.each([0.1, -0.1, 1e-30, -1e-30, 1e-50, -1e-50, 4000.123456789, 0, 1])(
    'rounds the threshold %d to the float32 below or at it',
    (value) => {
      const floor = floorToFloat32(value);
      expect(floor).toBeLessThanOrEqual(value);
      const above = Math.fround(floor + Math.max(Math.abs(floor) * 2 ** -23, 2 ** -149));
      expect(above).toBeGreaterThan(value);
    },
  );
});
