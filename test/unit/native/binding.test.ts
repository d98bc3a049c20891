import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { logLoss } from '../../../src/domain/ml/probability-scores.ts';
import type { NativeLogLine } from '../../../src/native/lightgbm/api.ts';
import { Booster } from '../../../src/native/lightgbm/booster.ts';
import { Dataset, type DatasetInput } from '../../../src/native/lightgbm/dataset.ts';
import { loadLightGbm } from '../../../src/native/lightgbm/library.ts';
import { repeatableParams } from '../../../src/native/lightgbm/params.ts';
import { refitModel } from '../../../src/native/lightgbm/refit.ts';
import { trainBooster } from '../../../src/native/lightgbm/train.ts';
import { learnableTask } from '../../support/learnable-task.ts';
import { treesOf } from '../../support/lightgbm-tool.ts';

const library = loadLightGbm();
const task = learnableTask({ missing: 0.05 });
const params = repeatableParams({ ...task.params, num_iterations: 30 });
const input: DatasetInput = {
  matrix: task.matrix,
  rows: task.trainRows,
  label: task.target,
  featureNames: task.featureNames,
  params,
};
const train = (changes: Partial<DatasetInput> = {}): Booster => {
  const dataset = Dataset.create(library, { ...input, ...changes });
  return trainBooster(library, { dataset, params }).booster;
};
/** With another value in the second row, which is trained on. */
function spoilt<T extends Float32Array | Float64Array>(values: T, value: number): T {
  const copy = values.slice() as T;
  copy[1] = value;
  return copy;
}
/** The raw scores of a model at some rows of the matrix: what further trees are learned on top of. */
function rawScores(model: Booster, rows: Int32Array): Float64Array {
  const scores = new Float64Array(task.matrix.rows);
  model.predict(task.matrix, rows, { kind: 'raw' }).forEach((score, i) => {
    scores[rows[i]] = score;
  });
  return scores;
}
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

describe('datasets', () => {
  const trees = treesOf(train().toText());
  const { values, rows, columns } = task.matrix;
  const half = task.trainRows.length;

  it('are the same from rows and from columns, from a copy and in place', () => {
    const byColumn = Float64Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]);
    const turned = { values: byColumn, rows, columns, layout: 'column' as const };
    expect(treesOf(train({ matrix: turned }).toText())).toBe(trees);
    const first = { values: values.subarray(0, half * columns), rows: half, columns };
    const label = task.target.subarray(0, half);
    expect(treesOf(train({ matrix: first, rows: undefined, label }).toText())).toBe(trees);
  });

  it('take float32 as it is: equal to the same values in float64', () => {
    const single = Float32Array.from(values);
    const double = Float64Array.from(single);
    const of = (numbers: Float32Array | Float64Array): string =>
      treesOf(train({ matrix: { values: numbers, rows, columns } }).toText());
    expect(of(single)).toBe(of(double));
  });

  it('come back from a binary file, and in part as a subset', () => {
    using whole = Dataset.create(library, input);
    const path = join(mkdtempSync(join(tmpdir(), 'bullwright-dataset-')), 'data.bin');
    whole.saveBinary(path);
    using again = Dataset.fromBinary(library, path);
    expect([again.rows, again.columns, again.binsOf(0)]).toEqual([whole.rows, 6, whole.binsOf(0)]);
    using booster = trainBooster(library, { dataset: again, params }).booster;
    expect(treesOf(booster.toText())).toBe(trees);
    using part = whole.subset(Int32Array.of(1, 5, 8), params);
    expect(part.rows).toBe(3);
    expect(() => whole.subset(Int32Array.of(5, 1), params)).toThrowError(/must ascend/);
  });

  it('train as a subset what a dataset of these rows with the same bin edges does', () => {
    using whole = Dataset.create(library, input);
    const half = Int32Array.from({ length: whole.rows >> 1 }, (_, i) => 2 * i);
    using part = whole.subset(half, params);
    using built = Dataset.create(library, {
      ...input,
      rows: Int32Array.from(half, (row) => task.trainRows[row]),
      reference: whole,
    });
    const treesFrom = (dataset: Dataset): string => {
      using booster = trainBooster(library, { dataset, params }).booster;
      return treesOf(booster.toText());
    };
    expect(treesFrom(part)).toBe(treesFrom(built));
    expect(treesFrom(part)).not.toBe(trees);
  });

  it('split categories by sets of codes', () => {
    const codes = Float64Array.from({ length: 600 }, (_, i) => i % 12);
    const label = Float32Array.from(codes, (code) => (code % 2 === 0 ? 1 : 0));
    const matrix = { values: codes, rows: 600, columns: 1 };
    const oneSplit = repeatableParams({
      ...params,
      num_leaves: 2,
      num_iterations: 1,
      min_data_per_group: 1,
      cat_smooth: 0,
    });
    using dataset = Dataset.create(library, {
      matrix,
      label,
      categorical: [0],
      featureNames: ['code'],
      params: oneSplit,
    });
    using booster = trainBooster(library, { dataset, params: oneSplit }).booster;
    const predictions = booster.predict(matrix);
    // One split by value could not tell even from odd codes.
    expect(new Set(predictions.filter((_, i) => label[i] === 1)).size).toBe(1);
    expect(predictions[0]).toBeGreaterThan(predictions[1]);
  });

  it.each([
    ['init scores', { initScore: new Float64Array(3) }, /3 init scores/],
    ['categories', { categorical: [6] }, /feature 6 cannot be categorical/],
    ['labels', { label: spoilt(task.target, Number.NaN) }, /the label of row 1 is NaN/],
    ['weights', { weight: spoilt(new Float32Array(2_000), -1) }, /the weight of row 1 is -1/],
    ['scores', { initScore: spoilt(new Float64Array(2_000), Infinity) }, /init score of row 1 is Inf/],
  ])('refuse %s that do not fit', (_, changes, message) => {
    expect(() => Dataset.create(library, { ...input, ...changes })).toThrowError(message);
  });
});

