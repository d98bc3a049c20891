import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LightGbmParams } from '../../../src/agents/ports.ts';
import { Booster } from '../../../src/native/lightgbm/booster.ts';
import { Dataset } from '../../../src/native/lightgbm/dataset.ts';
import { loadLightGbm } from '../../../src/native/lightgbm/library.ts';
import { refitModel } from '../../../src/native/lightgbm/refit.ts';
import { trainBooster } from '../../../src/native/lightgbm/train.ts';
import {
  EXAMPLE,
  EXAMPLE_FEATURES,
  exampleRows,
  fieldOf,
  hasTool,
  requireTool,
  runTool,
  treesOf,
} from '../../support/lightgbm-tool.ts';
import {
  CATEGORICAL,
  CATEGORICAL_PARAMS,
  CLI_PARAMS,
  type CliFigures,
  categoricalRow,
  KEPT_ROWS,
  REFIT_PARAMS,
  STOPPING_PARAMS,
  STOPPING_ROUNDS,
} from './cli-recipes.ts';

const golden = JSON.parse(readFileSync(new URL('cli-figures.json', import.meta.url), 'utf8')) as CliFigures;
const library = loadLightGbm();
const featureNames = Array.from({ length: EXAMPLE_FEATURES }, (_, i) => `Column_${i}`);

interface Part {
  readonly matrix: { readonly values: Float64Array; readonly rows: number; readonly columns: number };
  readonly label: Float32Array;
}
function partOf(name: string, featuresOf: (row: readonly number[]) => number[]): Part {
  const rows = exampleRows(name);
  const values = Float64Array.from(rows.flatMap(featuresOf));
  return {
    matrix: { values, rows: rows.length, columns: EXAMPLE_FEATURES },
    label: Float32Array.from(rows, ([label]) => label),
  };
}
const plain = (row: readonly number[]): number[] => row.slice(1);
const datasetOf = (part: Part, params: LightGbmParams, more: object = {}): Dataset =>
  Dataset.create(library, { ...part, featureNames, params, ...more });
const kept = Int32Array.from({ length: KEPT_ROWS }, (_, row) => row);

function expectClose(actual: ArrayLike<number>, expected: readonly number[], digits = 12): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, digits);
  });
}

describe.skipIf(!existsSync(EXAMPLE))('figures of LightGBM’s own tool (needs its example data)', () => {
  let [train, test] = [] as unknown as [Part, Part];
  let model: Booster;
  beforeAll(() => {
    [train, test] = [partOf('binary.train', plain), partOf('binary.test', plain)];
    using dataset = datasetOf(train, CLI_PARAMS);
    model = trainBooster(library, { dataset, params: CLI_PARAMS }).booster;
  });
  afterAll(() => model[Symbol.dispose]());

  it('predictions, SHAP contributions and leaves', () => {
    expectClose(model.predict(test.matrix, kept), golden.predictions);
    const contributions = model.predict(test.matrix, kept, { kind: 'contributions' });
    expectClose(contributions, golden.contributions.flat(), 10);
    expect([...model.predict(test.matrix, kept, { kind: 'leaf' })]).toEqual(golden.leaves.flat());
  });

  it('early stopping: the same loss in every round, and the same round kept', () => {
    using dataset = datasetOf(train, STOPPING_PARAMS);
    using watched = datasetOf(test, STOPPING_PARAMS, { reference: dataset });
    const { booster, bestIteration, history } = trainBooster(library, {
      dataset,
      params: STOPPING_PARAMS,
      validation: [watched],
      earlyStopping: { rounds: STOPPING_ROUNDS },
    });
    booster[Symbol.dispose]();
    expect(bestIteration).toBe(golden.stopping.trees);
    // The tool prints six places.
    expectClose(
      history.map((scores) => scores.get('binary_logloss') ?? Number.NaN),
      golden.stopping.losses,
      5,
    );
  });

  it('refit: the same leaf values on other rows', () => {
    const { modelText } = refitModel(library, { ...test, featureNames, model, params: REFIT_PARAMS });
    expectClose(fieldOf(modelText, 'leaf_value'), golden.refit.leafValue, 10);
    using refitted = Booster.fromText(library, modelText);
    expectClose(refitted.predict(test.matrix, kept), golden.refit.predictions, 10);
  });

  it('categorical features: the same sets of codes', () => {
    const coded = partOf('binary.train', categoricalRow);
    using dataset = datasetOf(coded, CATEGORICAL_PARAMS, { categorical: CATEGORICAL });
    using booster = trainBooster(library, { dataset, params: CATEGORICAL_PARAMS }).booster;
    const text = booster.toText();
    expect(golden.categorical.numCat.some((count) => count > 0)).toBe(true);
    expect(golden.categorical.numCat.map((_, tree) => fieldOf(text, 'num_cat', tree)[0])).toEqual(
      golden.categorical.numCat,
    );
    expect(fieldOf(text, 'cat_threshold')).toEqual(golden.categorical.catThreshold);
    expectClose(
      booster.predict(partOf('binary.test', categoricalRow).matrix, kept),
      golden.categorical.predictions,
    );
  });

  describe.skipIf(!hasTool())(
    'and the tool itself (skipped without LIGHTGBM_CLI or a Linux build of the package to link it from)',
    () => {
      let tool: string;
      beforeAll(() => {
        tool = requireTool();
      }, 120_000);
      const folder = mkdtempSync(join(tmpdir(), 'bullwright-tool-'));
      afterAll(() => rmSync(folder, { recursive: true }));
      const file = (name: string): string => join(folder, name);
      const precise = { precise_float_parser: true, num_threads: 1, verbosity: -1 };

      it('opens a model trained here and predicts what we do', () => {
        writeFileSync(file('ours.txt'), model.toText());
        writeFileSync(file('test.tsv'), readFileSync(join(EXAMPLE, 'binary.test')));
        const output = file('predictions.txt');
        const task = { task: 'predict', data: file('test.tsv'), input_model: file('ours.txt') };
        runTool(tool, { ...task, output_result: output, ...precise });
        const theirs = readFileSync(output, 'utf8').trim().split('\n').map(Number);
        expectClose(model.predict(test.matrix), theirs);
      });

      it('trains the same trees to the last byte, in a model that opens here', () => {
        writeFileSync(file('train.tsv'), readFileSync(join(EXAMPLE, 'binary.train')));
        const task = { task: 'train', data: file('train.tsv'), output_model: file('theirs.txt') };
        runTool(tool, { ...task, ...CLI_PARAMS, ...precise });
        const text = readFileSync(file('theirs.txt'), 'utf8');
        expect(treesOf(text)).toBe(treesOf(model.toText()));
        using theirs = Booster.fromText(library, text);
        expect(theirs.predict(test.matrix)).toEqual(model.predict(test.matrix));
      });
    },
  );
});
