import { describe, expect, it } from 'vitest';
import { auc } from '../../../src/domain/ml/auc.ts';
import { createRng, shuffled } from '../../../src/kernel/rng.ts';
import { Booster } from '../../../src/native/lightgbm/booster.ts';
import { Dataset } from '../../../src/native/lightgbm/dataset.ts';
import { fitModel } from '../../../src/native/lightgbm/fit.ts';
import { loadLightGbm } from '../../../src/native/lightgbm/library.ts';
import { repeatableParams } from '../../../src/native/lightgbm/params.ts';
import { openMpNames } from '../../../src/native/lightgbm/platform.ts';
import { predictModel } from '../../../src/native/lightgbm/use-model.ts';
import { learnableTask, sharedMatrix } from '../../support/learnable-task.ts';
import { treesOf } from '../../support/lightgbm-tool.ts';

const library = loadLightGbm();
const never = (): boolean => false;
const train = (task = learnableTask()) => fitModel(library, task, never);
const aucOf = (task: ReturnType<typeof learnableTask>, predictions: Float64Array): number =>
  auc(
    predictions,
    Int8Array.from(task.predictRows, (row) => task.target[row]),
  ) ?? Number.NaN;

describe('training', () => {
  it('learns a problem that can be learned', () => {
    const task = learnableTask();
    expect(aucOf(task, train(task).predictions)).toBeGreaterThan(0.9);
  });

  it('scores as noise on shuffled labels', () => {
    const task = learnableTask();
    const target = Float32Array.from(shuffled([...task.target], createRng('shuffle')));
    const noise = { ...task, target };
    // 1,000 test rows: the standard error of an AUC without skill is about 0.018.
    expect(Math.abs(aucOf(noise, train(noise).predictions) - 0.5)).toBeLessThan(4 * 0.0183);
  });

  it('gives the same model text to the last byte on every run', () => {
    const { modelText } = train();
    expect(train().modelText).toBe(modelText);
    for (const fixed of ['deterministic: 1', 'force_col_wise: 1', 'num_threads: 1']) {
      expect(modelText).toContain(`[${fixed}]`);
    }
  });

  it.each([2, 3, 4])(
    'gives on %i threads the same text on every run, and the trees of one thread',
    (num_threads) => {
      const on = (threads: number): string =>
        train(learnableTask({ rows: 6_000, params: { num_threads: threads, num_iterations: 20 } })).modelText;
      const text = on(num_threads);
      expect(text).toContain(`[num_threads: ${num_threads}]`);
      expect(on(num_threads)).toBe(text);
      expect(treesOf(text)).toBe(treesOf(on(1)));
    },
  );

  it('puts the gain on the features that carry the signal', () => {
    const { gain } = train();
    const signal = gain[0] + gain[1];
    expect(signal).toBeGreaterThan(0.8 * gain.reduce((sum, value) => sum + value, 0));
  });

  it('learns around missing values and predicts rows that have them', () => {
    const task = learnableTask({ missing: 0.2 });
    const { predictions } = train(task);
    expect(predictions.every((p) => p > 0 && p < 1)).toBe(true);
    expect(aucOf(task, predictions)).toBeGreaterThan(0.75);
  });

  it.each([
    [Number.POSITIVE_INFINITY, 'of the largest finite value', 9],
    [Number.NEGATIVE_INFINITY, 'of its own below all others', 0],
  ])('puts %d into the bin %s, and predicts it as the largest finite number', (extreme, _, neighbour) => {
    const learned = 1_000;
    const column = Float64Array.from({ length: learned }, (_, i) => (i % 11 === 10 ? extreme : i % 11));
    const asked = [extreme, Math.sign(extreme) * Number.MAX_VALUE, neighbour];
    const { predictions } = train({
      ...learnableTask(),
      matrix: sharedMatrix(learned + asked.length, 1, (row) => column[row] ?? asked[row - learned]),
      target: Float32Array.from({ length: learned + asked.length }, (_, row) =>
        Number.isFinite(column[row] ?? 0) ? 0 : 1,
      ),
      trainRows: Int32Array.from({ length: learned }, (_, i) => i),
      predictRows: Int32Array.from(asked, (_, i) => learned + i),
      featureNames: ['x'],
    });
    expect(predictions[0]).toBe(predictions[1]);
    if (extreme > 0) expect(predictions[0]).toBe(predictions[2]);
    else expect(predictions[0]).toBeGreaterThan(predictions[2]);
  });

  it('looks at no row but those it trains on', () => {
    const task = learnableTask();
    const changed = learnableTask();
    changed.matrix.values.fill(1e9, task.predictRows[0] * task.matrix.columns);
    expect(train(changed).modelText).toBe(train(task).modelText);
  });

  it('takes weights: a row of weight zero is as good as absent', () => {
    const task = learnableTask({ params: { bagging_fraction: 1, bagging_freq: 0, feature_fraction: 1 } });
    const flipped = Float32Array.from(task.target, (value, row) => (row % 4 === 0 ? 1 - value : value));
    const weight = Float32Array.from(task.target, (_, row) => (row % 4 === 0 ? 0 : 1));
    const spoilt = { ...task, target: flipped };
    const heldOut = (predictions: Float64Array): number => aucOf(task, predictions);
    expect(heldOut(train({ ...spoilt, weight }).predictions)).toBeGreaterThan(0.9);
    expect(heldOut(train({ ...spoilt, weight }).predictions)).toBeGreaterThan(
      heldOut(train(spoilt).predictions),
    );
  });

  it('stops between two rounds when it is cancelled', () => {
    let rounds = 0;
    const cancelAfterFive = (): boolean => rounds++ === 5;
    expect(() => fitModel(library, learnableTask(), cancelAfterFive)).toThrowError(
      expect.objectContaining({ code: 'cancelled', message: expect.stringContaining('after 5 rounds') }),
    );
  });
});

