import { toAppError } from '../kernel/errors.ts';
import type { Dependencies } from './dependencies.ts';
import { syncSchedules } from './manage-schedules.ts';
import { dispatchOf, relayOutbox } from './outbox-relay.ts';
import type { WorkflowRow } from './ports/workflows.ts';
import { tickDueSchedules } from './tick-schedule.ts';

export interface ReconcileOptions {
  /** Messages and workflows younger than this are somebody's work in hand. */
  readonly graceMs: number;
  /** Where the last round ended; null: from the beginning. A round looks at a bounded number of workflows. */
  readonly after: string | null;
}

export interface Reconciliation {
  readonly relayed: number;
  readonly redispatched: readonly string[];
  /** Where the next round goes on; null: from the beginning. */
  readonly next: string | null;
}

const BATCH = 200;

type Unfinished = Pick<WorkflowRow, 'id' | 'iteration'>;

/**
 * Rebuilds what a crash left undone, from Postgres alone: messages nobody delivered, transitions whose jobs the queue
 * no longer has, schedules that were due while nothing ran. One process does it at a time; undefined when another does.
 */
export async function reconcile(
  deps: Dependencies,
  options: ReconcileOptions,
): Promise<Reconciliation | undefined> {
  return deps.store.exclusively('reconciler', async () => {
    const relayed = await relayOutbox(deps, options.graceMs);
    // Before the queue is asked anything: while it is away, what is due is still due, and soon too late to be made up for.
    await tickDueSchedules(deps);
    const before = new Date(deps.clock.nowMs() - options.graceMs);
    const redispatched: string[] = [];
    const round = await deps.store.workflows.unfinished(before, { after: options.after, limit: BATCH });
    for (const workflow of round) {
      if (await redispatchSafely(deps, workflow)) redispatched.push(workflow.id);
    }
    await syncSchedules(deps);
    return { relayed, redispatched, next: round.length === BATCH ? round[BATCH - 1].id : null };
  });
}

/** One workflow that cannot be put right must not keep the others waiting. */
async function redispatchSafely(deps: Dependencies, workflow: Unfinished): Promise<boolean> {
  try {
    return await redispatch(deps, workflow);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'queue_unavailable' || error.code === 'database_unavailable') throw error;
    deps.logger.error({ workflowId: workflow.id, err: error }, 'a workflow could not be put right');
    return false;
  }
}

/** Adds the jobs of a transition again unless its tick is still to come. Agents find their finished work. */
async function redispatch(deps: Dependencies, workflow: Unfinished): Promise<boolean> {
  const state = await deps.queue.tickState(workflow.id, workflow.iteration);
  if (state === 'alive') return false;
  const dispatch = await dispatchOf(deps.store, workflow.id, workflow.iteration, deps.clock.nowMs());
  if (!dispatch) return false;
  if (state !== 'missing') await deps.queue.discard(dispatch);
  await deps.queue.dispatch(dispatch);
  deps.logger.warn(
    { workflowId: workflow.id, iteration: workflow.iteration, state },
    'jobs of a transition were added again',
  );
  return true;
}
