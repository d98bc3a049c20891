import { type Kysely, sql } from 'kysely';

/**
 * Every verdict on a strategy, whatever it was: what a false discovery rate is counted over. Like the trial ledger it does
 * not refer to the workflows table. `p_value` is null for a record that has none (it never traded).
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table verdicts (
      workflow_id text not null,
      attempt integer not null,
      model_id text not null,
      passed boolean not null,
      p_value double precision,
      verdict_hash text not null,
      at timestamptz not null,
      primary key (workflow_id, attempt)
    )`.execute(db);
  await sql`create index verdicts_of_model on verdicts (model_id, at)`.execute(db);
}
