import { afterAll, describe, expect, it } from 'vitest';
import type { Compute, FitTask } from '../../../src/agents/ports.ts';
import { fitOnce } from '../../../src/agents/training/fit-once.ts';
import { openStudy, trialOf } from '../../../src/agents/training/study.ts';
import { segmentData, type TrainingData } from '../../../src/agents/training/training-data.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { sha256 } from '../../../src/kernel/hash.ts';
import { initialPlan } from '../../../src/orchestration/plan.ts';
import { editSpec } from '../../../src/orchestration/spec/edit-spec.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import { labelHere } from '../../support/labelled-bars.ts';
import { learnableTask } from '../../support/learnable-task.ts';
import { generateMarket } from '../../support/training-state.ts';

const compute = createCompute({ threads: 1 });
afterAll(() => compute.stop());

describe('a finished training is known again', () => {
  const base: FitTask = {
    ...learnableTask({ rows: 300, params: { num_iterations: 1 } }),
    weight: new Float32Array(300).fill(1),
  };
  const { matrix, target, trainRows, predictRows, params } = base;
  const watched = { rows: Int32Array.from(predictRows.subarray(0, 50)), rounds: 3 };
  const flipped = target.map((value, row) => (row === 5 ? 1 - value : value));
  const values = new Float64Array(new SharedArrayBuffer(matrix.values.byteLength));
  values.set(matrix.values);
  values[7] += 1;

  it.each<[string, FitTask]>([
    ['a value of the matrix', { ...base, matrix: { ...matrix, values } }],
    ['a target', { ...base, target: flipped }],
    ['a weight', { ...base, weight: new Float32Array(300).fill(1).fill(2, 5, 6) }],
    ['no weights', { ...base, weight: undefined } as unknown as FitTask],
    ['a name of a feature', { ...base, featureNames: ['a', ...base.featureNames.slice(1)] }],
    ['a parameter', { ...base, params: { ...params, learning_rate: 0.2 } }],
    ['the rows learned from', { ...base, trainRows: trainRows.slice(1) }],
    ['the rows predicted', { ...base, predictRows: predictRows.slice(1) }],
    ['the rounds early stopping waits', { ...base, stopping: { ...watched, rounds: 4 } }],
    ['the rows it watches', { ...base, stopping: { ...watched, rows: watched.rows.slice(1) } }],
  ])('and not for another one: %s', async (_, changed) => {
    let fits = 0;
    const counting: Compute = {
      ...compute,
      fit: (task, signal) => {
        fits++;
        return compute.fit(task, signal);
      },
    };
    const { context } = createAgentContext({ compute: counting });
    await fitOnce(base, context);
    await fitOnce({ ...base, stopping: watched }, context);
    const before = fits;
    const first = await fitOnce(changed, context);
    expect(fits).toBe(before + 1);
    expect(await fitOnce({ ...changed }, context)).toEqual(first);
    expect(fits).toBe(before + 1);
    await fitOnce(changed, { ...context, compute: { ...counting, identity: async () => sha256('other') } });
    expect(fits).toBe(before + 2);
  });
});

describe('a configuration counts once', () => {
  const { bars } = generateMarket(400, 0.3, 'hashes');
  const base = parseSpec({ market: { source: { kind: 'sample', name: 'sp500' } }, training: { folds: 2 } });
  const columns = { a: bars.close, b: bars.open };
  const chosen = { features: ['a', 'b'], foldFeatures: [['a'], ['b']], columns };
  const point = { learning_rate: 0.1 };
  const dataset = { id: 'one', family: 'f', segments: { train: { from: 0, to: 400 } } };

  /** Hash of one configuration, with something else than usual. */
  function hashWith({
    edits = {},
    data = {},
    selection = {},
    params = {},
  }: {
    edits?: Record<string, unknown>;
    data?: object;
    selection?: object;
    params?: object;
  } = {}): string {
    const spec = editSpec(base, edits, 'data_preparation');
    const segment = segmentData(labelHere(bars, base), [], base);
    const all = { ...segment, candidates: columns, dataset, ...data } as unknown as TrainingData;
    const study = openStudy(all, { ...chosen, ...selection }, spec, initialPlan);
    return trialOf(study, 0, { ...point, ...params }).configHash;
  }
  const usual = hashWith();
  const { rows } = segmentData(labelHere(bars, base), [], base);

  it.each([
    ['another parameter', { params: { learning_rate: 0.2 } }],
    ['a choice', { params: { boosting: 'dart' } }],
    ['another dataset', { data: { dataset: { ...dataset, id: 'two' } } }],
    [
      'another train segment',
      { data: { dataset: { ...dataset, segments: { train: { from: 0, to: 399 } } } } },
    ],
    ['other rows', { data: { rows: rows.slice(1) } }],
    ['another embargo', { data: { embargoBars: 3 } }],
    ['other features', { selection: { features: ['a'] } }],
    ['other features of a fold', { selection: { foldFeatures: [['a'], ['a']] } }],
    ['other labels', { edits: { labels: { horizonBars: 7 } } }],
    ['another seed', { edits: { training: { seed: 8 } } }],
    ['other folds', { edits: { training: { folds: 3 } } }],
    ['another calibration', { edits: { training: { calibration: 'platt' } } }],
    ['other costs', { edits: { costs: { spread: 7 } } }],
    ['another confidence to trade', { edits: { signals: { minConfidence: 0.7 } } }],
    ['another account, of which lots are rounded down', { edits: { risk: { accountEquity: 3_000 } } }],
    ['another confluence to filter by', { edits: { features: { smc: { barsBefore: 2 } } } }],
  ])('and another time with %s', (_, change) => {
    expect(hashWith(change)).not.toBe(usual);
  });

  it('and another time with another risk of signals that share a budget', () => {
    const signals = { filters: { riskBudget: 0.05 } };
    expect(hashWith({ edits: { signals, risk: { maxRiskPerTrade: 0.02 } } })).not.toBe(
      hashWith({ edits: { signals } }),
    );
  });

  it.each([
    ['more trials', { training: { trials: 50 } }],
    ['another way to search', { training: { tuning: { method: 'tpe' } } }],
    ['other bounds', { training: { search: { num_leaves: [2, 3] } } }],
    ['another objective', { training: { objective: 'auc' } }],
    ['another size, which comes after the trade', { risk: { maxRiskPerTrade: 0.02 } }],
  ])('whatever found it: %s', (_, edits) => {
    expect(hashWith({ edits })).toBe(usual);
  });
});
