import { afterAll, describe, expect, it } from 'vitest';
import { mlEngineer } from '../../../src/agents/ml-engineer.ts';
import type { Columns, Compute } from '../../../src/agents/ports.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { applyCalibration } from '../../../src/domain/ml/calibration.ts';
import { rangeOf } from '../../../src/domain/ml/tuning/search-bounds.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { initialPlan } from '../../../src/orchestration/plan.ts';
import { agentPatchSchema, type ModelInfo } from '../../../src/orchestration/state.ts';
import { type AgentContextProbe, createAgentContext } from '../../support/agent-context.ts';
import { generateMarket, type TrainingStateOptions, trainingInput } from '../../support/training-state.ts';

const BARS = 900;
const TRAIN = 675;
const compute = createCompute({ threads: 2 });
afterAll(() => compute.stop());

const training = {
  // Chosen by themselves, without a look at the labels: the looks have tests of their own.
  selection: { method: 'screen' },
  trials: 4,
  folds: 3,
  search: { num_iterations: [10, 30], num_leaves: [3, 8], min_data_in_leaf: [10, 30] },
};
const { bars, regime } = generateMarket(BARS, 0.5, 'edge');

const noiseColumn = (seed: string): Float64Array => {
  const rng = createRng(seed);
  return Float64Array.from({ length: BARS }, () => rng.normal());
};
const hint = (): Float64Array => noiseColumn('hint').map((value, i) => regime[i] + 0.3 * value);
const families: TrainingStateOptions['families'] = {
  technical: { hint: hint(), noise: noiseColumn('a'), flat: new Float64Array(BARS).fill(1) },
  smc: { twin: hint().map((value) => 2 * value), other: noiseColumn('b') },
};

async function train(
  options: Partial<TrainingStateOptions> = {},
  overrides: Parameters<typeof createAgentContext>[0] = {},
) {
  const probe = createAgentContext({ compute, ...overrides });
  const input = await trainingInput(probe.artifacts, { bars, families, spec: { training }, ...options });
  const patch = await mlEngineer.run(input, probe.context);
  const model = patch.bestModel as ModelInfo;
  return { probe, patch, model, input };
}

/** Real compute with one thing going wrong: `before` may throw in place of a training. */
const faulty = (before: (params: Readonly<Record<string, unknown>>) => void): Compute => ({
  ...compute,
  fit: async (task, signal) => {
    before(task.params);
    return compute.fit(task, signal);
  },
});
const trained = (probe: AgentContextProbe, status: 'scored' | 'failed'): number =>
  probe.ledger.records.filter((record) => record.status === status).length;

