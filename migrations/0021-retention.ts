import { type Kysely, sql } from 'kysely';

/**
 * What is let go of after its time: the state of a checkpoint may go while its row stays, and each kind of row has an
 * index by what makes it old.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table checkpoints alter column state drop not null`.execute(db);
  await sql`
    create index checkpoints_with_state on checkpoints (workflow_id, iteration) where state is not null`.execute(
    db,
  );
  await sql`
    create index workflows_ended on workflows (finished_at) where finished_at is not null`.execute(db);
  await sql`
    create index outbox_delivered on outbox (delivered_at) where delivered_at is not null`.execute(db);
  await sql`create index idempotency_keys_by_age on idempotency_keys (claimed_at)`.execute(db);
  await sql`
    create index events_of_progress on events (workflow_id) where type = 'agent.progress'`.execute(db);
  await sql`
    create index schedule_ticks_past on schedule_ticks (due_at) where status <> 'waiting'`.execute(db);
}
