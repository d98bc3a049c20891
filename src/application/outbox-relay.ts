import { AppError, toAppError } from '../kernel/errors.ts';
import { durationMs } from '../orchestration/spec/duration.ts';
import type { Dependencies } from './dependencies.ts';
import type { Checkpoint } from './ports/checkpoints.ts';
import type { OutboxMessage } from './ports/outbox.ts';
import type { Dispatch } from './ports/queue.ts';
import type { Repositories } from './ports/store.ts';
import type { WorkflowRow } from './ports/workflows.ts';

type RelayDependencies = Pick<Dependencies, 'store' | 'queue' | 'signals' | 'clock' | 'logger'>;

/**
 * Delivers a message right after its transaction has committed. A failure is no failure of the caller: the message
 * stays in the outbox, and the reconciler delivers it when the queue is back.
 */
export async function deliverNow(deps: RelayDependencies, outboxId: string | null): Promise<void> {
  if (outboxId === null) return;
  try {
    const row = await deps.store.outbox.get(outboxId);
    if (!row) return;
    await deliver(deps, row.message);
    await deps.store.outbox.delivered(outboxId, new Date(deps.clock.nowMs()));
  } catch (thrown) {
    const error = toAppError(thrown);
    deps.logger.warn(
      { outboxId, code: error.code, reason: error.message },
      'the queue could not be told; it will be told again',
    );
  }
}

const BATCH = 100;

/**
 * Delivers what a crash or an outage left in the outbox. Messages younger than `graceMs` are left to their writers.
 * Returns how many were delivered. No transaction: it would stay open while the queue is talked to, and hold back the
 * event stream for as long; a message that is delivered twice is harmless.
 */
export async function relayOutbox(deps: RelayDependencies, graceMs: number): Promise<number> {
  const { outbox } = deps.store;
  let count = 0;
  for (const row of await outbox.undelivered(new Date(deps.clock.nowMs() - graceMs), BATCH)) {
    try {
      await deliver(deps, row.message);
      await outbox.delivered(row.id, new Date(deps.clock.nowMs()));
      count++;
    } catch (thrown) {
      await outbox.failed(row.id, toAppError(thrown).message);
    }
  }
  return count;
}

async function deliver(deps: RelayDependencies, message: OutboxMessage): Promise<void> {
  switch (message.kind) {
    case 'dispatch': {
      const dispatch = await dispatchOf(
        deps.store,
        message.workflowId,
        message.iteration,
        deps.clock.nowMs(),
      );
      if (dispatch) await dispatchAndCheck(deps, dispatch);
      return;
    }
    case 'release_review':
      return release(deps, message);
    case 'cancel':
      return deps.signals.announceCancel(message.workflowId);
  }
}

/**
 * A person may decide while the job that will be held for them is still on its way, carrying the long delay of an open
 * review. Whoever comes second sees what the first one did: the dispatch looks again once the job is there, and a
 * release that finds no job is told again.
 */
async function dispatchAndCheck(deps: RelayDependencies, dispatch: Dispatch): Promise<void> {
  await deps.queue.dispatch(dispatch);
  if (!dispatch.review) return;
  const now = await dispatchOf(deps.store, dispatch.workflowId, dispatch.iteration, deps.clock.nowMs());
  if (now?.review?.delayMs === 0) await deps.queue.releaseReview(dispatch.workflowId, dispatch.iteration);
}

async function release(
  deps: RelayDependencies,
  { workflowId, iteration }: Extract<OutboxMessage, { kind: 'release_review' }>,
): Promise<void> {
  if (await deps.queue.releaseReview(workflowId, iteration)) return;
  const workflow = await deps.store.workflows.get(workflowId);
  if (workflow?.iteration !== iteration || workflow.finishedAt) return;
  throw new AppError('queue_unavailable', `The held job of ${workflowId} cannot be woken yet.`);
}

/**
 * What the queue must be told of a transition, rebuilt from Postgres alone; null when there is nothing to run:
 * the workflow has ended, or it has moved past this transition.
 */
export async function dispatchOf(
  repositories: Repositories,
  workflowId: string,
  iteration: number,
  nowMs: number,
): Promise<Dispatch | null> {
  const workflow = await repositories.workflows.get(workflowId);
  const checkpoint = await repositories.checkpoints.at(workflowId, iteration);
  if (!workflow || !checkpoint || workflow.iteration !== iteration) return null;
  return toDispatch(repositories, workflow, checkpoint, nowMs);
}

async function toDispatch(
  repositories: Repositories,
  workflow: WorkflowRow,
  checkpoint: Checkpoint,
  nowMs: number,
): Promise<Dispatch | null> {
  const { decision, iteration, state } = checkpoint;
  if (decision.kind === 'finish') return null;
  const timeoutMs = durationMs(workflow.spec.limits.timeout);
  if (decision.kind === 'run')
    return { workflowId: workflow.id, iteration, decision, timeoutMs, review: null };
  const approval = state.review && (await repositories.approvals.get(state.review.approvalId));
  if (!approval) return null;
  // A decided or cancelled review has nothing left to wait for.
  const isOpen = approval.status === 'pending' && !workflow.cancelRequestedAt;
  const delayMs = isOpen ? Math.max(0, approval.deadlineAt.getTime() - nowMs) : 0;
  return {
    workflowId: workflow.id,
    iteration,
    decision,
    timeoutMs,
    review: { approvalId: approval.id, delayMs },
  };
}
