import { afterAll, describe, expect, it } from 'vitest';
import type { AgentContext } from '../../../src/agents/agent.ts';
import { mlEngineer } from '../../../src/agents/ml-engineer.ts';
import type { Compute, TrialLedger } from '../../../src/agents/ports.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import type { Json } from '../../../src/kernel/json.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import type { ArtifactRef } from '../../../src/orchestration/artifact-ref.ts';
import { createAgentContext, memoryFitMemo, memoryLedger } from '../../support/agent-context.ts';
import { generateMarket, trainingInput } from '../../support/training-state.ts';

const BARS = 700;
const compute = createCompute({ threads: 2 });
afterAll(() => compute.stop());

const { bars, regime } = generateMarket(BARS, 0.5, 'search');
const rng = createRng('hint');
const families = {
  technical: { hint: regime.map((side) => side + rng.normal()), noise: regime.map(() => rng.normal()) },
};
const base = {
  selection: { method: 'screen' },
  trials: 8,
  folds: 3,
  // So that the trainings counted are those of the search and the final one.
  learningCurve: false,
  search: { num_iterations: [5, 15], num_leaves: [3, 6], min_data_in_leaf: [10, 30] },
};

const alone: Compute = { ...compute, concurrency: 1 };
/** Choices, and a parameter that is there for one of them only. */
const MIXED = {
  ...base.search,
  lambda_l2: [0, 1],
  boosting: { choices: ['gbdt', 'dart'] },
  drop_rate: { range: [0.05, 0.3], when: { name: 'boosting', is: ['dart'] } },
  extra_trees: { choices: [true, false] },
  max_bin: { choices: [31, 127] },
};

