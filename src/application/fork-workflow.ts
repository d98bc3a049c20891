import { AppError } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import { editSpec } from '../orchestration/spec/edit-spec.ts';
import { symbolOf } from '../orchestration/spec/market.ts';
import type { ForkCommand } from './application.ts';
import type { Dependencies } from './dependencies.ts';
import { deliverNow } from './outbox-relay.ts';
import type { WorkflowRow } from './ports/workflows.ts';
import { writeTransition } from './transition.ts';

/**
 * A new workflow that goes on from a checkpoint of another one, with edits if wanted. It writes its own first
 * checkpoint, belongs to the same lineage (the sealed test segment stays opened once) and asks people anew.
 * @throws AppError `not_found`; `conflict` for a checkpoint of an end; `spec_invalid` for edits that come too late.
 */
export async function forkWorkflow(
  deps: Dependencies,
  parentId: string,
  command: ForkCommand,
): Promise<WorkflowRow> {
  const now = new Date(deps.clock.nowMs());
  const id = newId('wf');
  const forked = await deps.store.transaction(async (repositories) => {
    const earlier = command.onceKey && (await repositories.workflows.findByOnceKey(command.onceKey));
    if (earlier) return { id: earlier, outboxId: null };
    const parent = await repositories.workflows.get(parentId);
    if (!parent) throw new AppError('not_found', `There is no workflow ${parentId}.`);
    const checkpoint = await repositories.checkpoints.get(command.checkpointId);
    if (checkpoint?.workflowId !== parentId) {
      throw new AppError('not_found', `The workflow ${parentId} has no checkpoint ${command.checkpointId}.`);
    }
    if (checkpoint.decision.kind === 'finish') {
      throw new AppError(
        'conflict',
        `Checkpoint ${checkpoint.id} is an end (${checkpoint.stage}); fork an earlier one.`,
      );
    }
    const spec = editSpec(parent.spec, command.edits ?? {}, checkpoint.stage);
    await repositories.workflows.insert({
      id,
      name: spec.name,
      symbol: symbolOf(spec.market),
      spec,
      lineage: parent.lineage,
      parentId,
      parentCheckpointId: checkpoint.id,
      scheduleId: null,
      createdBy: command.actor.id,
      createdAt: now,
      onceKey: command.onceKey ?? null,
    });
    await repositories.events.append([
      {
        workflowId: id,
        type: 'workflow.submitted',
        at: now,
        data: { name: spec.name, symbol: symbolOf(spec.market), by: command.actor.name, forkOf: parentId },
      },
    ]);
    const outboxId = await writeTransition(repositories, {
      state: { ...checkpoint.state, workflowId: id, iteration: 0, checkpoints: {} },
      decision: checkpoint.decision,
      spec,
      results: [],
      now,
    });
    return { id, outboxId };
  });
  await deliverNow(deps, forked.outboxId);
  return (await deps.store.workflows.get(forked.id))!;
}