describe('predictions', () => {
  const booster = train();
  const rows = task.predictRows.slice(0, 50);

  it('of raw kind are the logit of the normal ones', () => {
    const normal = booster.predict(task.matrix, rows);
    booster.predict(task.matrix, rows, { kind: 'raw' }).forEach((raw, i) => {
      expect(sigmoid(raw)).toBeCloseTo(normal[i], 14);
    });
  });

  it('are the sum of SHAP values and expected value, row by row', () => {
    const raw = booster.predict(task.matrix, rows, { kind: 'raw' });
    const shap = booster.predict(task.matrix, rows, { kind: 'contributions' });
    expect(shap).toHaveLength(rows.length * 7);
    raw.forEach((value, i) => {
      expect(shap.subarray(i * 7, i * 7 + 7).reduce((sum, part) => sum + part, 0)).toBeCloseTo(value, 10);
    });
  });

  it('by leaf lead to the leaf values of the model text', () => {
    const leaves = booster.predict(task.matrix, rows, { kind: 'leaf' });
    const values = [...booster.toText().matchAll(/^leaf_value=(.*)$/gm)].map(([, line]) =>
      line.split(' ').map(Number),
    );
    booster.predict(task.matrix, rows, { kind: 'raw' }).forEach((raw, i) => {
      const sum = values.reduce((total, tree, t) => total + tree[leaves[i * values.length + t]], 0);
      expect(sum).toBeCloseTo(raw, 10);
    });
  });

  it('of one row are those of many, to the last bit', () => {
    const many = booster.predict(task.matrix, rows);
    using predictor = booster.rowPredictor();
    const single = Float64Array.from(rows, (row) =>
      predictor.predict(task.matrix.values.slice(row * 6, row * 6 + 6)),
    );
    expect(single).toEqual(many);
    expect(() => predictor.predict(new Float64Array(5))).toThrowError(/6 features/);
  });

  it('use as many rounds as they are told', () => {
    const few = Booster.fromText(library, booster.toText(4));
    expect(few.iterations).toBe(4);
    expect(booster.predict(task.matrix, rows, { iterations: 4 })).toEqual(few.predict(task.matrix, rows));
  });

  it('come with a JSON form that tells of the same trees', () => {
    const dump = JSON.parse(booster.dumpJson()) as { tree_info: unknown[]; feature_names: string[] };
    expect(dump.tree_info).toHaveLength(booster.trees);
    expect(dump.feature_names).toEqual(task.featureNames);
  });
});

