import { newId } from '../kernel/ids.ts';
import { initialState } from '../orchestration/initial-state.ts';
import { route } from '../orchestration/route.ts';
import { symbolOf } from '../orchestration/spec/market.ts';
import { parseSpec } from '../orchestration/spec/parse-spec.ts';
import type { SubmitCommand } from './application.ts';
import type { Dependencies } from './dependencies.ts';
import { deliverNow } from './outbox-relay.ts';
import type { Repositories } from './ports/store.ts';
import type { WorkflowRow } from './ports/workflows.ts';
import { writeTransition } from './transition.ts';

/** A submission, from the API or from a schedule. */
export interface Submission extends SubmitCommand {
  readonly scheduleId?: string;
}

/**
 * Stores a workflow with its first checkpoint and the message that starts it, in one transaction.
 * @throws AppError `spec_invalid` with every problem of the spec.
 */
export async function submitWorkflow(deps: Dependencies, submission: Submission): Promise<WorkflowRow> {
  const { workflowId, outboxId } = await deps.store.transaction(async (repositories) => {
    const earlier = submission.onceKey && (await repositories.workflows.findByOnceKey(submission.onceKey));
    if (earlier) return { workflowId: earlier, outboxId: null };
    return insertWorkflow(repositories, submission, new Date(deps.clock.nowMs()));
  });
  await deliverNow(deps, outboxId);
  return (await deps.store.workflows.get(workflowId))!;
}

/** The part of a submission that belongs to the caller's transaction. */
export async function insertWorkflow(
  repositories: Repositories,
  submission: Submission,
  now: Date,
): Promise<{ workflowId: string; outboxId: string | null }> {
  const spec = parseSpec(submission.spec);
  const id = newId('wf');
  const state = initialState(id, id);
  await repositories.workflows.insert({
    id,
    name: spec.name,
    symbol: symbolOf(spec.market),
    spec,
    lineage: id,
    parentId: null,
    parentCheckpointId: null,
    scheduleId: submission.scheduleId ?? null,
    createdBy: submission.actor.id,
    createdAt: now,
    onceKey: submission.onceKey ?? null,
  });
  await repositories.events.append([
    {
      workflowId: id,
      type: 'workflow.submitted',
      at: now,
      data: { name: spec.name, symbol: symbolOf(spec.market), by: submission.actor.name },
    },
  ]);
  const decision = route({ state, spec, results: [], cancelRequested: false });
  const outboxId = await writeTransition(repositories, { state, decision, spec, results: [], now });
  return { workflowId: id, outboxId };
}