describe('training', () => {
  it('finds an edge that is there', async () => {
    const { model } = await train();
    expect(model.metrics.auc).toBeGreaterThan(0.75);
    expect(model.metrics.sharpe).toBeGreaterThan(3);
    expect(model.metrics.brier_calibrated).toBeLessThan(0.2);
    expect(model.importance[0].feature).toBe('hint');
  });

  it('finds none where there is none', async () => {
    const walk = generateMarket(BARS, 0, 'no edge').bars;
    const noise = { technical: { a: noiseColumn('1'), b: noiseColumn('2') } };
    const { model } = await train({ bars: walk, families: noise });
    // About 660 overlapping labels, ten at a time: some 130 independent ones, a standard error of about 0.05.
    expect(Math.abs((model.metrics.auc ?? 0) - 0.5)).toBeLessThan(0.15);
  });

  it('is not fooled by weak models, whose level leans against the labels held out', async () => {
    // Ten slow rounds: raw probabilities stay within a hair of the base rate of each fold's training part.
    const weak = { ...training.search, num_iterations: [10, 10], learning_rate: [0.003, 0.003] };
    const { model } = await train({ spec: { training: { ...training, search: weak } } });
    expect(model.metrics.auc).toBeGreaterThan(0.75);
    expect(model.metrics.brier_calibrated).toBeLessThan(0.8 * (model.metrics.brier ?? 0));
    expect(model.metrics.calibration_error).toBeLessThan(0.1);
    expect(model.metrics.sharpe).toBeGreaterThan(3);
    const calibrated = applyCalibration(model.calibration, Float64Array.of(0, 1));
    expect(calibrated[1] - calibrated[0]).toBeGreaterThan(0.5);
  });

  it('calibrates by the method of the spec', async () => {
    const { model } = await train({ spec: { training: { ...training, calibration: 'platt' } } });
    const { slope } = model.calibration as { slope: number };
    expect(slope).toBeLessThan(0);
    expect(model.metrics.brier_calibrated).toBeLessThan(0.2);
  });

  it('returns a patch of the state, whose artifacts say what it says', async () => {
    const { probe, patch, model } = await train();
    expect(() => agentPatchSchema.parse(patch)).not.toThrow();
    expect(patch.trainedModels).toEqual([model]);
    expect(patch.selectedFeatures?.columns).toEqual(model.features);
    expect(model.trials).toBe(4);
    expect(model.foldScores).toHaveLength(3);
    expect(model.importance.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 10);

    const predictions = await probe.artifacts.getColumns(model.predictions);
    expect(predictions.row.length).toBeGreaterThan(600);
    expect(Math.max(...predictions.row)).toBeLessThan(TRAIN);
    expect(predictions.probability.every((p) => p > 0 && p < 1)).toBe(true);
    expect(predictions.calibrated.every((p) => p >= 0 && p <= 1)).toBe(true);

    const returns = await probe.artifacts.getColumns(model.trialReturns);
    expect(Object.keys(returns)).toEqual(['t0', 't1', 't2', 't3']);
    expect(returns.t0).toHaveLength(TRAIN);
    const selected = await probe.artifacts.getColumns(patch.selectedFeatures?.artifact ?? model.artifact);
    expect(Object.values(selected).map((column) => column.length)).toEqual(model.features.map(() => BARS));
  });

  it('stores a model that predicts on the development bars', async () => {
    const { probe, model } = await train();
    const modelText = await probe.artifacts.getText(model.artifact);
    const values = new Float64Array(new SharedArrayBuffer(8 * model.features.length));
    const row = { values, rows: 1, columns: model.features.length };
    const [p] = await compute.predict(
      { modelText, matrix: row, rows: Int32Array.of(0) },
      new AbortController().signal,
    );
    expect(p).toBeGreaterThan(0);
    expect(p).toBeLessThan(1);
  });

  it('is the same to the last hash on every run, however many threads there are', async () => {
    const single = createCompute({ threads: 1 });
    const [first, again] = [await train(), await train({}, { compute: single })];
    await single.stop();
    expect(again.patch).toEqual(first.patch);
    expect(new Set(again.probe.ledger.records.map((r) => r.configHash))).toEqual(
      new Set(first.probe.ledger.records.map((r) => r.configHash)),
    );
  });

  it('reads nothing after the train segment', async () => {
    const spoil = (values: Float64Array, by: number): Float64Array =>
      values.map((value, i) => (i < TRAIN ? value : value * by));
    const changedBars = Object.fromEntries(
      Object.entries(bars).map(([name, values]) => [name, name === 'timeMs' ? values : spoil(values, 3)]),
    ) as unknown as typeof bars;
    const changedFamilies = Object.fromEntries(
      Object.entries(families).map(([family, columns]) => [
        family,
        Object.fromEntries(Object.entries(columns as Columns).map(([name, v]) => [name, spoil(v, -7)])),
      ]),
    );
    const [{ model }, changed] = [
      await train(),
      await train({ bars: changedBars, families: changedFamilies }),
    ];
    expect(changed.model.id).toBe(model.id);
    expect(changed.model.predictions).toEqual(model.predictions);
    expect(changed.model.trialReturns).toEqual(model.trialReturns);
  });

  it.each(['auc', 'log_loss', 'sharpe'] as const)('takes the best trial by %s', async (objective) => {
    const { probe, model } = await train({ spec: { training: { ...training, objective } } });
    const scores = probe.ledger.records.map((record) => record.score ?? Number.NEGATIVE_INFINITY);
    expect(model.objective).toBe(objective);
    expect(model.score).toBe(Math.max(...scores));
    if (objective === 'log_loss') expect(model.score).toBeLessThan(0);
  });

  it('says how far it is, trial by trial, and never goes back', async () => {
    const { probe } = await train();
    const fractions = probe.progress.map(({ fraction }) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(probe.progress.map(({ message }) => message)).toContain('trial 3/4');
  });
});

describe('the ledger', () => {
  it('gets every trial, with a Sharpe ratio that its returns have', async () => {
    const { probe, model } = await train();
    const { count, sharpesPerBar } = await probe.ledger.summary('TEST:1d');
    expect(count).toBe(4);
    const returns = await probe.artifacts.getColumns(model.trialReturns);
    const ofReturns = Object.values(returns).map((series) => {
      const mean = series.reduce((a, b) => a + b, 0) / series.length;
      const variance = series.reduce((a, b) => a + (b - mean) ** 2, 0) / (series.length - 1);
      return mean / Math.sqrt(variance);
    });
    const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);
    const [ledger, recomputed] = [ascending(sharpesPerBar), ascending(ofReturns)];
    recomputed.forEach((sharpe, i) => {
      expect(ledger[i]).toBeCloseTo(sharpe, 12);
    });
  });

  it('knows a repetition, and counts a change of what is traded as a new trial', async () => {
    const { probe, input } = await train();
    await mlEngineer.run(input, probe.context);
    expect(probe.ledger.records).toHaveLength(4);
    const dearer = { ...input, spec: { ...input.spec, costs: { ...input.spec.costs, spread: 9 } } };
    await mlEngineer.run(dearer, probe.context);
    expect(probe.ledger.records).toHaveLength(8);
  });

  it('keeps a trial that failed; the others go on, and people are told', async () => {
    let first: unknown;
    const failing = faulty((params) => {
      first ??= params.learning_rate;
      if (params.learning_rate === first) throw new AppError('training_failed', 'as planned');
    });
    const { probe, patch, model } = await train({}, { compute: failing });
    expect([trained(probe, 'failed'), trained(probe, 'scored')]).toEqual([1, 3]);
    expect(probe.ledger.records.find((r) => r.status === 'failed')).toMatchObject({
      score: null,
      sharpePerBar: null,
    });
    expect(patch.warnings).toMatchObject([
      { code: 'training_failed', message: expect.stringContaining('1 of 4') },
    ]);
    expect(Object.keys(await probe.artifacts.getColumns(model.trialReturns))).toEqual(['t1', 't2', 't3']);
  });

  it('keeps all of them when all failed, which fails the job', async () => {
    const probe = createAgentContext({
      compute: faulty(() => {
        throw new AppError('training_failed', 'as planned');
      }),
    });
    const input = await trainingInput(probe.artifacts, { bars, families, spec: { training } });
    await expect(mlEngineer.run(input, probe.context)).rejects.toMatchObject({
      code: 'training_failed',
      message: expect.stringContaining('All 4 trials failed'),
    });
    expect(trained(probe, 'failed')).toBe(4);
  });

  it('gives a training whose thread died a second chance', async () => {
    let deaths = 0;
    const dying = faulty(() => {
      if (deaths++ === 0) throw new AppError('thread_died', 'as planned');
    });
    const { probe, patch } = await train({}, { compute: dying });
    expect(trained(probe, 'scored')).toBe(4);
    expect(patch.warnings).toEqual([]);
  });

  it('counts what was seen before a cancellation, which stops the search at once', async () => {
    const cancelled = new AbortController();
    const probe = createAgentContext({
      compute,
      signal: cancelled.signal,
      progress: (_, message) => {
        if (message === 'trial 2/40') cancelled.abort(new AppError('cancelled', 'A person said so'));
      },
    });
    const spec = { training: { ...training, trials: 40 } };
    const input = await trainingInput(probe.artifacts, { bars, families, spec });
    await expect(mlEngineer.run(input, probe.context)).rejects.toMatchObject({ code: 'cancelled' });
    expect(probe.ledger.records.length).toBeGreaterThanOrEqual(2);
    expect(probe.ledger.records.length).toBeLessThan(6);
    expect(probe.ledger.records.every((record) => record.status === 'scored')).toBe(true);
  });
});