describe('training round by round', () => {
  const validationOf = (dataset: Dataset): Dataset =>
    Dataset.create(library, { ...input, rows: task.predictRows, reference: dataset });

  it('stops when the watched metric has not improved, at the best round of its history', () => {
    using dataset = Dataset.create(library, input);
    using validation = validationOf(dataset);
    const many = { ...params, num_iterations: 2_000, metric: 'binary_logloss,auc', learning_rate: 0.3 };
    for (const metric of ['binary_logloss', 'auc']) {
      const { booster, bestIteration, history } = trainBooster(library, {
        dataset,
        params: many,
        validation: [validation],
        earlyStopping: { rounds: 8, metric },
      });
      using _ = booster;
      const scores = history.map((round) => round.get(metric) ?? Number.NaN);
      const best = metric === 'auc' ? Math.max(...scores) : Math.min(...scores);
      expect(scores.indexOf(best) + 1).toBe(bestIteration);
      expect(history).toHaveLength(bestIteration + 8);
    }
  });

  it('scores validation data as an independent formula does', () => {
    using dataset = Dataset.create(library, input);
    using validation = validationOf(dataset);
    const { booster, history } = trainBooster(library, {
      dataset,
      params: { ...params, metric: 'binary_logloss' },
      validation: [validation],
    });
    const outcome = Int8Array.from(task.predictRows, (row) => task.target[row]);
    const expected = logLoss(booster.predict(task.matrix, task.predictRows), outcome) ?? Number.NaN;
    expect(history.at(-1)?.get('binary_logloss')).toBeCloseTo(expected, 10);
    booster[Symbol.dispose]();
  });

  it('refuses to stop by a metric that is not computed', () => {
    using dataset = Dataset.create(library, input);
    using validation = validationOf(dataset);
    const run = (): unknown =>
      trainBooster(library, {
        dataset,
        params,
        validation: [validation],
        earlyStopping: { rounds: 3, metric: 'sharpe' },
      });
    expect(run).toThrowError(/no metric sharpe to stop by; computed are: binary_logloss/);
    expect(() => trainBooster(library, { dataset, params, earlyStopping: { rounds: 3 } })).toThrowError(
      /validation data/,
    );
    const dart = { ...params, boosting: 'dart' };
    expect(() =>
      trainBooster(library, {
        dataset,
        params: dart,
        validation: [validation],
        earlyStopping: { rounds: 3 },
      }),
    ).toThrowError(/dart: later rounds change its earlier trees/);
  });

  it('takes an objective of one\u2019s own: the logistic one gives the model of the built-in', () => {
    const plain = { ...params, boost_from_average: false };
    using dataset = Dataset.create(library, { ...input, params: plain });
    using builtIn = trainBooster(library, { dataset, params: plain }).booster;
    const label = Float32Array.from(task.trainRows, (row) => task.target[row]);
    using own = trainBooster(library, {
      dataset,
      params: { ...plain, objective: 'none' },
      objective: (scores) => ({
        gradient: Float32Array.from(scores, (score, i) => sigmoid(score) - label[i]),
        hessian: Float32Array.from(scores, (score) => sigmoid(score) * (1 - sigmoid(score))),
      }),
    }).booster;
    const expected = builtIn.predict(task.matrix, task.predictRows, { kind: 'raw' });
    own.predict(task.matrix, task.predictRows).forEach((raw, i) => {
      expect(raw).toBeCloseTo(expected[i], 5);
    });
    expect(() => own.updateCustom(new Float32Array(1), new Float32Array(1))).toThrowError(/1 gradients/);
  });

  it('stops by a metric of one\u2019s own', () => {
    using dataset = Dataset.create(library, input);
    using validation = validationOf(dataset);
    let round = 0;
    const { booster, bestIteration } = trainBooster(library, {
      dataset,
      params,
      validation: [validation],
      metric: { name: 'mine', higherIsBetter: true, evaluate: () => -Math.abs(++round - 6) },
      earlyStopping: { rounds: 3, metric: 'mine' },
    });
    expect([bestIteration, booster.iterations]).toEqual([6, 9]);
    booster[Symbol.dispose]();
  });

  it('takes rounds back and changes the learning rate on the way', () => {
    using dataset = Dataset.create(library, input);
    using booster = Booster.create(library, dataset, params);
    for (let i = 0; i < 5; i++) booster.updateOneIteration();
    const five = treesOf(booster.toText());
    booster.updateOneIteration();
    booster.rollbackOneIteration();
    expect(treesOf(booster.toText())).toBe(five);
    booster.resetParameters({ learning_rate: 0.01 });
    booster.updateOneIteration();
    expect([...booster.toText().matchAll(/^shrinkage=(.*)$/gm)].at(-1)?.[1]).toBe('0.01');
  });

  it('goes on from a model: what it adds is learned on top', () => {
    using initial = train();
    using dataset = Dataset.create(library, { ...input, initScore: rawScores(initial, task.trainRows) });
    using validation = Dataset.create(library, {
      ...input,
      rows: task.predictRows,
      reference: dataset,
      initScore: rawScores(initial, task.predictRows),
    });
    const { booster, bestIteration, history } = trainBooster(library, {
      dataset,
      params,
      initial,
      validation: [validation],
    });
    expect([booster.iterations, bestIteration]).toEqual([60, 60]);
    expect(treesOf(booster.toText(30))).toBe(treesOf(initial.toText()));
    const outcome = Int8Array.from(task.predictRows, (row) => task.target[row]);
    const loss = logLoss(booster.predict(task.matrix, task.predictRows), outcome) ?? Number.NaN;
    expect(history.at(-1)?.get('binary_logloss')).toBeCloseTo(loss, 10);
    booster[Symbol.dispose]();
  });

  it('goes on from no model of other features or classes', () => {
    const wide = learnableTask({ columns: 12 });
    using wider = train({ matrix: wide.matrix, label: wide.target, featureNames: wide.featureNames });
    using dataset = Dataset.create(library, input);
    const three = { ...params, objective: 'multiclass', num_class: 3, num_iterations: 2 };
    using ofThree = trainBooster(library, { dataset, params: three }).booster;
    const refusal = (message: RegExp): unknown =>
      expect.objectContaining({ code: 'parameter_invalid', message: expect.stringMatching(message) });
    expect(() => trainBooster(library, { dataset, params, initial: wider })).toThrowError(
      refusal(/12 features and 1 classes cannot go on with 6 and 1/),
    );
    expect(() => trainBooster(library, { dataset, params, initial: ofThree })).toThrowError(
      refusal(/6 features and 3 classes cannot go on with 6 and 1/),
    );
    using one = train();
    expect(() => trainBooster(library, { dataset, params: three, initial: one })).toThrowError(
      refusal(/6 features and 1 classes cannot go on with 6 and 3/),
    );
  });

  it('refits leaves to other rows and keeps the splits', () => {
    using model = train();
    const { modelText } = refitModel(library, {
      ...input,
      rows: task.predictRows,
      model,
      params: { ...params, refit_decay_rate: 0 },
    });
    const lines = (text: string, key: string): string[] => text.match(new RegExp(`^${key}=.*$`, 'gm')) ?? [];
    expect(lines(modelText, 'split_feature')).toEqual(lines(model.toText(), 'split_feature'));
    expect(lines(modelText, 'threshold')).toEqual(lines(model.toText(), 'threshold'));
    using refitted = Booster.fromText(library, modelText);
    const outcome = Int8Array.from(task.predictRows, (row) => task.target[row]);
    const loss = (booster: Booster): number =>
      logLoss(booster.predict(task.matrix, task.predictRows), outcome) ?? 0;
    // Fitted to the very rows it is scored on.
    expect(loss(refitted)).toBeLessThan(loss(model));
  });

  it('hands on the lines of the native log', () => {
    const lines: NativeLogLine[] = [];
    library.routeLog((line) => lines.push(line));
    using dataset = Dataset.create(library, { ...input, params: { ...params, verbosity: 1 } });
    using booster = Booster.create(library, dataset, { ...params, verbosity: 1 });
    booster.updateOneIteration();
    library.routeLog(null);
    expect(lines.map((line) => line.level)).toContain('info');
    expect(lines.map((line) => line.text).join('\n')).toMatch(/Total Bins \d+/);
  });
});
