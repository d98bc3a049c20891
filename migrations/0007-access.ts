import { type Kysely, sql } from 'kysely';

/** API keys and the answers kept for idempotency keys. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table api_keys (
      id text primary key,
      name text not null,
      role text not null,
      secret_hash text not null unique,
      created_at timestamptz not null,
      revoked_at timestamptz
    )`.execute(db);
  await sql`
    create table idempotency_keys (
      owner text not null,
      key text not null,
      request_hash text not null,
      response jsonb,
      claimed_at timestamptz not null,
      primary key (owner, key)
    )`.execute(db);
}
