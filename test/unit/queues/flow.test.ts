import { describe, expect, it } from 'vitest';
import { retryDelayMs } from '../../../queues/backoff.ts';
import { QUEUE_NAMES } from '../../../queues/contracts/names.ts';
import { buildFlow } from '../../../queues/flow.ts';
import type { Dispatch } from '../../../src/application/ports/queue.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { route } from '../../../src/orchestration/route.ts';
import { dataset, spec, state, WORKFLOW_ID } from '../../support/states.ts';

const run: Dispatch = {
  workflowId: WORKFLOW_ID,
  iteration: 2,
  decision: route({
    state: state({ stage: 'data_preparation', dataset: dataset() }),
    spec: spec(),
    results: [],
    cancelRequested: false,
  }) as Dispatch['decision'],
  timeoutMs: 1_000,
  review: null,
};
const review: Dispatch = {
  ...run,
  decision: { kind: 'review', stage: 'human_review', review: 'release', reason: '' },
  review: { approvalId: 'ap_1', delayMs: 5_000 },
};

const FAILURE_OPTIONS = [
  'failParentOnFailure',
  'continueParentOnFailure',
  'ignoreDependencyOnFailure',
  'removeDependencyOnFailure',
];

describe('the flow of a transition', () => {
  it('joins the agents of a step side by side in the next tick', () => {
    const flow = buildFlow(run);
    expect(flow.queueName).toBe('supervisor');
    expect(flow.opts?.jobId).toBe(`${WORKFLOW_ID}.2.supervisor`);
    expect(flow.children?.map((child) => [child.queueName, child.opts?.jobId])).toEqual([
      ['smc-analyst', `${WORKFLOW_ID}.2.smc_analyst`],
      ['ml-engineer', `${WORKFLOW_ID}.2.ml_engineer`],
    ]);
  });

  it.each([run, review])('gives every child exactly one failure option', (dispatch) => {
    for (const child of buildFlow(dispatch).children ?? []) {
      const set = FAILURE_OPTIONS.filter((option) => option in (child.opts ?? {}));
      expect(set).toEqual(['ignoreDependencyOnFailure']);
    }
  });

  it('holds a review until its deadline', () => {
    const [gate] = buildFlow(review).children ?? [];
    expect(gate.queueName).toBe('human-review');
    expect(gate.opts?.delay).toBe(5_000);
    expect(gate.data).toEqual({ workflowId: WORKFLOW_ID, iteration: 2, approvalId: 'ap_1' });
  });

  it('is the same for the same dispatch', () => {
    expect(buildFlow(run)).toEqual(buildFlow(run));
  });

  it('uses no name that BullMQ forbids', () => {
    for (const name of QUEUE_NAMES) expect(name).not.toContain(':');
    expect(buildFlow(run).opts?.jobId).not.toContain(':');
  });
});

describe('the delay before a retry', () => {
  it('doubles up to a minute, with jitter of at most half', () => {
    expect(retryDelayMs(1, undefined, () => 1)).toBe(500);
    expect(retryDelayMs(3, undefined, () => 1)).toBe(2_000);
    expect(retryDelayMs(3, undefined, () => 0)).toBe(1_000);
    expect(retryDelayMs(30, undefined, () => 1)).toBe(60_000);
  });

  it('is what Retry-After said', () => {
    const cause = new AppError('upstream_unavailable', 'busy', { retryAfterMs: 7_000 });
    const wrapped = new Error('upstream_unavailable: busy');
    wrapped.cause = cause;
    expect(retryDelayMs(1, wrapped, () => 0)).toBe(7_000);
  });
});
