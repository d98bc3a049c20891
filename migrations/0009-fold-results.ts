import { type Kysely, sql } from 'kysely';

/** Predictions of trained folds, by the hash of everything the training read. A cache: losing it costs time only. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table fold_results (
      key text primary key,
      predictions bytea not null,
      created_at timestamptz not null
    )`.execute(db);
}
