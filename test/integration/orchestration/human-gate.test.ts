import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consume } from '../../../queues/consumer.ts';
import { reviewJobSchema } from '../../../queues/contracts/jobs.ts';
import { advanceWorkflow } from '../../../src/application/advance-workflow.ts';
import type { DecideCommand } from '../../../src/application/application.ts';
import type { ApprovalRow } from '../../../src/application/ports/approvals.ts';
import { WORKER_ROLES } from '../../../src/orchestration/roles.ts';
import { ANN, BOB, describeOnBothStores, SAMPLE } from '../../support/both-stores.ts';
import { createTestPlatform, latch, type TestPlatform } from '../../support/platform.ts';

const isOver = ({ finishedAt }: { finishedAt: Date | null }) => finishedAt !== null;
const awaits = ({ status }: { status: string }) => status === 'awaiting_approval';

describeOnBothStores('the human gate', (queue) => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await createTestPlatform({ queue });
    await platform.startWorkers();
  });
  afterAll(() => platform.stop());

  const hold = async (approval: Record<string, unknown> = {}): Promise<ApprovalRow> => {
    const { id } = await platform.application.submitWorkflow({ spec: { ...SAMPLE, approval }, actor: ANN });
    await platform.until(id, awaits);
    const { items } = await platform.dependencies.store.approvals.list({ workflowId: id, limit: 1 });
    return items[0];
  };
  const decide = ({ id, evidenceHash }: ApprovalRow, command: Partial<DecideCommand> = {}) =>
    platform.application.decideApproval(id, {
      decision: 'approve',
      comment: '',
      evidenceHash,
      actor: ANN,
      ...command,
    });

  it('lets one of two simultaneous decisions win', async () => {
    const approval = await hold();
    const settled = await Promise.allSettled([
      decide(approval, { actor: BOB }),
      decide(approval, { decision: 'reject' }),
    ]);
    expect(settled.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    const loser = settled.find((result) => result.status === 'rejected') as PromiseRejectedResult;
    expect(loser.reason).toMatchObject({ code: 'approval_already_decided', status: 409 });
    await platform.until(approval.workflowId, isOver);
  });

  it('refuses a decision about other evidence', async () => {
    const approval = await hold();
    await expect(decide(approval, { evidenceHash: 'f'.repeat(64) })).rejects.toMatchObject({
      code: 'evidence_changed',
    });
    await decide(approval, { decision: 'reject' });
  });

  it('is not opened by promoting its job', async () => {
    const approval = await hold();
    const wake = async (): Promise<void> => {
      if (await platform.dependencies.queue.releaseReview(approval.workflowId, approval.iteration)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return wake();
    };
    await wake();
    const jobId = `${approval.workflowId}.${approval.iteration}.human_review`;
    const isHeldAgain = async (): Promise<void> => {
      const current = await platform.producer.queues.get('human_review')!.getJob(jobId);
      if ((await current!.isDelayed()) && current!.attemptsStarted > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return isHeldAgain();
    };
    await isHeldAgain();
    const workflow = await platform.dependencies.store.workflows.get(approval.workflowId);
    expect(workflow?.status).toBe('awaiting_approval');
    await decide(approval);
    expect((await platform.until(approval.workflowId, isOver)).status).toBe('completed');
  });

  it('is told again while its job is awake: it may go back to sleep without having seen the decision', async () => {
    const gate = await createTestPlatform({ queue });
    try {
      await gate.startWorkers(WORKER_ROLES.filter((role) => role !== 'human_review'));
      const { id } = await gate.application.submitWorkflow({ spec: SAMPLE, actor: ANN });
      const { iteration } = await gate.until(id, awaits);
      const [awake, mayGo] = [latch(), latch()];
      const untilMs = Date.now() + 3_600_000;
      const processor = consume({
        schema: reviewJobSchema,
        register: () => () => undefined,
        handle: async () => {
          awake.open();
          await mayGo.opened;
          return { kind: 'hold', untilMs } as const;
        },
      });
      const tuning = { concurrency: 1, lockMs: 10_000, stalledCheckMs: 10_000 };
      const worker = gate.backend.worker('human-review', processor, tuning);
      worker.run().catch(() => undefined);
      const wake = () => gate.producer.releaseReview(id, iteration);
      const wakeAtLast = async (): Promise<void> => {
        if (await wake()) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
        return wakeAtLast();
      };
      await wakeAtLast();
      await awake.opened;
      expect(await wake()).toBe(false);
      mayGo.open();
      await wakeAtLast();
      await worker.close();
    } finally {
      await gate.stop();
    }
  });

  it.each([
    ['reject', 'rejected'],
    ['approve', 'completed'],
  ] as const)('silence until the deadline means %s when the spec says so', async (onTimeout, status) => {
    const approval = await hold({ deadline: '1s', onTimeout });
    expect((await platform.until(approval.workflowId, isOver)).status).toBe(status);
    expect((await platform.dependencies.store.approvals.get(approval.id))?.status).toBe('expired');
  });

  it('escalates once, then rejects', async () => {
    const approval = await hold({ deadline: '1s', onTimeout: 'escalate' });
    expect((await platform.until(approval.workflowId, isOver)).status).toBe('rejected');
    const after = await platform.dependencies.store.approvals.get(approval.id);
    expect(after?.escalatedAt).not.toBeNull();
    expect(after!.deadlineAt.getTime()).toBeGreaterThan(approval.deadlineAt.getTime());
  });

  it('waits for its quorum, and counts a key once', async () => {
    const approval = await hold({ quorum: 2 });
    expect(await decide(approval)).toMatchObject({ status: 'pending', votes: [{ by: ANN.id }] });
    await expect(decide(approval)).rejects.toMatchObject({ code: 'conflict' });
    expect(await decide(approval, { actor: BOB })).toMatchObject({ status: 'approved' });
    expect((await platform.until(approval.workflowId, isOver)).status).toBe('completed');
  });

  it('one rejection decides against any quorum', async () => {
    const approval = await hold({ quorum: 3 });
    await decide(approval, { decision: 'reject' });
    expect((await platform.until(approval.workflowId, isOver)).status).toBe('rejected');
  });

  it('keeps four eyes when the spec asks for them', async () => {
    const approval = await hold({ allowSelfApproval: false });
    await expect(decide(approval)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await decide(approval, { actor: BOB })).toMatchObject({ status: 'approved' });
  });

  it('sends back with edits, which are checked while the person can still mend them', async () => {
    const approval = await hold();
    const revise = (edits: Record<string, unknown>) =>
      decide(approval, { decision: 'revise', stage: 'model_training', edits });
    await expect(revise({ market: { timeframe: '1h' } })).rejects.toMatchObject({ code: 'spec_invalid' });
    await expect(revise({ training: { trials: -1 } })).rejects.toMatchObject({ code: 'spec_invalid' });
    await revise({ training: { trials: 5 } });
    const workflow = await platform.until(
      approval.workflowId,
      (row) => row.iteration > approval.iteration + 1 && awaits(row),
    );
    expect(workflow.spec.training.trials).toBe(5);
    const { items } = await platform.dependencies.store.approvals.list({
      workflowId: approval.workflowId,
      status: 'pending',
      limit: 1,
    });
    expect(items[0].evidenceHash).not.toBe(approval.evidenceHash);
  });
});

describe('a tick that comes twice', () => {
  it('makes one transition', async () => {
    const platform = await createTestPlatform({ queue: 'postgres' });
    try {
      const workers = await platform.startWorkers(['data_engineer']);
      const { id } = await platform.application.submitWorkflow({ spec: SAMPLE, actor: ANN });
      const hasPrepared = async (): Promise<void> => {
        const [run] = await platform.dependencies.store.agentRuns.ofWorkflow(id);
        if (run?.status === 'succeeded') return;
        await new Promise((resolve) => setTimeout(resolve, 20));
        return hasPrepared();
      };
      await hasPrepared();
      await workers.stop();
      const tick = { workflowId: id, iteration: 1, lostChildren: {}, isLastAttempt: false };
      const summaries = await Promise.all([1, 2, 3].map(() => advanceWorkflow(platform.dependencies, tick)));
      expect(summaries.map(({ summary }) => summary).sort()).toEqual([
        'already advanced',
        'already advanced',
        'data_preparation → feature_discovery',
      ]);
      const heads = await platform.dependencies.store.checkpoints.list(id);
      expect(heads.map((head) => head.iteration)).toEqual([1, 2]);
    } finally {
      await platform.stop();
    }
  });
});
