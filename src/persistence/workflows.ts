import { type Kysely, type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type {
  WorkflowChanges,
  WorkflowFilter,
  WorkflowRow,
  Workflows,
} from '../application/ports/workflows.ts';
import type { Clock } from '../kernel/clock.ts';
import { workflowSpecSchema } from '../orchestration/spec/spec.ts';
import { STAGES, STATUSES } from '../orchestration/stages.ts';
import { decodeCursor, encodeCursor } from './cursors.ts';
import { fromColumn, fromNullable, serializedErrorSchema, toJsonb } from './documents.ts';
import type { Schema, WorkflowsTable } from './schema.ts';

const UNFINISHED = ['queued', 'running', 'awaiting_approval'];

export function createWorkflows(db: Kysely<Schema>, clock: Clock): Workflows {
  return {
    insert: async (workflow) => {
      await db
        .insertInto('workflows')
        .values({
          id: workflow.id,
          name: workflow.name,
          symbol: workflow.symbol,
          spec: toJsonb(workflow.spec),
          status: 'queued',
          stage: 'initialization',
          iteration: 0,
          progress: 0,
          lineage: workflow.lineage,
          parent_id: workflow.parentId,
          parent_checkpoint_id: workflow.parentCheckpointId,
          schedule_id: workflow.scheduleId,
          created_by: workflow.createdBy,
          once_key: workflow.onceKey,
          created_at: workflow.createdAt,
          updated_at: workflow.createdAt,
        })
        .execute();
    },

    get: async (id) => {
      const row = await db.selectFrom('workflows').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toRow(row) : null;
    },

    findByOnceKey: async (onceKey) => {
      const row = await db
        .selectFrom('workflows')
        .select('id')
        .where('once_key', '=', onceKey)
        .executeTakeFirst();
      return row?.id ?? null;
    },

    lock: async (id) => {
      // "No key" lets rows that refer to the workflow (runs, events) be written meanwhile.
      const row = await db
        .selectFrom('workflows')
        .selectAll()
        .where('id', '=', id)
        .forNoKeyUpdate()
        .executeTakeFirst();
      return row ? toRow(row) : null;
    },

    update: async (id, changes) => {
      await db
        .updateTable('workflows')
        .set({ ...toColumns(changes), updated_at: new Date(clock.nowMs()) })
        .where('id', '=', id)
        .execute();
    },

    requestCancel: async (id, at) => {
      await db
        .updateTable('workflows')
        .set({ cancel_requested_at: at, updated_at: at })
        .where('id', '=', id)
        .where('cancel_requested_at', 'is', null)
        .execute();
    },

    list: async (filter) => {
      const rows = await listQuery(db, filter).execute();
      const items = rows.slice(0, filter.limit).map(toRow);
      const last = items.at(-1);
      const more = rows.length > filter.limit && last !== undefined;
      return { items, next: more ? encodeCursor({ at: last.createdAt, id: last.id }) : null };
    },

    unfinished: (before, { after, limit }) =>
      db
        .selectFrom('workflows')
        .select(['id', 'iteration'])
        .where('status', 'in', UNFINISHED)
        .where('updated_at', '<', before)
        .$if(after !== null, (query) => query.where('id', '>', after ?? ''))
        .orderBy('id')
        .limit(limit)
        .execute(),
  };
}

function listQuery(db: Kysely<Schema>, filter: WorkflowFilter) {
  const position = filter.cursor === undefined ? undefined : decodeCursor(filter.cursor);
  const { status, symbol, label, scheduleId } = filter;
  return db
    .selectFrom('workflows')
    .selectAll()
    .$if(status !== undefined, (query) => query.where('status', '=', status ?? ''))
    .$if(symbol !== undefined, (query) => query.where('symbol', '=', symbol ?? ''))
    .$if(scheduleId !== undefined, (query) => query.where('schedule_id', '=', scheduleId ?? null))
    .$if(label !== undefined, (query) => query.where(hasTag(label ?? '')))
    .$if(position !== undefined, (query) =>
      query.where(sql<boolean>`(created_at, id) < (${position?.at}, ${position?.id})`),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit + 1);
}

function hasTag(label: string) {
  const colon = label.indexOf(':');
  if (colon < 0) return sql<boolean>`spec -> 'tags' ? ${label}`;
  const tag = { [label.slice(0, colon)]: label.slice(colon + 1) };
  return sql<boolean>`spec -> 'tags' @> ${JSON.stringify(tag)}::jsonb`;
}

function toColumns(changes: WorkflowChanges) {
  return {
    ...(changes.spec !== undefined && { spec: toJsonb(changes.spec) }),
    ...(changes.status !== undefined && { status: changes.status }),
    ...(changes.stage !== undefined && { stage: changes.stage }),
    ...(changes.iteration !== undefined && { iteration: changes.iteration }),
    ...(changes.progress !== undefined && { progress: changes.progress }),
    ...(changes.finishedAt !== undefined && { finished_at: changes.finishedAt }),
    ...(changes.result !== undefined && { result: toJsonb(changes.result) }),
    ...(changes.error !== undefined && { error: toJsonb(changes.error) }),
  };
}

function toRow(row: Selectable<WorkflowsTable>): WorkflowRow {
  const of = (column: string): string => `${column} of workflow ${row.id}`;
  return {
    id: row.id,
    name: row.name,
    symbol: row.symbol,
    spec: fromColumn(workflowSpecSchema, row.spec, of('spec')),
    status: fromColumn(z.enum(STATUSES), row.status, of('status')),
    stage: fromColumn(z.enum(STAGES), row.stage, of('stage')),
    iteration: row.iteration,
    progress: row.progress,
    lineage: row.lineage,
    parentId: row.parent_id,
    parentCheckpointId: row.parent_checkpoint_id,
    scheduleId: row.schedule_id,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    finishedAt: row.finished_at,
    cancelRequestedAt: row.cancel_requested_at,
    result: fromNullable(z.json(), row.result, of('result')),
    error: fromNullable(serializedErrorSchema, row.error, of('error')),
  };
}
