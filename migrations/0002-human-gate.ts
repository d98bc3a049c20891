import { type Kysely, sql } from 'kysely';

/** What people are asked, and what they answered. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table approvals (
      id text primary key,
      workflow_id text not null references workflows (id) on delete cascade,
      iteration integer not null,
      kind text not null,
      status text not null,
      evidence jsonb not null,
      evidence_hash text not null,
      artifacts jsonb not null,
      quorum integer not null,
      allow_self_approval boolean not null,
      on_timeout text not null,
      votes jsonb not null,
      outcome jsonb,
      requested_at timestamptz not null,
      deadline_at timestamptz not null,
      escalated_at timestamptz,
      decided_at timestamptz
    )`.execute(db);
  await sql`
    create index approvals_pending on approvals (deadline_at, id) where status = 'pending'`.execute(db);
  await sql`
    create index approvals_decided on approvals ((coalesce(decided_at, requested_at)) desc, id desc)
    where status <> 'pending'`.execute(db);
  await sql`create index approvals_by_workflow on approvals (workflow_id)`.execute(db);
}
