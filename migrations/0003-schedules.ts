import { type Kysely, sql } from 'kysely';

/** Schedules, and one row for every time one of them was due. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table schedules (
      id text primary key,
      name text not null,
      cron text not null,
      time_zone text not null,
      spec jsonb not null,
      overlap text not null,
      catch_up_ms bigint not null,
      paused boolean not null,
      next_due_at timestamptz,
      created_by text not null,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db);
  await sql`create index schedules_newest on schedules (created_at desc, id desc)`.execute(db);
  await sql`create index schedules_due on schedules (next_due_at) where not paused`.execute(db);

  await sql`
    create table schedule_ticks (
      schedule_id text not null references schedules (id) on delete cascade,
      due_at timestamptz not null,
      status text not null,
      workflow_id text,
      reason text not null,
      created_at timestamptz not null,
      primary key (schedule_id, due_at)
    )`.execute(db);
  await sql`
    create index schedule_ticks_waiting on schedule_ticks (due_at) where status = 'waiting'`.execute(db);
}
