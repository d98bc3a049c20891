import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentInput } from '../../../src/agents/agent.ts';
import { riskManager } from '../../../src/agents/risk-manager.ts';
import { signalEvaluator } from '../../../src/agents/signal-evaluator.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { registryHash } from '../../../src/domain/features/registry.ts';
import { hashJson, sha256 } from '../../../src/kernel/hash.ts';
import { botBundleSchema } from '../../../src/orchestration/bot-bundle.ts';
import { applyPatch } from '../../../src/orchestration/reduce.ts';
import { riskReportSchema } from '../../../src/orchestration/risk-report.ts';
import { signalBookSchema } from '../../../src/orchestration/signal-book.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
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
    const { assessment, report, bundle, text, input } = await assess({
      spec: { risk: { maxRiskPerTrade: 0.008 } },
    });
    expect(failedGates(assessment)).toEqual([]);
    expect(assessment.approved).toBe(true);
    expect(Object.values(assessment.figures)).not.toContain(null);
    expect(bundle.rules.confluence).toBe('smc_confluence');
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

describe('the signal book', () => {
  it('has every signal with its decision, size, expiry and what drove it', async () => {
    const { assessment, report, probe, input } = await assess({
      spec: { risk: { maxRiskPerTrade: 0.004 }, account: { lotStep: 0.01 } },
    });
    const book = signalBookSchema.parse(await probe.artifacts.getJson(assessment.signalBook));
    const { kept, approved, reduced, rejected } = report.signals;
    expect(book.signals).toHaveLength(kept);
    expect(approved + reduced + rejected).toBe(kept);
    expect(new Set(book.signals.map((signal) => signal.id)).size).toBe(kept);
    const adjusted = book.signals.map((signal) => signal.riskAdjusted);
    expect(adjusted).toEqual([...adjusted].sort((x, y) => y - x));
    const { symbol, timeframe } = book;
    for (const { id, side, size, drivers, decision, reasons, at, expiresAt } of book.signals) {
      // Whatever model found it: runs over the same bars find the same signal.
      expect(id).toBe(hashJson({ symbol, timeframe, at, side }));
      expect(size.lossShare).toBeLessThanOrEqual(0.004 * (1 + 1e-9));
      expect(size.exposure).toBeLessThanOrEqual(report.sizing.exposureCap * (1 + 1e-9));
      expect(Math.abs(size.lots / 0.01 - Math.round(size.lots / 0.01))).toBeLessThan(1e-6);
      expect(reasons.length > 0).toBe(decision !== 'approved');
      expect(Date.parse(expiresAt)).toBeGreaterThan(Date.parse(at));
      expect(drivers.length).toBeGreaterThan(0);
      const strengths = drivers.map((driver) => Math.abs(driver.logOdds));
      expect(strengths).toEqual([...strengths].sort((x, y) => y - x));
      for (const { feature } of drivers) expect(input.state.bestModel?.features).toContain(feature);
    }
    const table = await probe.artifacts.getColumns(assessment.signalTable);
    expect([...table.units]).toEqual(book.signals.map((signal) => signal.size.units));
  });
});

describe('the signal book of resting entries', () => {
  it('says what to place and where: the entry is the price it rests at', async () => {
    const { assessment, probe } = await assess({
      spec: { execution: { entry: { kind: 'oco', offset: 0.2, limitOffset: 0.3, bars: 3 } } },
    });
    const { signals } = signalBookSchema.parse(await probe.artifacts.getJson(assessment.signalBook));
    expect(signals.length).toBeGreaterThan(0);
    for (const { side, entry, stop: barrier, orders } of signals) {
      const way = side === 'long' ? 1 : -1;
      const [stop, limit] = orders ?? [];
      expect(stop).toEqual({ kind: 'stop', stop: entry, limit: null });
      expect(limit).toMatchObject({ kind: 'limit', stop: null });
      // A fifth of the stop's distance above the close, three tenths below it.
      expect(way * (entry - (limit?.limit ?? 0))).toBeCloseTo(0.5 * way * (entry - barrier), 9);
    }
  });
});

