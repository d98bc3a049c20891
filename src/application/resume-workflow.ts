import { AppError } from '../kernel/errors.ts';
import type { Actor } from './application.ts';
import type { Dependencies } from './dependencies.ts';
import { deliverNow } from './outbox-relay.ts';
import type { Checkpoint } from './ports/checkpoints.ts';
import type { Repositories } from './ports/store.ts';
import type { WorkflowRow } from './ports/workflows.ts';
import { writeTransition } from './transition.ts';

/**
 * Goes on with a parked workflow from the step that failed: the step runs again in a new iteration, and agents whose
 * input is unchanged find the results of their earlier runs.
 * @throws AppError `not_found`; `conflict` when the workflow is not failed.
 */
export async function resumeWorkflow(
  deps: Dependencies,
  workflowId: string,
  actor: Actor,
): Promise<WorkflowRow> {
  const now = new Date(deps.clock.nowMs());
  const outboxId = await deps.store.transaction(async (repositories) => {
    const workflow = await repositories.workflows.lock(workflowId);
    if (!workflow) throw new AppError('not_found', `There is no workflow ${workflowId}.`);
    if (workflow.status !== 'failed') {
      throw new AppError(
        'conflict',
        `Only a failed workflow can be resumed; ${workflowId} is ${workflow.status}.`,
      );
    }
    const step = await failedStep(repositories, workflowId);
    await repositories.workflows.update(workflowId, { finishedAt: null, result: null, error: null });
    await repositories.events.append([
      { workflowId, type: 'workflow.resumed', at: now, data: { by: actor.name, stage: step.stage } },
    ]);
    return writeTransition(repositories, {
      state: { ...step.state, iteration: workflow.iteration },
      decision: step.decision,
      spec: workflow.spec,
      results: [],
      now,
    });
  });
  await deliverNow(deps, outboxId);
  return (await deps.store.workflows.get(workflowId))!;
}

/** The last step that worked: its checkpoint holds the state its agents started from. */
async function failedStep(repositories: Repositories, workflowId: string): Promise<Checkpoint> {
  const heads = await repositories.checkpoints.list(workflowId);
  const head = heads.findLast((candidate) => candidate.decision.kind !== 'finish');
  const checkpoint = head && (await repositories.checkpoints.get(head.id));
  if (!checkpoint)
    throw new AppError('conflict', `The workflow ${workflowId} has no checkpoint to go on from.`);
  return checkpoint;
}