async function search(tuning: object, overrides: Partial<AgentContext> = {}, training: object = {}) {
  let fits = 0;
  const counting: Compute = {
    ...(overrides.compute ?? compute),
    fit: (task, signal) => {
      fits++;
      return (overrides.compute ?? compute).fit(task, signal);
    },
  };
  const probe = createAgentContext({ ...overrides, compute: counting });
  const spec = { training: { ...base, ...training, tuning } };
  const input = await trainingInput(probe.artifacts, { bars, families, spec });
  const run = mlEngineer.run(input, probe.context);
  return {
    run,
    artifacts: probe.artifacts,
    records: () => probe.ledger.records,
    fits: () => fits,
    text: async () => (await run).messages?.[0].text,
  };
}
function statuses(records: readonly { status: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of records) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

describe('the search', () => {
  it('by successive halving trains few on all folds, and counts the others too', async () => {
    const { run, records, fits, text } = await search({ method: 'halving' });
    expect((await run).bestModel?.trials).toBe(8);
    expect(statuses(records())).toEqual({ scored: 2, pruned: 6 });
    // 8 trials on one fold, 2 of them on two more, and the final model.
    expect(fits()).toBe(8 + 2 * 2 + 1);
    expect(records().filter(({ status }) => status === 'pruned')).toEqual(
      Array.from({ length: 6 }, () =>
        expect.objectContaining({ score: null, foldScores: [expect.any(Number)] }),
      ),
    );
    expect(await text()).toContain('(6 given up early)');
  });

  it('by successive halving goes on with those that did best so far', async () => {
    const { run, records } = await search({ method: 'halving' }, {}, { objective: 'auc' });
    await run;
    const firstFolds = (status: string): number[] =>
      records().flatMap((record) => (record.status === status ? [record.foldScores[0]] : []));
    expect(new Set(firstFolds('pruned')).size).toBeGreaterThan(1);
    expect(Math.min(...firstFolds('scored'))).toBeGreaterThanOrEqual(Math.max(...firstFolds('pruned')));
  });

  it('of all trials scores in the ledger what a search before had given up', async () => {
    const ledger = memoryLedger();
    await (await search({ method: 'halving' }, { trials: ledger })).run;
    const pruned = ledger.records.filter(({ status }) => status === 'pruned');
    await (await search({}, { trials: ledger })).run;
    expect(pruned.length).toBeGreaterThan(0);
    const now = ledger.records.filter(({ configHash }) =>
      pruned.some((one) => one.configHash === configHash),
    );
    expect(now.map(({ status }) => status)).toEqual(pruned.map(() => 'scored'));
  });

  it('by Hyperband, by TPE and with median pruning ends each trial once', async () => {
    for (const tuning of [
      { method: 'hyperband', reduction: 2 },
      { method: 'tpe', startupTrials: 3, batch: 2 },
      { method: 'tpe', startupTrials: 3, batch: 2, prune: true },
      { prune: true, batch: 4 },
    ]) {
      const { run, records } = await search(tuning);
      expect((await run).bestModel?.trials).toBe(8);
      expect(records().length).toBeGreaterThanOrEqual(7);
      expect(new Set(records().map(({ configHash }) => configHash)).size).toBe(records().length);
    }
  });

  it('gives the same on one thread as on two', async () => {
    const tuning = { method: 'tpe', startupTrials: 3, prune: true };
    const [one, two] = [await search(tuning, { compute: alone }), await search(tuning)];
    expect((await one.run).bestModel?.id).toBe((await two.run).bestModel?.id);
  });

  it('stops after the fits it may spend, at the end of a batch', async () => {
    const { run, fits } = await search({ batch: 2, maxFits: 7 });
    expect((await run).bestModel?.trials).toBe(4);
    expect(fits()).toBe(4 * 3 + 1);
  });

  it('killed and started again trains nothing twice, and finds the same', async () => {
    const fitMemo = memoryFitMemo();
    let left = 11;
    const killed: Compute = {
      ...compute,
      fit: async (task, signal) => {
        if (left-- === 0) throw new AppError('shutting_down', 'killed');
        return compute.fit(task, signal);
      },
    };
    const tuning = { method: 'tpe', startupTrials: 4 };
    const first = await search(tuning, { compute: killed, fitMemo });
    await expect(first.run).rejects.toMatchObject({ code: 'shutting_down' });
    const kept = fitMemo.known.size;
    expect(kept).toBeGreaterThan(0);
    const second = await search(tuning, { fitMemo });
    const resumed = await second.run;
    expect(second.fits()).toBe(8 * 3 - kept + 1);
    const whole = await search(tuning);
    expect(resumed.bestModel?.id).toBe((await whole.run).bestModel?.id);
    const third = await search(tuning, { fitMemo });
    await third.run;
    // The final model too was trained before.
    expect(third.fits()).toBe(0);
  });

  it('starts from the best of earlier workflows, moved inside its own bounds', async () => {
    const best = {
      learning_rate: 0.9,
      num_leaves: 5,
      min_data_in_leaf: 12,
      feature_fraction: 0.5,
      bagging_fraction: 0.6,
      lambda_l2: 3,
      num_iterations: 7,
    };
    const ledger = memoryLedger();
    const trials: TrialLedger = { ...ledger, best: async () => [best, { learning_rate: 0.05 }] };
    const { run } = await search({ warmStart: 2 }, { trials });
    await run;
    const params = ledger.records.map((record) => record.params);
    expect(params).toContainEqual(expect.objectContaining({ ...best, learning_rate: 0.1 }));
    const defaults = { num_leaves: 6, min_data_in_leaf: 20, feature_fraction: 0.9, lambda_l2: 0 };
    expect(params).toContainEqual(expect.objectContaining({ ...defaults, learning_rate: 0.05 }));
    expect(ledger.records).toHaveLength(8);
  });

  it('starts from trials that were searched over other parameters, which had LightGBM’s defaults there', async () => {
    const ledger = memoryLedger();
    const rows: Json[] = [
      { boosting: 'dart', drop_rate: 0.9, learning_rate: 0.05 },
      { boosting: 'rf', learning_rate: 0.06 },
      { look: 'gain' },
      { learning_rate: 0.07, drop_rate: 0.2, max_bin: 63 },
    ];
    const trials: TrialLedger = { ...ledger, best: async () => rows };
    const { run } = await search({ warmStart: 4 }, { trials }, { search: MIXED });
    await run;
    const params = ledger.records.map((record) => record.params as Record<string, unknown>);
    const [first, second] = [0.05, 0.07].map((rate) => params.find((one) => one.learning_rate === rate));
    expect(params.filter(({ learning_rate }) => learning_rate === 0.06)).toEqual([]);
    expect(first).toMatchObject({ boosting: 'dart', drop_rate: 0.3, lambda_l2: 0, max_bin: 127 });
    expect(second).toMatchObject({ boosting: 'gbdt', extra_trees: false, max_bin: 31 });
    expect(second).not.toHaveProperty('drop_rate');
  });

  it.each(['random', 'tpe'])('by %s runs over choices and what depends on them', async (method) => {
    const tuning = { method, startupTrials: 4, batch: 2, warmStart: 0 };
    const training = { trials: 10, search: MIXED };
    const { run, records } = await search(tuning, {}, training);
    const model = (await run).bestModel;
    const params = records().map((record) => record.params as Record<string, unknown>);
    expect(params).toHaveLength(10);
    for (const one of params) {
      expect('drop_rate' in one).toBe(one.boosting === 'dart');
      expect([31, 127]).toContain(one.max_bin);
    }
    expect(new Set(params.map(({ boosting }) => boosting))).toEqual(new Set(['gbdt', 'dart']));
    expect(new Set(params.map(({ extra_trees }) => extra_trees))).toEqual(new Set([true, false]));
    expect(statuses(records())).toEqual({ scored: 10 });
    expect(params).toContainEqual(model?.params);
    const [one, two] = [
      await search(tuning, {}, training),
      await search(tuning, { compute: alone }, training),
    ];
    expect([(await one.run).bestModel?.id, (await two.run).bestModel?.id]).toEqual([model?.id, model?.id]);
  });

  it('writes into the model what was chosen: LightGBM trains with it', async () => {
    const dart = { ...MIXED, boosting: { choices: ['dart'] }, extra_trees: { choices: [true] } };
    const { run, artifacts } = await search({}, {}, { trials: 2, search: dart });
    const model = (await run).bestModel;
    const text = await artifacts.getText(model?.artifact as ArtifactRef);
    expect(text).toContain('[boosting: dart]');
    expect(text).toContain(`[drop_rate: ${model?.params.drop_rate}]`);
    expect(text).toContain('[extra_trees: 1]');
    expect(text).toContain(`[max_bin: ${model?.params.max_bin}]`);
  });
});

describe('sample weights of the spec', () => {
  it('are what the models learn with', async () => {
    const plain = await (await search({})).run;
    const weighted = await search({}, {}, { weights: { timeDecay: 0.2, classBalance: true } });
    const model = (await weighted.run).bestModel;
    expect(model?.id).not.toBe(plain.bestModel?.id);
    expect(model?.metrics.auc).toBeGreaterThan(0.6);
  });
});
