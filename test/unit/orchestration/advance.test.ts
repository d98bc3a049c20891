import { describe, expect, it } from 'vitest';
import { advance } from '../../../src/orchestration/advance.ts';
import type { Decision } from '../../../src/orchestration/decision.ts';
import { agentStateSchema } from '../../../src/orchestration/state.ts';
import { state } from '../../support/states.ts';

const base = { results: [], checkpointId: 'ck_1' };
const train: Decision = {
  kind: 'run',
  stage: 'model_training',
  agents: [{ role: 'ml_engineer', task: 'train' }],
  reason: 'Go.',
};

describe('advance', () => {
  it('moves to the stage of the decision, counts the iteration and remembers the checkpoint', () => {
    const next = advance({ ...base, state: state({ iteration: 3 }), decision: train });
    expect(next).toMatchObject({
      stage: 'model_training',
      iteration: 4,
      currentAgent: ['ml_engineer'],
      nextAgent: 'validation_agent',
      checkpoints: { model_training: 'ck_1' },
      requiresHumanApproval: false,
    });
    expect(next.messages.at(-1)).toEqual({ role: 'supervisor', text: 'Go.' });
    agentStateSchema.parse(next);
  });

  it('takes over a revised plan', () => {
    const plan = { ...state().plan, attempt: 2, reason: 'simpler' };
    expect(advance({ ...base, state: state(), decision: { ...train, plan } }).plan).toEqual(plan);
  });

  it('a review names its approval and needs a person', () => {
    const decision: Decision = { kind: 'review', stage: 'human_review', review: 'release', reason: 'Look.' };
    const next = advance({ ...base, state: state(), decision, approvalId: 'ap_1' });
    expect(next.requiresHumanApproval).toBe(true);
    expect(next.review).toEqual({ approvalId: 'ap_1', kind: 'release', outcome: null });
    expect(() => advance({ ...base, state: state(), decision })).toThrow(TypeError);
  });

  it('a branch that was lost leaves a warning', () => {
    const results = [
      {
        role: 'smc_analyst' as const,
        status: 'failed' as const,
        error: { code: 'agent_failed' as const, message: 'x' },
      },
    ];
    const next = advance({ ...base, results, state: state(), decision: train });
    expect(next.warnings).toMatchObject([
      { code: 'degraded', message: expect.stringContaining('smc_analyst') },
    ]);
  });

  it('ending for lack of iterations leaves a warning and nobody at work', () => {
    const decision: Decision = {
      kind: 'finish',
      stage: 'completed',
      reason: 'Enough.',
      code: 'max_iterations',
    };
    const next = advance({ ...base, state: state(), decision });
    expect(next).toMatchObject({ currentAgent: [], nextAgent: null, warnings: [{ code: 'max_iterations' }] });
  });
});
