import { AppError } from '../kernel/errors.ts';
import { durationMs } from '../orchestration/spec/duration.ts';
import type { ReviewOutcome } from '../orchestration/state.ts';
import type { Dependencies } from './dependencies.ts';
import type { RunKey } from './ports/agent-runs.ts';
import type { ApprovalRow } from './ports/approvals.ts';
import type { Repositories } from './ports/store.ts';
import type { WorkflowRow } from './ports/workflows.ts';

export interface ReviewJobRun {
  readonly workflowId: string;
  readonly iteration: number;
  readonly approvalId: string;
}

/** The held job either ends with the decision, or goes back to sleep until its deadline. */
export type ReviewResolution =
  | { readonly kind: 'done'; readonly result: { readonly summary: string; readonly reused: boolean } }
  | { readonly kind: 'hold'; readonly untilMs: number };

/** Timers may wake a little early. */
const EARLY_MS = 50;

/**
 * What the held job of the human gate does when it wakes. Only Postgres says whether there is a decision: a job that
 * somebody promoted by hand finds none and is held again. Waking at the deadline means that nobody decided.
 */
export async function resolveReview(deps: Dependencies, job: ReviewJobRun): Promise<ReviewResolution> {
  return deps.store.transaction(async (repositories) => {
    const approval = await repositories.approvals.lock(job.approvalId);
    const workflow = await repositories.workflows.get(job.workflowId);
    if (!approval || !workflow) throw new AppError('not_found', `There is no approval ${job.approvalId}.`);
    const now = new Date(deps.clock.nowMs());
    if (approval.outcome) return finish(repositories, job, approval, approval.outcome, now);
    if (workflow.cancelRequestedAt) return cancel(repositories, job, approval, now);
    if (now.getTime() < approval.deadlineAt.getTime() - EARLY_MS) {
      return { kind: 'hold', untilMs: approval.deadlineAt.getTime() };
    }
    return expire(repositories, { job, approval, workflow, now });
  });
}

interface Expiry {
  readonly job: ReviewJobRun;
  readonly approval: ApprovalRow;
  readonly workflow: WorkflowRow;
  readonly now: Date;
}

async function expire(repositories: Repositories, expiry: Expiry): Promise<ReviewResolution> {
  const { job, approval, workflow, now } = expiry;
  if (approval.onTimeout === 'escalate' && !approval.escalatedAt) {
    const deadlineAt = new Date(now.getTime() + durationMs(workflow.spec.approval.deadline));
    await repositories.approvals.update(approval.id, { escalatedAt: now, deadlineAt });
    await repositories.events.append([
      {
        workflowId: job.workflowId,
        type: 'approval.escalated',
        at: now,
        data: { approvalId: approval.id, kind: approval.kind, deadlineAt: deadlineAt.toISOString() },
      },
    ]);
    return { kind: 'hold', untilMs: deadlineAt.getTime() };
  }
  const outcome: ReviewOutcome = {
    decision: 'expired',
    approvalId: approval.id,
    outcome: approval.onTimeout === 'approve' ? 'approve' : 'reject',
  };
  await repositories.approvals.update(approval.id, { status: 'expired', outcome, decidedAt: now });
  await repositories.events.append([
    {
      workflowId: job.workflowId,
      type: 'approval.expired',
      at: now,
      data: { approvalId: approval.id, kind: approval.kind, outcome: outcome.outcome },
    },
  ]);
  return finish(repositories, job, approval, outcome, now);
}

async function finish(
  repositories: Repositories,
  job: ReviewJobRun,
  approval: ApprovalRow,
  outcome: ReviewOutcome,
  now: Date,
): Promise<ReviewResolution> {
  const key = keyOf(job);
  const start = await repositories.agentRuns.start(key, {
    task: approval.kind,
    inputHash: approval.evidenceHash,
    at: now,
  });
  if (start.kind === 'started') {
    const review = { approvalId: approval.id, kind: approval.kind, outcome };
    await repositories.agentRuns.succeed(key, start.epoch, { review }, now);
  }
  return { kind: 'done', result: { summary: outcome.decision, reused: start.kind === 'memo' } };
}

/** Nobody needs to decide about a cancelled workflow; the tick that follows ends it. */
async function cancel(
  repositories: Repositories,
  job: ReviewJobRun,
  approval: ApprovalRow,
  now: Date,
): Promise<ReviewResolution> {
  const key = keyOf(job);
  await repositories.approvals.update(approval.id, { status: 'cancelled', decidedAt: now });
  const start = await repositories.agentRuns.start(key, {
    task: approval.kind,
    inputHash: approval.evidenceHash,
    at: now,
  });
  if (start.kind === 'started') {
    const error = new AppError('cancelled', 'The workflow was cancelled while it waited for a person.');
    await repositories.agentRuns.fail(key, start.epoch, error.toJSON(), now);
  }
  return { kind: 'done', result: { summary: 'cancelled', reused: false } };
}

const keyOf = ({ workflowId, iteration }: ReviewJobRun): RunKey => ({
  workflowId,
  iteration,
  role: 'human_review',
});
