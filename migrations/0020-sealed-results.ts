import { type Kysely, sql } from 'kysely';

/**
 * What was traded over an opened segment, and what came of it: the same model with other thresholds or costs is another
 * look, and the first result of a lineage is its last. Rows from before have neither.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table unsealings add column strategy text, add column result jsonb`.execute(db);
}