describe('features', () => {
  it('that are constant or say the same as another are left out', async () => {
    const { model, patch } = await train();
    expect([...model.features].sort()).toEqual(['hint', 'noise', 'other']);
    expect(patch.messages?.[0].text).toContain(
      '3 of 5 candidate features (left out: 1 constant, 1 duplicate)',
    );
  });

  it('are cut to the share of the plan, by gain', async () => {
    const { model, input } = await train();
    const plan = { ...initialPlan, attempt: 2, featureShare: 0.3, regularisation: 4 };
    const revised = await train({ state: { plan, bestModel: model } });
    expect(revised.model.features).toEqual(['hint']);
    const searched = revised.probe.ledger.records.filter(({ status }) => status === 'scored');
    expect(searched.length).toBeGreaterThan(0);
    for (const { params } of searched) {
      expect((params as Record<string, number>).min_data_in_leaf).toBeGreaterThanOrEqual(
        4 * (rangeOf(input.spec.training.search.min_data_in_leaf)?.[0] ?? Number.NaN),
      );
    }
  });

  it('come from the latest set of each role, of wanted families, over this dataset', async () => {
    const probe = createAgentContext({ compute });
    const base = await trainingInput(probe.artifacts, { bars, families, spec: { training } });
    const put = async (columns: Columns) => probe.artifacts.putColumns('features', columns);
    const old = { fossil: noiseColumn('f') };
    const short = { short: new Float64Array(10) };
    const candidateFeatures = [
      { name: 'technical', role: 'ml_engineer' as const, columns: ['fossil'], artifact: await put(old) },
      ...base.state.candidateFeatures,
      { name: 'technical', role: 'ml_engineer' as const, columns: ['short'], artifact: await put(short) },
    ];
    const both = await mlEngineer.run(
      { ...base, state: { ...base.state, candidateFeatures } },
      probe.context,
    );
    expect(both.bestModel?.features).not.toContain('fossil');
    expect(both.bestModel?.features).toContain('hint');
    const plan = { ...initialPlan, families: ['smc' as const] };
    const one = await mlEngineer.run(
      { ...base, state: { ...base.state, candidateFeatures, plan } },
      probe.context,
    );
    expect(one.bestModel?.features).toEqual(['twin', 'other']);
  });

  it('of the technical family are its other task', async () => {
    const probe = createAgentContext();
    const input = await trainingInput(probe.artifacts, { bars, families: {} });
    const patch = await mlEngineer.run({ ...input, task: 'features' }, probe.context);
    expect(patch.candidateFeatures).toMatchObject([{ name: 'technical', role: 'ml_engineer' }]);
  });
});

describe('what cannot be trained on', () => {
  const rejects = async (options: Partial<TrainingStateOptions>, code: string) =>
    expect(train(options)).rejects.toMatchObject({ code });

  it('labels of one class', async () => {
    const rising = generateMarket(BARS, 0, 'x').bars;
    for (const name of ['open', 'high', 'low', 'close'] as const) {
      rising[name].forEach((_, i) => {
        rising[name][i] = 100 + i + (name === 'high' || name === 'close' ? 1 : 0);
      });
    }
    await rejects({ bars: rising }, 'labels_degenerate');
  });

  it('too few labels', async () => {
    const few = generateMarket(100, 0, 'x').bars;
    const columns = { technical: { hint: hint().slice(0, 100) } };
    await rejects({ bars: few, families: columns }, 'data_insufficient');
  });

  it('features that never vary', async () => {
    await rejects({ families: { technical: { flat: new Float64Array(BARS) } } }, 'data_insufficient');
  });

  it('no candidates, or no dataset', async () => {
    await rejects({ families: {} }, 'agent_failed');
    await rejects({ state: { dataset: null } }, 'agent_failed');
  });
});