describe('a saved model', () => {
  it('predicts what the trained one did, bit by bit', () => {
    const task = learnableTask({ missing: 0.05 });
    const { modelText, predictions } = train(task);
    const again = predictModel(library, { modelText, matrix: task.matrix, rows: task.predictRows });
    expect(again).toEqual(predictions);
  });

  it('comes out as it went in', () => {
    const { modelText } = train();
    using booster = Booster.fromText(library, modelText);
    expect(booster.iterations).toBe(60);
    expect(booster.featureCount).toBe(6);
    // LightGBM writes `parameters` only from a trained booster; up to there the texts agree.
    const trees = (text: string): string => text.slice(0, text.indexOf('end of trees'));
    expect(trees(booster.toText())).toBe(trees(modelText));
  });

  it('counts splits and gain by feature', () => {
    using booster = Booster.fromText(library, train().modelText);
    const splits = booster.importance('split');
    expect(splits.reduce((sum, value) => sum + value, 0)).toBeGreaterThan(60);
    expect(booster.importance('gain').every((gain, i) => gain > 0 === splits[i] > 0)).toBe(true);
  });

  it.each([
    ['something else', () => 'no model at all'],
    ['cut in its trees', (text: string) => text.slice(0, text.indexOf('Tree=9'))],
    ['cut in its header', (text: string) => text.slice(0, text.indexOf('tree_sizes'))],
    ['missing a line of a tree', (text: string) => text.replace(/^leaf_value=.*\n/m, '')],
  ])('that is %s is refused as model_invalid', (_, damage) => {
    const task = learnableTask();
    const modelText = damage(train(task).modelText);
    expect(() =>
      predictModel(library, { modelText, matrix: task.matrix, rows: task.predictRows }),
    ).toThrowError(expect.objectContaining({ code: 'model_invalid' }));
  });

  it('refuses a matrix of another width', () => {
    const { modelText } = train();
    const { matrix, predictRows } = learnableTask({ columns: 5 });
    expect(() => predictModel(library, { modelText, matrix, rows: predictRows })).toThrowError(
      expect.objectContaining({ code: 'model_invalid', message: expect.stringContaining('6 features') }),
    );
  });

  it('predicts nothing for no rows', () => {
    const { modelText } = train();
    const { matrix } = learnableTask();
    expect(predictModel(library, { modelText, matrix, rows: new Int32Array(0) })).toHaveLength(0);
  });
});

