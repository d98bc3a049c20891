import { type Kysely, sql } from 'kysely';

/** Bars that were imported once and are used again: named by the hash of what they hold. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table datasets (
      id text primary key,
      name text not null,
      symbol text not null,
      timeframe text not null,
      source text not null,
      bars integer not null,
      first_at timestamptz not null,
      last_at timestamptz not null,
      score double precision not null,
      verdict text not null,
      artifact_hash text not null,
      artifact_bytes bigint not null,
      report jsonb not null,
      created_by text not null,
      created_at timestamptz not null
    )`.execute(db);
  await sql`create index datasets_by_time on datasets (created_at desc, id desc)`.execute(db);
}
