import { type Kysely, sql } from 'kysely';
import type { Pruning } from '../application/ports/pruning.ts';
import type { Schema } from './schema.ts';

/** Ends a workflow does not come back from; `failed` can be resumed. */
const FINAL = ['completed', 'rejected', 'cancelled'];

export function createPruning(db: Kysely<Schema>): Pruning {
  const rowsOf = async (statement: ReturnType<typeof sql>): Promise<number> =>
    Number((await statement.execute(db)).numAffectedRows ?? 0n);
  return {
    deliveredMessages: (before, limit) =>
      rowsOf(sql`
        delete from outbox where id in (
          select id from outbox where delivered_at < ${before} limit ${limit} for update skip locked)`),

    answers: (before, limit) =>
      rowsOf(sql`
        delete from idempotency_keys where (owner, key) in (
          select owner, key from idempotency_keys where claimed_at < ${before}
          limit ${limit} for update skip locked)`),

    checkpointStates: (endedBefore, limit) =>
      rowsOf(sql`
        update checkpoints set state = null where id in (
          select old.id from checkpoints old join workflows on workflows.id = old.workflow_id
          where old.state is not null
            and workflows.status = any(${FINAL}) and workflows.finished_at < ${endedBefore}
            and old.iteration < (
              select max(iteration) from checkpoints where checkpoints.workflow_id = old.workflow_id)
          limit ${limit} for update of old skip locked)`),

    progressEvents: (endedBefore, limit) =>
      rowsOf(sql`
        delete from events where id in (
          select events.id from events join workflows on workflows.id = events.workflow_id
          where events.type = 'agent.progress' and workflows.finished_at < ${endedBefore}
          limit ${limit} for update of events skip locked)`),

    ticks: (before, limit) =>
      rowsOf(sql`
        delete from schedule_ticks where (schedule_id, due_at) in (
          select schedule_id, due_at from schedule_ticks where status <> 'waiting' and due_at < ${before}
          limit ${limit} for update skip locked)`),
  };
}
