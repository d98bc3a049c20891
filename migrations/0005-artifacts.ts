import { type Kysely, sql } from 'kysely';

/** The index of artifacts; the bytes are in the artifact store. */
export async function up(db: Kysely<never>): Promise<void> {
  // One content can be stored as two kinds (an empty signal list, an empty trade list): the kind is part of the key.
  await sql`
    create table artifacts (
      hash text not null,
      kind text not null,
      media_type text not null,
      bytes bigint not null,
      rows integer,
      created_at timestamptz not null,
      primary key (hash, kind)
    )`.execute(db);
  await sql`
    create table artifact_links (
      workflow_id text not null references workflows (id) on delete cascade,
      iteration integer not null,
      role text not null,
      hash text not null,
      kind text not null,
      created_at timestamptz not null,
      primary key (workflow_id, iteration, role, hash, kind),
      foreign key (hash, kind) references artifacts (hash, kind)
    )`.execute(db);
}