describe('bad input', () => {
  it.each([
    ['labels of one class', { target: new Float32Array(2_000).fill(1) }, 'labels_degenerate'],
    ['a target that is neither 0 nor 1', { target: new Float32Array(2_000).fill(0.5) }, 'parameter_invalid'],
    ['no training rows', { trainRows: new Int32Array(0) }, 'parameter_invalid'],
    [
      'too few labels',
      { target: Float32Array.of(0, 1), trainRows: Int32Array.of(0, 1) },
      'parameter_invalid',
    ],
    ['too few weights', { weight: new Float32Array(3) }, 'parameter_invalid'],
    ['a name too few', { featureNames: ['a'] }, 'parameter_invalid'],
    ['two features of one name', { featureNames: ['a', 'a', 'b', 'c', 'd', 'e'] }, 'training_failed'],
    ['rows outside the matrix', { predictRows: Int32Array.of(2_000) }, 'parameter_invalid'],
    ['a parameter LightGBM does not know', { params: { learnin_rate: 0.1 } }, 'parameter_invalid'],
    ['an alias in place of the name', { params: { n_estimators: 10 } }, 'parameter_invalid'],
    [
      'a value that would smuggle in another',
      { params: { objective: 'binary seed=1' } },
      'parameter_invalid',
    ],
    ['a value out of range', { params: { objective: 'binary', num_leaves: 1 } }, 'parameter_invalid'],
    ['an objective LightGBM does not have', { params: { objective: 'telepathy' } }, 'parameter_invalid'],
    ['zero rounds', { params: { objective: 'binary', num_iterations: 0 } }, 'parameter_invalid'],
  ])('%s', (_, change, code) => {
    expect(() => train({ ...learnableTask(), ...change })).toThrowError(expect.objectContaining({ code }));
  });

  it('a missing library is named with the remedy', () => {
    expect(() => loadLightGbm({ libraryPath: '/nowhere/lightgbm.so' })).toThrowError(
      expect.objectContaining({
        code: 'lightgbm_unavailable',
        message: expect.stringMatching(/nowhere.*cmake.*npm rebuild lightgbm.*libgomp1.*LIGHTGBM_LIBRARY/),
      }),
    );
  });

  it('a library that loads after no OpenMP runtime is named with each that was tried', () => {
    const tried: string[] = [];
    const load = (path: string): never => {
      tried.push(path);
      throw new Error(`no ${path}`);
    };
    const runtimes = openMpNames(process.platform, process.arch);
    const attempts = runtimes.map((runtime) => `after ${runtime}: no ${runtime}`);
    expect(() => loadLightGbm({ libraryPath: '/some/build.so', load })).toThrowError(
      expect.objectContaining({
        code: 'lightgbm_unavailable',
        message: expect.stringContaining(['/some/build.so: no /some/build.so', ...attempts].join('; ')),
      }),
    );
    expect(tried).toEqual(['/some/build.so', ...runtimes]);
  });

  it('a library that is not LightGBM is told from one that is missing', () => {
    if (process.platform !== 'linux') return;
    expect(() => loadLightGbm({ libraryPath: 'libgomp.so.1' })).toThrowError(
      expect.objectContaining({
        code: 'lightgbm_unavailable',
        message: expect.stringContaining('not LightGBM 4'),
      }),
    );
  });
});

describe('native memory', () => {
  it('is freed once, and never used afterwards', () => {
    const task = learnableTask();
    const params = repeatableParams(task.params);
    const dataset = Dataset.create(library, { ...task, rows: task.trainRows, label: task.target, params });
    dataset[Symbol.dispose]();
    dataset[Symbol.dispose]();
    expect(() => dataset.handle).toThrowError(expect.objectContaining({ code: 'internal' }));
    const booster = Booster.fromText(library, train(task).modelText);
    booster[Symbol.dispose]();
    booster[Symbol.dispose]();
    expect(() => booster.toText()).toThrowError(expect.objectContaining({ code: 'internal' }));
  });

  it('stays flat over 300 trainings, failed and cancelled ones among them', () => {
    const task = learnableTask({ rows: 4_000, columns: 40, params: { num_iterations: 3 } });
    const round = (i: number): void => {
      train(task);
      expect(() => fitModel(library, task, () => true)).toThrow();
      // LightGBM prints a line for each fatal error: a few are enough.
      if (i % 25 === 0)
        expect(() => train({ ...task, featureNames: task.featureNames.map(() => 'f') })).toThrow();
    };
    for (let i = 0; i < 20; i++) round(i);
    const before = process.memoryUsage.rss();
    for (let i = 0; i < 150; i++) round(i);
    const grownMb = (process.memoryUsage.rss() - before) / 2 ** 20;
    // One leaked dataset a round would be 150 x 80 KB of bins plus its histograms and names, well above this.
    expect(grownMb).toBeLessThan(25);
  });
});
