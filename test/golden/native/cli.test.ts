import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FitTask, LightGbmParams } from '../../../src/agents/ports.ts';
import { Booster } from '../../../src/native/lightgbm/booster.ts';
import { fitModel } from '../../../src/native/lightgbm/fit.ts';
import { loadLightGbm } from '../../../src/native/lightgbm/library.ts';
import { sharedMatrix } from '../../support/learnable-task.ts';
import { EXAMPLE, EXAMPLE_FEATURES, exampleRows } from '../../support/lightgbm-tool.ts';

interface Golden {
  readonly params: LightGbmParams;
  readonly trees: number;
  readonly firstTree: {
    readonly splitFeature: number[];
    readonly threshold: number[];
    readonly leafValue: number[];
  };
  readonly splitImportance: Readonly<Record<string, number>>;
  readonly predictions: readonly number[];
}
const golden = JSON.parse(
  readFileSync(new URL('cli-binary-classification.json', import.meta.url), 'utf8'),
) as Golden;

/** Training rows first, test rows behind them; column 0 of the files is the label. */
function exampleTask(): FitTask {
  const train = exampleRows('binary.train');
  const rows = [...train, ...exampleRows('binary.test')];
  const weight = Float32Array.from(rows, () => 1);
  weight.set(exampleRows('binary.train.weight').map(([value]) => value));
  return {
    matrix: sharedMatrix(rows.length, EXAMPLE_FEATURES, (row, column) => rows[row][column + 1]),
    target: Float32Array.from(rows, ([label]) => label),
    weight,
    trainRows: Int32Array.from(train.keys()),
    predictRows: Int32Array.from({ length: rows.length - train.length }, (_, i) => train.length + i),
    featureNames: Array.from({ length: EXAMPLE_FEATURES }, (_, i) => `Column_${i}`),
    params: golden.params,
  };
}

const numbersOf = (text: string, key: string): number[] =>
  (new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1] ?? '').split(' ').map(Number);

describe.skipIf(!existsSync(EXAMPLE))(
  'a model against the command line tool (needs its example data)',
  () => {
    const library = loadLightGbm();
    const task = exampleTask();
    const { modelText, predictions } = fitModel(library, task, () => false);

    it('grows the same trees', () => {
      const firstTree = modelText.slice(modelText.indexOf('Tree=0'));
      expect(modelText.match(/^Tree=/gm)).toHaveLength(golden.trees);
      expect(numbersOf(firstTree, 'split_feature')).toEqual(golden.firstTree.splitFeature);
      expect(numbersOf(firstTree, 'threshold')).toEqual(golden.firstTree.threshold);
      numbersOf(firstTree, 'leaf_value').forEach((value, leaf) => {
        expect(value).toBeCloseTo(golden.firstTree.leafValue[leaf], 12);
      });
    });

    it('predicts the same probabilities', () => {
      golden.predictions.forEach((expected, row) => {
        expect(predictions[row]).toBeCloseTo(expected, 12);
      });
    });

    it('counts the same splits by feature', () => {
      using booster = Booster.fromText(library, modelText);
      const splits = booster.importance('split');
      expect(Object.fromEntries(task.featureNames.map((name, i) => [name, splits[i]]))).toMatchObject(
        golden.splitImportance,
      );
    });
  },
);
