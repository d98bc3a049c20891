import { describe, expect, it } from 'vitest';
import type { ChildResult } from '../../../src/orchestration/reduce.ts';
import { type RouteInput, route } from '../../../src/orchestration/route.ts';
import { STAGES, TERMINAL_STAGES } from '../../../src/orchestration/stages.ts';
import type { AgentState, ReviewKind, ReviewOutcome } from '../../../src/orchestration/state.ts';
import { dataset, featureSet, model, risk, signalSet, spec, state, verdict } from '../../support/states.ts';

const decide = (current: AgentState, options: Partial<Omit<RouteInput, 'state'>> = {}) =>
  route({ state: current, spec: spec(), results: [], cancelRequested: false, ...options });

const done = (role: ChildResult['role'], patch = {}): ChildResult => ({ role, status: 'succeeded', patch });
const lost = (
  role: ChildResult['role'],
  code: 'agent_failed' | 'state_invalid' = 'agent_failed',
): ChildResult => ({
  role,
  status: 'failed',
  error: { code, message: `${role} failed` },
});

const agentsOf = (decision: ReturnType<typeof route>) =>
  decision.kind === 'run' ? decision.agents.map((agent) => `${agent.role}:${agent.task}`) : [];

describe('after initialization', () => {
  it('a valid spec goes to the data engineer', () => {
    const decision = decide(state({ stage: 'initialization' }));
    expect(decision.stage).toBe('data_preparation');
    expect(agentsOf(decision)).toEqual(['data_engineer:prepare']);
  });
});

describe('after data preparation', () => {
  it.each(['accept', 'accept_with_warnings'] as const)(
    'a dataset with verdict %s goes to both analysts',
    (quality) => {
      const decision = decide(state({ stage: 'data_preparation', dataset: dataset(quality) }));
      expect(decision.stage).toBe('feature_discovery');
      expect(agentsOf(decision)).toEqual(['smc_analyst:features', 'ml_engineer:features']);
    },
  );

  it('a blocking finding asks a person', () => {
    const decision = decide(state({ stage: 'data_preparation', dataset: dataset('block') }));
    expect(decision).toMatchObject({ kind: 'review', stage: 'human_review', review: 'data_quality' });
    expect(decision.reason).toContain('ohlc_order');
  });

  it('a blocking finding fails the workflow when the spec asks nobody', () => {
    const decision = decide(state({ stage: 'data_preparation', dataset: dataset('block') }), {
      spec: spec({ approval: { onDataQuality: false } }),
    });
    expect(decision).toMatchObject({ kind: 'finish', stage: 'failed' });
  });

  it('a data engineer that failed fails the workflow with its error', () => {
    const decision = decide(state({ stage: 'data_preparation' }), { results: [lost('data_engineer')] });
    expect(decision).toMatchObject({
      kind: 'finish',
      stage: 'failed',
      code: 'agent_failed',
      reason: 'data_engineer failed',
    });
  });

  it('a second preparation that failed does not go on with the dataset of the first', () => {
    const decision = decide(state({ stage: 'data_preparation', dataset: dataset() }), {
      results: [lost('data_engineer')],
    });
    expect(decision.stage).toBe('failed');
  });
});

