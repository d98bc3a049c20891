import { type Kysely, sql } from 'kysely';

/** Workflows, their checkpoints and what their agents did. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table workflows (
      id text primary key,
      name text not null,
      symbol text not null,
      spec jsonb not null,
      status text not null,
      stage text not null,
      iteration integer not null default 0,
      progress double precision not null default 0,
      lineage text not null,
      parent_id text,
      parent_checkpoint_id text,
      schedule_id text,
      created_by text not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      once_key text unique,
      finished_at timestamptz,
      cancel_requested_at timestamptz,
      result jsonb,
      error jsonb
    )`.execute(db);
  await sql`create index workflows_newest on workflows (created_at desc, id desc)`.execute(db);
  await sql`create index workflows_by_status on workflows (status, created_at desc, id desc)`.execute(db);
  await sql`create index workflows_by_symbol on workflows (symbol, created_at desc, id desc)`.execute(db);
  await sql`create index workflows_by_tag on workflows using gin ((spec -> 'tags'))`.execute(db);
  await sql`
    create index workflows_by_schedule on workflows (schedule_id, created_at desc, id desc)
    where schedule_id is not null`.execute(db);
  await sql`
    create index workflows_unfinished on workflows (id)
    where status in ('queued', 'running', 'awaiting_approval')`.execute(db);

  await sql`
    create table checkpoints (
      id text primary key,
      workflow_id text not null references workflows (id) on delete cascade,
      iteration integer not null,
      stage text not null,
      state jsonb not null,
      decision jsonb not null,
      created_at timestamptz not null,
      constraint checkpoints_one_a_transition unique (workflow_id, iteration)
    )`.execute(db);

  await sql`
    create table agent_runs (
      workflow_id text not null references workflows (id) on delete cascade,
      iteration integer not null,
      role text not null,
      task text not null,
      input_hash text not null,
      status text not null,
      starts integer not null,
      patch jsonb,
      error jsonb,
      started_at timestamptz not null,
      finished_at timestamptz,
      primary key (workflow_id, iteration, role)
    )`.execute(db);
  await sql`
    create index agent_runs_by_input on agent_runs (workflow_id, role, input_hash)
    where status = 'succeeded'`.execute(db);
}
