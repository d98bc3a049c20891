import { type AppError, toAppError } from '../kernel/errors.ts';
import { isTerminal } from '../orchestration/stages.ts';
import type { Dependencies } from './dependencies.ts';
import type { Repositories } from './ports/store.ts';
import { writeTransition } from './transition.ts';

/**
 * Parks a workflow as failed: its work stays, and a resume goes on from the step that failed.
 * A workflow that has ended is left alone.
 */
export async function failWorkflow(
  deps: Pick<Dependencies, 'store' | 'clock' | 'logger'>,
  workflowId: string,
  error: AppError,
): Promise<void> {
  const now = new Date(deps.clock.nowMs());
  try {
    await deps.store.transaction((repositories) => failWithCheckpoint(repositories, workflowId, error, now));
  } catch (thrown) {
    // The stored state itself may be what is broken: then the row alone says so.
    const reason = toAppError(thrown);
    if (reason.code !== 'state_invalid') throw reason;
    await deps.store.transaction((repositories) => failRowOnly(repositories, workflowId, error, now));
  }
}

async function failWithCheckpoint(
  repositories: Repositories,
  workflowId: string,
  error: AppError,
  now: Date,
): Promise<void> {
  const workflow = await repositories.workflows.lock(workflowId);
  if (!workflow || isTerminal(workflow.stage)) return;
  const checkpoint = await repositories.checkpoints.latest(workflowId);
  if (!checkpoint) return failRowOnly(repositories, workflowId, error, now);
  const note = { role: 'supervisor' as const, code: error.code, message: error.message.slice(0, 2_000) };
  await writeTransition(repositories, {
    state: { ...checkpoint.state, errors: [...checkpoint.state.errors, note] },
    decision: { kind: 'finish', stage: 'failed', reason: error.message, code: error.code },
    spec: workflow.spec,
    results: [],
    now,
  });
}

async function failRowOnly(
  repositories: Repositories,
  workflowId: string,
  error: AppError,
  now: Date,
): Promise<void> {
  await repositories.workflows.update(workflowId, {
    stage: 'failed',
    status: 'failed',
    progress: 1,
    finishedAt: now,
    error: error.toJSON(),
  });
  await repositories.events.append([
    {
      workflowId,
      type: 'workflow.finished',
      at: now,
      data: { status: 'failed', reason: error.message, result: null },
    },
  ]);
}
