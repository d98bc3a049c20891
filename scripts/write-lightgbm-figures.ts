/**
 * Writes test/golden/native/cli-figures.json: what LightGBM's own command line tool, linked from the package's
 * objects, says of its example data by the recipes of test/golden/native/cli-recipes.ts.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
} from '../test/golden/native/cli-recipes.ts';
import { EXAMPLE, exampleRows, fieldOf, requireTool, runTool } from '../test/support/lightgbm-tool.ts';

const tool = requireTool();
const folder = mkdtempSync(join(tmpdir(), 'lightgbm-figures-'));
const file = (name: string): string => join(folder, name);
const [train, test] = ['binary.train', 'binary.test'].map((name) => join(EXAMPLE, name));
// The weights beside binary.train would be read as well: the files are copied without them.
const [trainCopy, testCopy] = [file('train.tsv'), file('test.tsv')];
writeFileSync(trainCopy, readFileSync(train));
writeFileSync(testCopy, readFileSync(test));

const PRECISE = { precise_float_parser: true };
const numbers = (line: string): number[] => line.trim().split(/\s+/).map(Number);

function predict(model: string, data: string, kind: Record<string, boolean> = {}): number[][] {
  const output = file('predictions.txt');
  runTool(tool, {
    task: 'predict',
    data,
    input_model: model,
    output_result: output,
    num_threads: 1,
    ...PRECISE,
    ...kind,
  });
  return readFileSync(output, 'utf8').trim().split('\n').slice(0, KEPT_ROWS).map(numbers);
}
const column = (rows: number[][]): number[] => rows.map(([value]) => value);

const model = file('model.txt');
runTool(tool, { task: 'train', data: trainCopy, output_model: model, ...PRECISE, ...CLI_PARAMS });

const stopped = file('stopped.txt');
const log = runTool(tool, {
  task: 'train',
  data: trainCopy,
  valid: testCopy,
  output_model: stopped,
  early_stopping_round: STOPPING_ROUNDS,
  ...PRECISE,
  ...STOPPING_PARAMS,
  verbosity: 1,
});

const refitted = file('refitted.txt');
runTool(tool, {
  task: 'refit',
  data: testCopy,
  input_model: model,
  output_model: refitted,
  ...PRECISE,
  ...REFIT_PARAMS,
});

const csv = (name: string): string => {
  const path = file(`${name}.csv`);
  const lines = exampleRows(name).map((row) => [row[0], ...categoricalRow(row)].join(','));
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};
const categorical = file('categorical.txt');
runTool(tool, {
  task: 'train',
  data: csv('binary.train'),
  output_model: categorical,
  categorical_feature: CATEGORICAL.join(','),
  ...PRECISE,
  ...CATEGORICAL_PARAMS,
});
const categoricalText = readFileSync(categorical, 'utf8');

const figures: CliFigures = {
  source:
    'LightGBM 4.1 command line tool, compiled from the sources in the npm package lightgbm 1.0.27, on its examples/binary_classification (without weights), precise_float_parser=true; recipes: cli-recipes.ts, made by scripts/write-lightgbm-figures.ts',
  predictions: column(predict(model, testCopy)),
  contributions: predict(model, testCopy, { predict_contrib: true }),
  leaves: predict(model, testCopy, { predict_leaf_index: true }),
  stopping: {
    trees: readFileSync(stopped, 'utf8').match(/^Tree=/gm)?.length ?? 0,
    losses: [
      ...(log.split('Early stopping')[0] ?? '').matchAll(/Iteration:\d+, valid_1 binary_logloss : ([\d.]+)/g),
    ].map((match) => Number(match[1])),
  },
  refit: {
    leafValue: fieldOf(readFileSync(refitted, 'utf8'), 'leaf_value'),
    predictions: column(predict(refitted, testCopy)),
  },
  categorical: {
    numCat: Array.from(
      { length: Number(CATEGORICAL_PARAMS.num_iterations) },
      (_, tree) => fieldOf(categoricalText, 'num_cat', tree)[0],
    ),
    catThreshold: fieldOf(categoricalText, 'cat_threshold'),
    predictions: column(predict(categorical, csv('binary.test'))),
  },
};
const target = new URL('../test/golden/native/cli-figures.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(figures, null, 2)}\n`);
console.log(`${target.pathname}: early stopping kept ${figures.stopping.trees} trees`);
