import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentContext } from '../../../src/agents/agent.ts';
import type { Compute } from '../../../src/agents/ports.ts';
import { checkLeakage } from '../../../src/agents/validation/leakage.ts';
import { loadStudy } from '../../../src/agents/validation/study.ts';
import { planWindows, runWalkForward } from '../../../src/agents/validation/walk-forward-run.ts';
import { validationAgent } from '../../../src/agents/validation-agent.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { leakageGates } from '../../../src/domain/validation/leakage/leakage-gates.ts';
import { moments } from '../../../src/domain/validation/moments.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { agentPatchSchema, type ValidationResult } from '../../../src/orchestration/state.ts';
import { validationReportSchema } from '../../../src/orchestration/validation-report.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import * as fixtures from '../../support/states.ts';
import {
  aimlessBars,
  prepareValidation,
  trendingBars,
  type ValidationCase,
} from '../../support/validation-case.ts';

const BARS = 1_600;
let compute: ReturnType<typeof createCompute>;
beforeAll(() => {
  compute = createCompute({ threads: 2 });
});
afterAll(() => compute.stop());

async function validate(given: Partial<ValidationCase>, overrides: Partial<AgentContext> = {}) {
  const probe = createAgentContext({ compute, ...overrides });
  const input = await prepareValidation({ bars: trendingBars(BARS, 'trend'), ...given }, compute, probe);
  const patch = agentPatchSchema.parse(await validationAgent.run(input, probe.context));
  const result = patch.validationResults?.[0] as ValidationResult;
  const report = validationReportSchema.parse(await probe.artifacts.getJson(result.report));
  return { probe, input, patch, result, report, text: patch.messages?.[0].text ?? '' };
}

/** The standard case, validated once for all tests that only look at it. */
let standard: ReturnType<typeof validate> | undefined;
const validated = () => (standard ??= validate({}));

const failedGates = (result: ValidationResult): string[] =>
  result.gates.filter((gate) => !gate.passed).map((gate) => gate.name);

