import { type Kysely, sql } from 'kysely';

/**
 * The trial ledger and the log of the vault. Neither refers to the workflows table: a trial counts, and an opened
 * segment stays opened, whatever becomes of the workflow.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table trials (
      id text primary key,
      workflow_id text not null,
      family text not null,
      config_hash text not null,
      status text not null,
      params jsonb not null,
      seed bigint not null,
      dataset_id text not null,
      score double precision,
      sharpe_per_bar double precision,
      fold_scores jsonb not null,
      created_at timestamptz not null,
      constraint trials_counted_once unique (family, config_hash)
    )`.execute(db);
  await sql`create index trials_of_workflow on trials (workflow_id, config_hash)`.execute(db);

  await sql`
    create table unsealings (
      lineage text primary key,
      workflow_id text not null,
      role text not null,
      model_id text not null,
      artifact_hash text not null,
      reason text not null,
      at timestamptz not null
    )`.execute(db);
  await sql`create index unsealings_of_workflow on unsealings (workflow_id)`.execute(db);
}
