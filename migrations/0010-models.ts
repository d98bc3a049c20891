import { type Kysely, sql } from 'kysely';

/**
 * The model registry. Like the ledger it does not refer to the workflows table: a model stays known whatever becomes
 * of the workflow that trained it.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table models (
      id text primary key,
      workflow_id text not null,
      iteration integer not null,
      symbol text not null,
      timeframe text not null,
      stage text not null,
      info jsonb not null,
      lineage jsonb not null,
      registered_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db);
  await sql`create index models_by_time on models (registered_at desc, id desc)`.execute(db);
  await sql`
    create unique index models_one_champion on models (symbol, timeframe) where stage = 'champion'`.execute(
    db,
  );

  await sql`
    create table model_changes (
      id bigint generated always as identity primary key,
      model_id text not null references models (id),
      from_stage text not null,
      to_stage text not null,
      changed_by text not null,
      reason text not null,
      at timestamptz not null
    )`.execute(db);
  await sql`create index model_changes_of_model on model_changes (model_id, id)`.execute(db);
}
