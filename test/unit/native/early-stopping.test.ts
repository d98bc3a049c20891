import { describe, expect, it } from 'vitest';
import { Dataset } from '../../../src/native/lightgbm/dataset.ts';
import { EarlyStopping } from '../../../src/native/lightgbm/early-stopping.ts';
import { loadLightGbm } from '../../../src/native/lightgbm/library.ts';
import { repeatableParams } from '../../../src/native/lightgbm/params.ts';
import { trainBooster } from '../../../src/native/lightgbm/train.ts';
import { learnableTask } from '../../support/learnable-task.ts';

const library = loadLightGbm();
const task = learnableTask();
const binary = ['auc', 'average_precision', 'binary_logloss', 'binary_error', 'cross_entropy'];
const errors = ['l1', 'l2', 'rmse', 'kullback_leibler'];
const multiclass = ['multi_logloss', 'multi_error', 'auc_mu'];
/** Three classes by the first feature alone. */
const thirds = task.target.map((_, row) => {
  const x = task.matrix.values[row * task.matrix.columns];
  return x < -0.43 ? 0 : x < 0.43 ? 1 : 2;
});

/** Scores of held-out rows after each round of a problem that can be learned. */
function historyOf(label: Float32Array, more: Record<string, string | number>) {
  const params = repeatableParams({ ...task.params, num_iterations: 20, ...more });
  const common = { matrix: task.matrix, label, featureNames: task.featureNames, params };
  using dataset = Dataset.create(library, { ...common, rows: task.trainRows });
  using held = Dataset.create(library, { ...common, rows: task.predictRows, reference: dataset });
  const { booster, history } = trainBooster(library, { dataset, params, validation: [held] });
  booster[Symbol.dispose]();
  return history;
}

describe('early stopping', () => {
  const ofBinary = historyOf(task.target, { metric: [...binary, ...errors].join(',') });
  const ofThree = historyOf(thirds, { objective: 'multiclass', num_class: 3, metric: multiclass.join(',') });

  it.each([
    ...[...binary, ...errors].map((metric) => ({ metric, history: ofBinary })),
    ...multiclass.map((metric) => ({ metric, history: ofThree })),
  ])('by $metric takes the twentieth round for better than the first', ({ metric, history }) => {
    const stopping = new EarlyStopping({ rounds: 1, metric });
    expect(stopping.isOver(1, history[0])).toBe(false);
    expect(stopping.isOver(2, history[19])).toBe(false);
    expect(stopping.isOver(3, history[0])).toBe(true);
    expect(stopping.bestRound).toBe(2);
  });

  it('waits as many rounds as it is told, and an equal score is no better', () => {
    const stopping = new EarlyStopping({ rounds: 2, metric: 'l2' });
    const over = [3, 2, 2, 1, 1, 1].map((score, i) => stopping.isOver(i + 1, new Map([['l2', score]])));
    expect(over).toEqual([false, false, false, false, false, true]);
    expect(stopping.bestRound).toBe(4);
  });
});