describe('after feature discovery', () => {
  const found = (role: 'smc_analyst' | 'ml_engineer') =>
    done(role, { candidateFeatures: [featureSet(role)] });

  it('two candidate sets go to training', () => {
    const decision = decide(state({ stage: 'feature_discovery' }), {
      results: [found('smc_analyst'), found('ml_engineer')],
    });
    expect(decision.stage).toBe('model_training');
    expect(agentsOf(decision)).toEqual(['ml_engineer:train']);
  });

  it.each([
    ['smc_analyst', 'ml_engineer'],
    ['ml_engineer', 'smc_analyst'],
  ] as const)('goes on degraded when %s failed and %s did not', (failed, other) => {
    const decision = decide(state({ stage: 'feature_discovery' }), { results: [found(other), lost(failed)] });
    expect(decision.stage).toBe('model_training');
    expect(decision.reason).toContain(failed);
  });

  it('fails when both branches failed', () => {
    const decision = decide(state({ stage: 'feature_discovery' }), {
      results: [lost('smc_analyst'), lost('ml_engineer')],
    });
    expect(decision.stage).toBe('failed');
    expect(decision.reason).toContain('smc_analyst');
    expect(decision.reason).toContain('ml_engineer');
  });

  it('fails when the branches brought no features', () => {
    const decision = decide(state({ stage: 'feature_discovery' }), {
      results: [done('smc_analyst'), done('ml_engineer')],
    });
    expect(decision).toMatchObject({ stage: 'failed', code: 'agent_output_invalid' });
  });

  it('reports the gravest error first', () => {
    const decision = decide(state({ stage: 'feature_discovery' }), {
      results: [lost('smc_analyst'), lost('ml_engineer', 'state_invalid')],
    });
    expect(decision).toMatchObject({ code: 'state_invalid' });
  });
});

describe('after model training', () => {
  it('a best model goes to validation', () => {
    const decision = decide(state({ stage: 'model_training', bestModel: model() }), {
      results: [done('ml_engineer')],
    });
    expect(agentsOf(decision)).toEqual(['validation_agent:validate']);
  });

  it('no model fails the workflow', () => {
    expect(decide(state({ stage: 'model_training' }), { results: [lost('ml_engineer')] }).stage).toBe(
      'failed',
    );
  });

  it('a retraining that failed does not go on with the model of the attempt before', () => {
    const decision = decide(state({ stage: 'model_training', bestModel: model() }), {
      results: [lost('ml_engineer')],
    });
    expect(decision.stage).toBe('failed');
  });
});

describe('after validation', () => {
  const validated = (passed: boolean, attempt = 1) =>
    state({
      stage: 'validation',
      validationResults: [verdict(passed)],
      plan: { ...state().plan, attempt },
    });

  it('a passed verdict goes to the signal evaluator', () => {
    expect(agentsOf(decide(validated(true)))).toEqual(['signal_evaluator:signals']);
  });

  it('a failed verdict goes back to feature discovery with a simpler plan while retries are left', () => {
    const decision = decide(validated(false), { spec: spec({ limits: { retries: 1 } }) });
    expect(decision.stage).toBe('feature_discovery');
    expect(decision).toMatchObject({ plan: { attempt: 2, featureShare: 0.5, regularisation: 2 } });
  });

  it('a failed verdict asks a person when no retry is left', () => {
    const decision = decide(validated(false, 2), { spec: spec({ limits: { retries: 1 } }) });
    expect(decision).toMatchObject({ kind: 'review', review: 'validation_failed' });
    expect(decision.reason).toContain('deflated_sharpe');
  });

  it('a failed verdict rejects when no retry is left and the spec asks nobody', () => {
    const decision = decide(validated(false), {
      spec: spec({ limits: { retries: 0 }, approval: { onValidationFailed: false } }),
    });
    expect(decision).toMatchObject({ kind: 'finish', stage: 'rejected' });
  });

  it('a validation that could not run fails the workflow', () => {
    expect(decide(state({ stage: 'validation' }), { results: [lost('validation_agent')] }).stage).toBe(
      'failed',
    );
  });

  it('a second validation that failed to run does not go on with the verdict of the first', () => {
    expect(decide(validated(true), { results: [lost('validation_agent')] }).stage).toBe('failed');
  });
});

describe('after signal generation', () => {
  it('written signals go to the risk manager', () => {
    const decision = decide(state({ stage: 'signal_generation', filteredSignals: signalSet() }));
    expect(agentsOf(decision)).toEqual(['risk_manager:assess']);
  });

  it('no signals written fails the workflow', () => {
    expect(decide(state({ stage: 'signal_generation' }), { results: [lost('signal_evaluator')] }).stage).toBe(
      'failed',
    );
  });
});

