import { type Kysely, type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { ApprovalRow, ApprovalStatus, Approvals, Vote } from '../application/ports/approvals.ts';
import type { PageRequest } from '../application/ports/page.ts';
import { artifactRefSchema } from '../orchestration/artifact-ref.ts';
import { REVIEW_KINDS, reviewOutcomeSchema } from '../orchestration/state.ts';
import { decodeCursor, encodeCursor, type Position } from './cursors.ts';
import { fromColumn, fromNullable, toJsonb } from './documents.ts';
import type { ApprovalsTable, Schema } from './schema.ts';

const STATUSES = [
  'pending',
  'approved',
  'rejected',
  'revised',
  'expired',
  'cancelled',
] as const satisfies readonly ApprovalStatus[];

const voteSchema: z.ZodType<Vote> = z.strictObject({
  by: z.string(),
  decision: z.enum(['approve', 'reject', 'revise']),
  comment: z.string(),
  at: z.iso.datetime(),
});

type ListFilter = PageRequest & { readonly status?: ApprovalStatus; readonly workflowId?: string };

export function createApprovals(db: Kysely<Schema>): Approvals {
  return {
    insert: async (approval) => {
      await db
        .insertInto('approvals')
        .values({
          id: approval.id,
          workflow_id: approval.workflowId,
          iteration: approval.iteration,
          kind: approval.kind,
          status: 'pending',
          // A JSON null is evidence too, unlike an SQL one.
          evidence: sql`${JSON.stringify(approval.evidence)}::jsonb`,
          evidence_hash: approval.evidenceHash,
          artifacts: toJsonb(approval.artifacts),
          quorum: approval.quorum,
          allow_self_approval: approval.allowSelfApproval,
          on_timeout: approval.onTimeout,
          votes: toJsonb([]),
          requested_at: approval.requestedAt,
          deadline_at: approval.deadlineAt,
        })
        .execute();
    },

    get: async (id) => {
      const row = await db.selectFrom('approvals').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toRow(row) : null;
    },

    lock: async (id) => {
      const row = await db
        .selectFrom('approvals')
        .selectAll()
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      return row ? toRow(row) : null;
    },

    update: async (id, changes) => {
      const columns = {
        ...(changes.status !== undefined && { status: changes.status }),
        ...(changes.votes !== undefined && { votes: toJsonb(changes.votes) }),
        ...(changes.outcome !== undefined && { outcome: toJsonb(changes.outcome) }),
        ...(changes.escalatedAt !== undefined && { escalated_at: changes.escalatedAt }),
        ...(changes.deadlineAt !== undefined && { deadline_at: changes.deadlineAt }),
        ...(changes.decidedAt !== undefined && { decided_at: changes.decidedAt }),
      };
      if (Object.keys(columns).length === 0) return;
      await db.updateTable('approvals').set(columns).where('id', '=', id).execute();
    },

    list: async (filter) => {
      // Two orders, so two reads: section "p" of the cursor is the pending part, section "d" the decided one.
      const position = filter.cursor === undefined ? undefined : decodeCursor(filter.cursor);
      const wanted = filter.limit + 1;
      const pending =
        position?.section === 'd'
          ? []
          : (await pendingQuery(db, filter, position, wanted).execute()).map(toRow);
      const after = position?.section === 'd' ? position : undefined;
      const decided =
        pending.length < wanted
          ? (await decidedQuery(db, filter, after, wanted - pending.length).execute()).map(toRow)
          : [];
      const rows = [...pending, ...decided];
      const items = rows.slice(0, filter.limit);
      const last = items.at(-1);
      return { items, next: rows.length > filter.limit && last ? cursorOf(last) : null };
    },
  };
}

const filtered = (db: Kysely<Schema>, { status, workflowId }: ListFilter) =>
  db
    .selectFrom('approvals')
    .selectAll()
    .$if(status !== undefined, (query) => query.where('status', '=', status ?? ''))
    .$if(workflowId !== undefined, (query) => query.where('workflow_id', '=', workflowId ?? ''));

const pendingQuery = (db: Kysely<Schema>, filter: ListFilter, after: Position | undefined, limit: number) =>
  filtered(db, filter)
    .where('status', '=', 'pending')
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(deadline_at, id) > (${after?.at}, ${after?.id})`),
    )
    .orderBy('deadline_at')
    .orderBy('id')
    .limit(limit);

const decidedQuery = (db: Kysely<Schema>, filter: ListFilter, after: Position | undefined, limit: number) =>
  filtered(db, filter)
    .where('status', '<>', 'pending')
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(coalesce(decided_at, requested_at), id) < (${after?.at}, ${after?.id})`),
    )
    .orderBy(sql`coalesce(decided_at, requested_at)`, 'desc')
    .orderBy('id', 'desc')
    .limit(limit);

function cursorOf(row: ApprovalRow): string {
  return row.status === 'pending'
    ? encodeCursor({ at: row.deadlineAt, id: row.id }, 'p')
    : encodeCursor({ at: row.decidedAt ?? row.requestedAt, id: row.id }, 'd');
}

function toRow(row: Selectable<ApprovalsTable>): ApprovalRow {
  const of = (column: string): string => `${column} of approval ${row.id}`;
  return {
    id: row.id,
    workflowId: row.workflow_id,
    iteration: row.iteration,
    kind: fromColumn(z.enum(REVIEW_KINDS), row.kind, of('kind')),
    status: fromColumn(z.enum(STATUSES), row.status, of('status')),
    evidence: fromColumn(z.json(), row.evidence, of('evidence')),
    evidenceHash: row.evidence_hash,
    artifacts: fromColumn(z.array(artifactRefSchema), row.artifacts, of('artifacts')),
    quorum: row.quorum,
    allowSelfApproval: row.allow_self_approval,
    onTimeout: fromColumn(z.enum(['reject', 'approve', 'escalate']), row.on_timeout, of('on_timeout')),
    votes: fromColumn(z.array(voteSchema), row.votes, of('votes')),
    outcome: fromNullable(reviewOutcomeSchema, row.outcome, of('outcome')),
    requestedAt: row.requested_at,
    deadlineAt: row.deadline_at,
    escalatedAt: row.escalated_at,
    decidedAt: row.decided_at,
  };
}
