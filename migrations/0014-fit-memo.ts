import { type Kysely, sql } from 'kysely';

/**
 * Finished trainings, by the hash of everything they read, LightGBM and code included: of folds, walk-forward windows and
 * final models. A cache that takes the place of `fold_results`: losing it costs time only. `trainings` counts how often
 * the same training was finished; more than 1 means that work was done twice.
 *
 * Studies that a budget of time or money has ended, so that a repetition ends at the same trial.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`drop table fold_results`.execute(db);
  await sql`
    create table fit_memo (
      key text primary key,
      predictions bytea not null,
      gain bytea not null,
      model_text text,
      rounds integer not null,
      train_ms double precision not null,
      trainings integer not null default 1,
      created_at timestamptz not null,
      used_at timestamptz not null
    )`.execute(db);
  await sql`create index fit_memo_by_use on fit_memo (used_at)`.execute(db);
  await sql`
    create table study_stops (
      key text primary key,
      trials integer not null,
      reason text not null,
      train_ms double precision not null,
      workflow_id text not null,
      created_at timestamptz not null
    )`.execute(db);
  await sql`alter table trials add column data_hash text, add column code_hash text`.execute(db);
}