describe('after risk assessment', () => {
  const assessed = (approved: boolean, passed = true) =>
    state({
      stage: 'risk_assessment',
      bestModel: model(),
      riskAssessments: { [model().id]: risk(approved) },
      validationResults: [verdict(passed)],
    });
  const noApproval = { spec: spec({ approval: { release: 'never' } }) };

  it.each([true, false])('asks a person by default (approved: %s)', (approved) => {
    expect(decide(assessed(approved))).toMatchObject({ kind: 'review', review: 'release' });
  });

  it('releases by itself when the spec asks nobody and everything passed', () => {
    expect(decide(assessed(true), noApproval)).toMatchObject({ kind: 'finish', stage: 'completed' });
  });

  it('rejects by itself when the spec asks nobody and the risk manager rejected', () => {
    const decision = decide(assessed(false), noApproval);
    expect(decision).toMatchObject({ kind: 'finish', stage: 'rejected' });
    expect(decision.reason).toContain('drawdown');
  });

  it('never releases by itself what failed validation', () => {
    expect(decide(assessed(true, false), noApproval)).toMatchObject({ kind: 'review', review: 'release' });
  });

  it('a risk manager that failed fails the workflow', () => {
    expect(
      decide(state({ stage: 'risk_assessment', bestModel: model() }), { results: [lost('risk_manager')] })
        .stage,
    ).toBe('failed');
  });
});

describe('after human review', () => {
  const reviewed = (kind: ReviewKind, outcome: Partial<ReviewOutcome>) =>
    state({
      stage: 'human_review',
      review: {
        approvalId: 'ap_1',
        kind,
        outcome: { approvalId: 'ap_1', by: 'ann', comment: 'because', ...outcome } as ReviewOutcome,
      },
    });

  it.each([
    ['data_quality', 'feature_discovery'],
    ['validation_failed', 'signal_generation'],
    ['release', 'completed'],
  ] as const)('an approval of %s leads to %s', (kind, stage) => {
    expect(decide(reviewed(kind, { decision: 'approve' })).stage).toBe(stage);
  });

  it.each(['data_quality', 'validation_failed', 'release'] as const)(
    'a rejection of %s ends as rejected',
    (kind) => {
      expect(decide(reviewed(kind, { decision: 'reject' }))).toMatchObject({
        kind: 'finish',
        stage: 'rejected',
      });
    },
  );

  it.each(['data_preparation', 'feature_discovery', 'model_training'] as const)(
    'a revision goes back to %s',
    (stage) => {
      expect(decide(reviewed('release', { decision: 'revise', stage, edits: {} })).stage).toBe(stage);
    },
  );

  it('silence means what the spec says', () => {
    const expired = (outcome: 'approve' | 'reject') => reviewed('release', { decision: 'expired', outcome });
    expect(decide(expired('approve')).stage).toBe('completed');
    expect(decide(expired('reject')).stage).toBe('rejected');
  });

  it('a gate that failed fails the workflow', () => {
    const asked = state({
      stage: 'human_review',
      review: { approvalId: 'ap_1', kind: 'release', outcome: null },
    });
    expect(decide(asked, { results: [lost('human_review')] }).stage).toBe('failed');
  });
});

describe('in any stage', () => {
  const working = STAGES.filter((stage) => !(TERMINAL_STAGES as readonly string[]).includes(stage));

  it.each(working)('a cancel request ends %s as cancelled', (stage) => {
    expect(decide(state({ stage }), { cancelRequested: true }).stage).toBe('cancelled');
  });

  it.each(working)('the last iteration ends %s with partial results', (stage) => {
    const decision = decide(state({ stage, iteration: 30 }));
    expect(decision).toMatchObject({ kind: 'finish', stage: 'completed', code: 'max_iterations' });
  });

  it.each(TERMINAL_STAGES)('nothing leads on from %s', (stage) => {
    expect(() => decide(state({ stage }))).toThrowError(
      expect.objectContaining({ code: 'transition_invalid' }),
    );
  });
});
