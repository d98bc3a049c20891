import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentInput } from '../../../src/agents/agent.ts';
import { riskManager } from '../../../src/agents/risk-manager.ts';
import { signalEvaluator } from '../../../src/agents/signal-evaluator.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { registryHash } from '../../../src/domain/features/registry.ts';
import { sha256 } from '../../../src/kernel/hash.ts';
import { botBundleSchema } from '../../../src/orchestration/bot-bundle.ts';
import { applyPatch } from '../../../src/orchestration/reduce.ts';
import { riskReportSchema } from '../../../src/orchestration/risk-report.ts';
import {
  type AgentState,
  agentPatchSchema,
  currentRiskAssessment,
  type RiskAssessment,
  type ValidationResult,
} from '../../../src/orchestration/state.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import {
  aimlessBars,
  prepareValidation,
  trendingBars,
  type ValidationCase,
} from '../../support/validation-case.ts';

const BARS = 1_200;

let compute: ReturnType<typeof createCompute>;
beforeAll(() => {
  compute = createCompute({ threads: 1 });
});
afterAll(() => compute.stop());

async function assess(given: Partial<ValidationCase> = {}, changes: Partial<AgentState> = {}) {
  const probe = createAgentContext({ compute });
  const prepared = await prepareValidation({ bars: trendingBars(BARS, 'trend'), ...given }, compute, probe);
  const signals = await signalEvaluator.run({ ...prepared, task: 'signals' }, probe.context);
  const state = { ...applyPatch(prepared.state, signals), ...changes };
  const input: AgentInput = { ...prepared, state, task: 'assess' };
  const patch = agentPatchSchema.parse(await riskManager.run(input, probe.context));
  const assessment = currentRiskAssessment(applyPatch(state, patch)) as RiskAssessment;
  const report = riskReportSchema.parse(await probe.artifacts.getJson(assessment.report));
  const bundle = botBundleSchema.parse(await probe.artifacts.getJson(assessment.bundle));
  return { probe, input, patch, assessment, report, bundle, text: patch.messages?.[0].text ?? '' };
}

const failedGates = ({ gates }: RiskAssessment): string[] =>
  gates.filter((gate) => !gate.passed).map((gate) => gate.name);

describe('a bot with an edge', () => {
  it('is approved, with every figure defined and a position that holds the limits', async () => {
    const { assessment, report, text, input } = await assess();
    expect(failedGates(assessment)).toEqual([]);
    expect(assessment.approved).toBe(true);
    expect(Object.values(assessment.figures)).not.toContain(null);
    expect(text).toMatch(/^Approved: Every limit holds/);

    const { risk } = input.spec;
    const { example } = report.account;
    expect(example?.lossShare).toBeLessThanOrEqual(risk.maxRiskPerTrade * (1 + 1e-9));
    expect(example?.exposure).toBeLessThanOrEqual(report.sizing.exposureCap * (1 + 1e-9));
    expect(report.sizing.exposureCap).toBe(
      Math.min(...report.sizing.rules.map((rule) => rule.exposure ?? 0)),
    );
    expect(assessment.limits.maxExposure).toBe(report.sizing.exposureCap);
  });

  it('has a report whose equity is the product of its trades, signal by signal accounted for', async () => {
    const { report, assessment, input } = await assess();
    const traded = report.trades.reduce((equity, trade) => equity * (1 + trade.return), 1);
    expect(report.equity.value.at(-1)).toBeCloseTo(traded, 9);
    expect(assessment.figures.trades).toBe(report.trades.length);
    const { kept, belowRiskReward, notFilled } = report.signals;
    expect(kept).toBe(input.state.filteredSignals?.count);
    expect(belowRiskReward + notFilled + report.trades.length).toBe(kept);
  });
});