describe('a model with an edge', () => {
  it('passes every gate, the sealed test last, and says so', async () => {
    const { result, report, probe, text, input } = await validated();
    expect(failedGates(result)).toEqual([]);
    expect(result.passed).toBe(true);
    expect(result.gates.map((gate) => gate.name)).toEqual([
      'trades',
      'walk_forward_sharpe',
      'sharpe_p_value',
      'bootstrap_p_value',
      'position_p_value',
      'deflated_sharpe',
      'false_discovery_rate',
      'spa_p_value',
      'profitable_windows',
      'cpcv_positive_share',
      'robustness_score',
      'shuffled_label_auc',
      'label_shift_auc',
      'future_canary',
      'replay_revisions',
      'train_test_overlap',
      'test_sharpe',
    ]);
    expect(result.trialCount).toBe(8);
    expect(probe.vault.openings).toEqual([
      expect.objectContaining({ lineage: input.state.lineage, modelId: result.modelId }),
    ]);
    expect(result.figures.test_bars).toBe(310);
    expect(text).toMatch(
      /^Validation passed: all 17 gates, held against 8 trials on this data\..*once for this lineage/,
    );
    expect(report).toMatchObject({ passed: true, gates: result.gates, figures: result.figures });
  });

  it('leaves a report whose parts agree', async () => {
    const { report, result, probe } = await validated();
    expect(report.windows).toHaveLength(4);
    expect(report.windows.reduce((total, w) => total + w.bars, 0)).toBe(report.equity.value.length);
    expect(report.windows.reduce((total, w) => total + w.trades, 0)).toBe(report.trades.length);
    const product = report.windows.reduce((equity, w) => equity * (1 + w.return), 1);
    expect(report.equity.value.at(-1)).toBeCloseTo(product, 10);
    expect(product - 1).toBeCloseTo(result.figures.total_return ?? 0, 10);
    const { timeMs, benchmark, cash } = report.equity;
    const { close, timeMs: opens } = trendingBars(BARS, 'trend');
    const [first, last] = [opens.indexOf(timeMs[0]), opens.indexOf(timeMs.at(-1) ?? 0)];
    expect(benchmark.at(-1)).toBeCloseTo(close[last] / close[first - 1], 10);
    expect(cash).toEqual(timeMs.map(() => 1));
    const table = probe.artifacts.refs.find((ref) => ref.kind === 'walk_forward');
    const columns = table && (await probe.artifacts.getColumns(table));
    expect(columns?.return.length).toBe(report.equity.value.length);
    expect(columns?.timeMs[0]).toBe(report.equity.timeMs[0]);
    const { rolling } = report;
    if (!rolling || !columns) throw new Error('the record is long enough');
    const behind = [...columns.timeMs].indexOf(rolling.timeMs[1]) + 1;
    const stretch = moments(columns.return.slice(behind - rolling.window, behind));
    const perBar = (stretch.mean ?? 0) / (stretch.sd ?? 1);
    const barsPerYear = (rolling.sharpe[1] ?? 0) ** 2 / perBar ** 2;
    expect(barsPerYear).toBeCloseTo(fixtures.dataset().barsPerYear, 6);
    expect(probe.progress.filter((p) => p.message.startsWith('walk-forward window'))).toHaveLength(4);
  });

  it('gets the same verdict hash in another workflow, with another number of threads', async () => {
    const first = await validated();
    const second = await validate({}, { compute: { ...compute, concurrency: 1 } as Compute });
    expect(second.result.verdictHash).toBe(first.result.verdictHash);
    expect(second.result.report.hash).toBe(first.result.report.hash);
  });

  it('cannot pass when the lineage has opened its test segment for another model', async () => {
    const probe = createAgentContext({ compute });
    const input = await prepareValidation({ bars: trendingBars(BARS, 'trend') }, compute, probe);
    const { dataset, lineage } = input.state;
    if (!dataset) throw new Error('the case has a dataset');
    await probe.vault.open({
      ref: dataset.sealedTest,
      lineage,
      modelId: 'f'.repeat(64),
      strategy: 'e'.repeat(64),
      reason: 'earlier',
    });
    const patch = await validationAgent.run(input, probe.context);
    expect(failedGates(patch.validationResults?.[0] as ValidationResult)).toEqual(['test_sharpe']);
    expect(patch.warnings?.[0].code).toBe('sealed_segment');
    expect(patch.messages?.[0].text).toContain('Sharpe ratio over the test segment is undefined');
  });

  it('is held against every trial of the ledger: a wide search raises what luck explains', async () => {
    const rng = createRng('hidden');
    const trialReturns = Array.from({ length: 60 }, () => {
      const mean = 0.01 * rng.normal();
      return Float64Array.from({ length: 640 }, () => mean + 0.01 * rng.normal());
    });
    // And by the bars of its spec: this one lies beyond what even this edge reaches.
    const { result, text, probe } = await validate({
      trialReturns,
      spec: {
        validation: {
          walkForward: { windows: 4, trials: 2 },
          draws: 199,
          minRobustness: 100,
        },
      },
    });
    expect(failedGates(result)).toEqual(expect.arrayContaining(['deflated_sharpe', 'robustness_score']));
    expect((await validated()).result.figures.robustness_score).toBe(result.figures.robustness_score);
    expect(text).toMatch(
      /^Validation failed, held against 60 trials on this data: deflated Sharpe ratio .* is below 0.95/,
    );
    expect(probe.vault.openings).toEqual([]);
  });

  it('fails closed where a figure is undefined: one trial says nothing about overfitting', async () => {
    const { result, text } = await validate({
      trialReturns: [new Float64Array(640).fill(0.001)],
      spec: {
        validation: { walkForward: { windows: 4, trials: 2 }, draws: 199, barPermutations: 3 },
      },
    });
    expect(result.gates.find((gate) => gate.name === 'pbo')).toMatchObject({ figure: null, passed: false });
    expect(text).toContain('probability of backtest overfitting is undefined');
    // The whole search, repeated on three orders of the bars, found nothing as good in any: 1 of 4 is the best it can say.
    const permuted = result.gates.find((gate) => gate.name === 'bar_permutation_p_value');
    expect(permuted).toMatchObject({ figure: 0.25, passed: false });
  });
});

describe('a model without an edge', () => {
  it('fails, leaves the test segment sealed, and says so in words', async () => {
    const { result, probe, text } = await validate({ bars: aimlessBars(BARS, 'aimless') });
    expect(result.passed).toBe(false);
    expect(result.gates.map((gate) => gate.name)).not.toContain('test_sharpe');
    expect(probe.vault.openings).toEqual([]);
    expect(text).toMatch(/^Validation failed, /);
    expect(text).toContain('The test segment stays sealed.');
  });

  it('is judged without a trade when no signal is worth its costs', async () => {
    const { result, text } = await validate({
      bars: aimlessBars(BARS, 'aimless'),
      spec: {
        costs: { spread: 1_000 },
        validation: { walkForward: { windows: 4, trials: 2 }, draws: 199, acceptance: { minSqn: 0 } },
      },
    });
    expect(result.figures).toMatchObject({ trades: 0, sharpe: null, deflated_sharpe: null, win_rate: null });
    expect(failedGates(result)).toContain('walk_forward_sharpe');
    // Asked by the spec, and undefined without a trade.
    expect(failedGates(result)).toContain('min_sqn');
    expect(text).toContain('never traded');
  });
});