describe('the signal book of positions that scale out', () => {
  it('says where each part is closed, the nearest first, and how much of it', async () => {
    const scaleOut = [
      { share: 0.25, at: 0.5 },
      { share: 0.25, at: 0.8 },
    ];
    const { assessment, probe } = await assess({ spec: { execution: { scaleOut } } });
    const { signals } = signalBookSchema.parse(await probe.artifacts.getJson(assessment.signalBook));
    expect(signals.length).toBeGreaterThan(0);
    for (const { entry, targets, shares } of signals) {
      expect(shares).toEqual([0.25, 0.25, 0.5]);
      const way = targets[2] - entry;
      expect(targets[0]).toBeCloseTo(entry + 0.5 * way, 9);
      expect(targets[1]).toBeCloseTo(entry + 0.8 * way, 9);
    }
  });
});

describe('beside positions that are open already', () => {
  it('a bot that falls with them gets less room, and the book knows the parts', async () => {
    const alone = await assess();
    const { value } = alone.report.equity;
    const own = Float64Array.from(value, (equity, i) => equity / (value[i - 1] ?? 1) - 1);
    const { dataset } = alone.input.state;
    const before = (dataset?.segments.validation.from ?? 0) - (dataset?.segments.train.from ?? 0);
    const returns = new Float64Array(BARS);
    returns.set(own, before);
    const openPositions = await alone.probe.artifacts.putColumns('open_positions', { position_1: returns });
    const cvar = alone.assessment.figures.cvar_rockafellar_uryasev ?? 0;
    const spec = {
      risk: {
        maxPortfolioCvar: cvar * 1.4,
        openPositions: [
          { symbol: 'SAME', side: 'long', exposure: 1, source: { kind: 'sample', name: 'sp500' } },
        ],
      },
    };
    const state = { ...alone.input.state, dataset: dataset && { ...dataset, openPositions } };
    const input = {
      ...alone.input,
      state,
      spec: parseSpec({ ...alone.input.spec, risk: { ...alone.input.spec.risk, ...spec.risk } }),
    };
    const patch = agentPatchSchema.parse(
      await riskManager.run({ ...input, task: 'assess' }, alone.probe.context),
    );
    const assessment = currentRiskAssessment(applyPatch(state, patch)) as RiskAssessment;
    const report = riskReportSchema.parse(await alone.probe.artifacts.getJson(assessment.report));
    expect(report.sizing).toMatchObject({ boundBy: 'portfolio', exposureCap: expect.closeTo(0.4, 6) });
    expect(report.portfolio.map((part) => part.name)).toEqual(['SAME long', 'strategy']);
    const sum = report.portfolio.reduce((total, part) => total + part.cvar, 0);
    expect(sum).toBeCloseTo(assessment.figures.portfolio_cvar ?? 0, 9);
    expect(assessment.figures.portfolio_cvar).toBeLessThanOrEqual(cvar * 1.4);
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
  it('is cut to the size that holds a limit, and rejected when too little is left', async () => {
    const full = await assess();
    const { cvar = null, max_drawdown: drawdown = null } = full.assessment.figures;
    const half = await assess({
      spec: { risk: { maxRiskPerTrade: 0.3, maxCvar: (cvar ?? 0) / 2, stress: { maxLoss: 1 } } },
    });
    expect(half.assessment).toMatchObject({ approved: true, decision: 'reduced' });
    expect(half.report.sizing).toMatchObject({ boundBy: 'cvar', exposureCap: expect.closeTo(0.5, 9) });
    expect(half.assessment.figures.cvar_sized).toBeLessThanOrEqual((cvar ?? 0) / 2);
    expect(half.text).toMatch(/^Approved at a reduced size: Every limit holds/);

    const nothing = await assess({ spec: { risk: { maxDrawdown: (drawdown ?? 0) / 100 } } });
    expect(nothing.assessment).toMatchObject({ approved: false, decision: 'rejected' });
    expect(failedGates(nothing.assessment)).toEqual(['exposure_cap']);
    expect(nothing.text).toMatch(
      /^Rejected: The largest position that holds every limit is .* %, bound by drawdown; it must be at least 5 %\./,
    );
    expect(nothing.report.signals).toMatchObject({ approved: 0, reduced: 0 });
  });

  it('trades no signal whose reward is too small for its risk', async () => {
    const { assessment, report } = await assess({ spec: { risk: { minRiskReward: 5 } } });
    expect(report.signals.belowRiskReward).toBe(report.signals.kept);
    expect(failedGates(assessment)).toEqual(['trades', 'expectancy', 'reward_risk', 'exposure_cap']);
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
    expect(assessment.gates).toHaveLength(8);
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
