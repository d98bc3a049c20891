import { afterAll, describe, expect, it } from 'vitest';
import type { AgentContext } from '../../../src/agents/agent.ts';
import { mlEngineer } from '../../../src/agents/ml-engineer.ts';
import type { Compute, TrialLedger } from '../../../src/agents/ports.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { createRng } from '../../../src/kernel/rng.ts';
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
    const alone: Compute = { ...compute, concurrency: 1 };
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
    expect(ledger.records[0].params).toMatchObject({ ...best, learning_rate: 0.1 });
    expect(ledger.records).toHaveLength(8);
  });

  it('refuses an impossible space', async () => {
    const { run } = await search({}, {}, { search: { ...base.search, num_leaves: [2.2, 2.4] } });
    await expect(run).rejects.toMatchObject({ code: 'parameter_invalid' });
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