describe('leakage', () => {
  it('the bars of a window change nothing in the windows before it', async () => {
    const bars = trendingBars(BARS, 'trend');
    const other = trendingBars(BARS, 'another trend');
    const before = await validated();
    const lastWindow = Date.parse(before.report.windows[3].from);
    const cut = bars.timeMs.findIndex((t) => t >= lastWindow);
    const swap = (a: Float64Array, b: Float64Array) => a.map((x, i) => (i >= cut ? b[i] : x));
    const after = await validate({
      bars: {
        ...bars,
        open: swap(bars.open, other.open),
        high: swap(bars.high, other.high),
        low: swap(bars.low, other.low),
        close: swap(bars.close, other.close),
      },
    });
    expect(after.report.windows.slice(0, 3)).toEqual(before.report.windows.slice(0, 3));
    expect(after.report.windows[3]).not.toEqual(before.report.windows[3]);
  });

  it('a training that sees the rows it is scored on is caught by the shuffled labels', async () => {
    const leaky: Compute = {
      ...compute,
      fit: (task, signal) =>
        compute.fit(
          {
            ...task,
            trainRows: Int32Array.from(new Set([...task.trainRows, ...task.predictRows])).sort(),
            params: { ...task.params, num_leaves: 63, min_data_in_leaf: 2, num_iterations: 60 },
          },
          signal,
        ),
    };
    const { study, runs, context } = await lastWindow(leaky);
    const gates = leakageGates(await checkLeakage(study, runs, context));
    expect(gates.filter((gate) => !gate.passed).map((gate) => gate.name)).toContain('shuffled_label_auc');
  });

  it('a training row whose label reaches into its window is counted', async () => {
    const { study, runs, context } = await lastWindow(compute);
    expect((await checkLeakage(study, runs, context)).overlapRows).toBe(0);
    const [run] = runs;
    const late = run.window.from - run.window.trainFrom - 1;
    const task = { ...run.task, trainRows: Int32Array.of(...run.task.trainRows, late, late + 2) };
    expect((await checkLeakage(study, [{ ...run, task }], context)).overlapRows).toBe(2);
  });
});

/** What the leakage checks look at: the study, and the last window tuned and traded. */
async function lastWindow(over: Compute) {
  const probe = createAgentContext({ compute: over });
  const input = await prepareValidation({ bars: trendingBars(BARS, 'trend') }, compute, probe);
  const study = await loadStudy(input, probe.context);
  const windows = planWindows(study).slice(-1);
  return {
    study,
    context: probe.context,
    runs: await runWalkForward(study, windows, probe.context, () => {}),
  };
}

describe('what is missing', () => {
  it('is named: dataset, model, trials', async () => {
    const probe = createAgentContext({ compute });
    const input = await prepareValidation({ bars: trendingBars(BARS, 'trend') }, compute, probe);
    const run = (changes: object, context = probe.context) =>
      validationAgent.run({ ...input, state: { ...input.state, ...changes } }, context);
    await expect(run({ dataset: null })).rejects.toThrow('no dataset');
    await expect(run({ bestModel: null })).rejects.toThrow('no model');
    const { context: empty } = createAgentContext({ compute });
    await expect(run({}, { ...probe.context, trials: empty.trials })).rejects.toThrow('knows no trial');
  });

  it('too few bars for the windows is data_insufficient', async () => {
    const spec = { validation: { walkForward: { windows: 100, initialTrain: 0.9 } } };
    await expect(validate({ bars: trendingBars(400, 'short'), spec })).rejects.toMatchObject({
      code: 'data_insufficient',
    });
  });
});

describe('cancelling', () => {
  it('stops after the window in hand', async () => {
    const controller = new AbortController();
    const progress: string[] = [];
    const cancelled = new AppError('cancelled', 'The workflow was cancelled.');
    const run = validate(
      {},
      {
        signal: controller.signal,
        compute: { ...compute, concurrency: 1 } as Compute,
        progress: (_, message) => {
          progress.push(message);
          if (message === 'walk-forward window 1/4') controller.abort(cancelled);
        },
      },
    );
    await expect(run).rejects.toBe(cancelled);
    expect(progress.at(-1)).toBe('walk-forward window 1/4');
  });
});
