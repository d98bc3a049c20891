import { AppError } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import { isTerminal } from '../orchestration/stages.ts';
import type { Actor } from './application.ts';
import type { Dependencies } from './dependencies.ts';
import { deliverNow } from './outbox-relay.ts';
import type { OutboxMessage } from './ports/outbox.ts';
import type { Repositories } from './ports/store.ts';
import type { WorkflowRow } from './ports/workflows.ts';

/**
 * Asks a workflow to stop: a durable flag, and a broadcast that aborts its running agents wherever they are.
 * The tick that follows ends it as cancelled. Asking twice is harmless.
 * @throws AppError `not_found`; `conflict` when it has already ended.
 */
export async function cancelWorkflow(
  deps: Dependencies,
  workflowId: string,
  actor: Actor,
): Promise<WorkflowRow> {
  const now = new Date(deps.clock.nowMs());
  const outboxIds = await deps.store.transaction(async (repositories) => {
    const workflow = await repositories.workflows.lock(workflowId);
    if (!workflow) throw new AppError('not_found', `There is no workflow ${workflowId}.`);
    return requestCancel(repositories, workflow, actor, now);
  });
  for (const id of outboxIds) await deliverNow(deps, id);
  return (await deps.store.workflows.get(workflowId))!;
}

/** The part that belongs to the caller's transaction; the row must be locked. Returns the messages to deliver. */
export async function requestCancel(
  repositories: Repositories,
  workflow: WorkflowRow,
  actor: Actor,
  now: Date,
): Promise<string[]> {
  if (isTerminal(workflow.stage)) {
    throw new AppError(
      'conflict',
      `The workflow ${workflow.id} has ended as ${workflow.status}; there is nothing to cancel.`,
    );
  }
  if (!workflow.cancelRequestedAt) {
    await repositories.workflows.requestCancel(workflow.id, now);
    await repositories.events.append([
      { workflowId: workflow.id, type: 'workflow.cancel_requested', at: now, data: { by: actor.name } },
    ]);
  }
  const messages: OutboxMessage[] = [{ kind: 'cancel', workflowId: workflow.id }];
  const checkpoint =
    workflow.stage === 'human_review' ? await repositories.checkpoints.latest(workflow.id) : null;
  if (checkpoint?.state.review) {
    const { approvalId } = checkpoint.state.review;
    messages.push({
      kind: 'release_review',
      workflowId: workflow.id,
      iteration: workflow.iteration,
      approvalId,
    });
  }
  const ids: string[] = [];
  for (const message of messages) {
    const id = newId('ob');
    await repositories.outbox.add(id, message, now);
    ids.push(id);
  }
  return ids;
}
