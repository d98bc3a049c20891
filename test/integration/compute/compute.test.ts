import { afterAll, describe, expect, it } from 'vitest';
import { createCompute } from '../../../src/compute/pool.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { fitModel } from '../../../src/native/lightgbm/fit.ts';
import { loadLightGbm } from '../../../src/native/lightgbm/library.ts';
import { createLogger } from '../../../src/observability/logger.ts';
import { logNativeLines } from '../../../workers/native-lines.ts';
import { learnableTask } from '../../support/learnable-task.ts';

const compute = createCompute({ threads: 2 });
const forever = new AbortController().signal;
afterAll(() => compute.stop());

describe('training in threads', () => {
  it('gives the same bytes in every thread as in the main one', async () => {
    const task = learnableTask({ missing: 0.1 });
    const here = fitModel(loadLightGbm(), task, () => false);
    const there = await Promise.all(Array.from({ length: 6 }, () => compute.fit(task, forever)));
    for (const result of there) {
      expect(result.modelText).toBe(here.modelText);
      expect(result.predictions).toEqual(here.predictions);
      expect(result.gain).toEqual(here.gain);
    }
  });

  it('predicts with a model that was saved', async () => {
    const task = learnableTask();
    const { modelText, predictions } = await compute.fit(task, forever);
    const again = await compute.predict({ modelText, matrix: task.matrix, rows: task.predictRows }, forever);
    expect(again).toEqual(predictions);
  });

  it('reads the matrix where it is: what the caller writes, the thread sees', async () => {
    const task = learnableTask();
    const { modelText, predictions } = await compute.fit(task, forever);
    task.matrix.values.fill(Number.NaN);
    const blind = await compute.predict({ modelText, matrix: task.matrix, rows: task.predictRows }, forever);
    expect(new Set(blind).size).toBe(1);
    expect(blind).not.toEqual(predictions);
  });

  it('hands on the errors of the library with their codes', async () => {
    const task = learnableTask();
    const oneClass = { ...task, target: task.target.map(() => 1) };
    await expect(compute.fit(oneClass, forever)).rejects.toMatchObject({ code: 'labels_degenerate' });
    const refused = { ...task, params: { ...task.params, is_unbalance: true, scale_pos_weight: 2 } };
    await expect(compute.fit(refused, forever)).rejects.toMatchObject({ code: 'training_failed' });
    const broken = compute.predict(
      { modelText: 'none', matrix: task.matrix, rows: task.predictRows },
      forever,
    );
    await expect(broken).rejects.toMatchObject({ code: 'model_invalid' });
  });

  it('ends a long training when its signal aborts, and trains on', async () => {
    // Would take hours; the abort comes when a thread has surely taken it, after a call behind it was answered.
    const endless = learnableTask({ rows: 20_000, params: { num_iterations: 1_000_000, num_leaves: 63 } });
    const cancelled = new AbortController();
    const long = compute.fit(endless, cancelled.signal);
    await compute.fit(learnableTask(), forever);
    cancelled.abort(new AppError('superseded', 'A later start took over'));
    await expect(long).rejects.toMatchObject({ code: 'superseded' });
    const both = [compute.fit(learnableTask(), forever), compute.fit(learnableTask(), forever)];
    const [a, b] = await Promise.all(both);
    expect(a.modelText).toBe(b.modelText);
  });

  it('writes what LightGBM logs to the process’s log, with the task it comes from', async () => {
    const written: string[] = [];
    const logger = createLogger(
      { logLevel: 'debug', logFormat: 'json' },
      { write: (line) => written.push(line) },
    );
    const logging = createCompute({ threads: 2, onLine: logNativeLines(logger) });
    const unsplit = learnableTask({ params: { min_data_in_leaf: 5_000, num_iterations: 3 } });
    await Promise.all([logging.fit(unsplit, forever), logging.fit(learnableTask(), forever)]);
    await logging.stop();
    const lines = written.map((line) => JSON.parse(line));
    const warning = { level: 40, component: 'lightgbm', task: 1, name: 'fit' };
    for (const line of lines) expect(line).toMatchObject(warning);
    expect(lines[0].msg).toMatch(/^There are no meaningful features/);
  });

  it('says what is missing when the library is', async () => {
    const without = createCompute({ threads: 1, libraryPath: '/nowhere/lib_lightgbm.so' });
    await expect(without.fit(learnableTask(), forever)).rejects.toMatchObject({
      code: 'lightgbm_unavailable',
      message: expect.stringContaining('/nowhere/lib_lightgbm.so'),
    });
    await without.stop();
  });
});