describe('the bot bundle', () => {
  it('carries the model, its features and rules, and the hashes to trace them', async () => {
    const { bundle, input, probe, assessment } = await assess();
    const model = input.state.bestModel!;
    const text = await probe.artifacts.getText(model.artifact);
    expect(bundle.model).toMatchObject({ id: model.id, text, sha256: sha256(text) });
    expect(bundle.features).toEqual({ names: model.features, registryHash: registryHash() });
    expect(bundle.hashes).toEqual({
      dataset: input.state.dataset?.id,
      model: model.artifact.hash,
      verdict: null,
    });
    expect(bundle.rules.minConfidence).toBe(input.spec.signals.minConfidence);
    expect(bundle.risk.limits).toEqual(assessment.limits);
  });

  it('is the same for the same data and seed, whatever the run is called', async () => {
    const [first, second] = [
      await assess(),
      await assess(
        { spec: { name: 'another name', tags: { desk: 'b' } } },
        {
          workflowId: 'wf_another',
          lineage: 'wf_root',
          iteration: 17,
          messages: [{ role: 'supervisor', text: 'earlier talk' }],
        },
      ),
    ];
    expect(second.assessment.bundle.hash).toBe(first.assessment.bundle.hash);
    expect(second.assessment.report.hash).toBe(first.assessment.report.hash);
  });

  it('says what is weak about the bot, a failed validation first of all', async () => {
    const unvalidated = await assess();
    expect(unvalidated.bundle.card.knownWeaknesses[0]).toBe('It was never validated.');

    const result = failedValidation(unvalidated.input.state.bestModel!.id);
    const { bundle } = await assess({}, { validationResults: [result] });
    expect(bundle.validation).toMatchObject({ passed: false, trialCount: 40 });
    expect(bundle.card.knownWeaknesses[0]).toBe('Validation failed: deflated_sharpe.');
    expect(bundle.hashes.verdict).toBe(result.verdictHash);
  });
});

const failedValidation = (modelId: string): ValidationResult => ({
  attempt: 1,
  modelId,
  passed: false,
  gates: [
    { name: 'deflated_sharpe', figure: 0.4, comparison: '>=', bar: 0.95, passed: false, convention: 'test' },
  ],
  figures: { deflated_sharpe: 0.4 },
  trialCount: 40,
  report: { hash: sha256('report'), kind: 'validation_report', mediaType: 'application/json', bytes: 1 },
  verdictHash: sha256('verdict'),
});

describe('a bot that should not be traded', () => {
  it('is rejected for each limit it breaks, as data and in sentences', async () => {
    const { assessment, text } = await assess({
      spec: { risk: { maxCvar: 0.0001, maxDrawdown: 0.0002, minRiskReward: 0.5 } },
    });
    expect(assessment.approved).toBe(false);
    expect(failedGates(assessment)).toEqual(['cvar', 'max_drawdown']);
    expect(assessment.reasons).toHaveLength(2);
    expect(text).toMatch(/^Rejected: The CVaR of one bar is .* %; it must be at most 0.01 %\. The maximum/);
  });

  it('trades no signal whose reward is too small for its risk', async () => {
    const { assessment, report } = await assess({ spec: { risk: { minRiskReward: 5 } } });
    expect(report.signals.belowRiskReward).toBe(report.signals.kept);
    expect(failedGates(assessment)).toEqual(['trades', 'expectancy', 'reward_risk']);
    expect(report.account.example).toBeNull();
  });

  it('is rejected without a signal: undefined figures are null and fail', async () => {
    const { assessment, report, bundle } = await assess({ spec: { signals: { minConfidence: 0.999 } } });
    expect(assessment.approved).toBe(false);
    expect(assessment.figures).toMatchObject({ trades: 0, expectancy: null, reward_risk: null });
    expect(assessment.reasons.join(' ')).toContain('is undefined');
    expect(report.sizing.exposureCap).toBe(0);
    expect(bundle.risk.approved).toBe(false);
  });

  it('gets figures, not errors, when nothing can be foretold', async () => {
    const { assessment } = await assess({ bars: aimlessBars(BARS, 'aimless') });
    expect(assessment.gates).toHaveLength(5);
    for (const gate of assessment.gates) expect(gate.figure === null && gate.passed).toBe(false);
  });
});

it('without signals in the state there is nothing to assess', async () => {
  const { input, probe } = await assess();
  const state = { ...input.state, filteredSignals: null };
  await expect(riskManager.run({ ...input, state }, probe.context)).rejects.toMatchObject({
    code: 'agent_failed',
  });
});
