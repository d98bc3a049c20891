import { type Kysely, type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { ScheduleRow, Schedules, TickRow } from '../application/ports/schedules.ts';
import type { WorkflowSpecInput } from '../orchestration/spec/spec.ts';
import { decodeCursor, encodeCursor } from './cursors.ts';
import { fromColumn, toJsonb } from './documents.ts';
import type { SchedulesTable, ScheduleTicksTable, Schema } from './schema.ts';

export function createSchedules(db: Kysely<Schema>): Schedules {
  return {
    insert: async (schedule) => {
      await db
        .insertInto('schedules')
        .values({
          id: schedule.id,
          name: schedule.name,
          cron: schedule.cron,
          time_zone: schedule.timeZone,
          spec: toJsonb(schedule.spec),
          overlap: schedule.overlap,
          catch_up_ms: schedule.catchUpMs,
          paused: schedule.paused,
          next_due_at: schedule.nextDueAt,
          created_by: schedule.createdBy,
          created_at: schedule.createdAt,
          updated_at: schedule.updatedAt,
        })
        .execute();
    },

    get: async (id) => {
      const row = await db.selectFrom('schedules').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toSchedule(row) : null;
    },

    lock: async (id) => {
      const row = await db
        .selectFrom('schedules')
        .selectAll()
        .where('id', '=', id)
        .forNoKeyUpdate()
        .executeTakeFirst();
      return row ? toSchedule(row) : null;
    },

    update: async (id, changes) => {
      const columns = {
        ...(changes.name !== undefined && { name: changes.name }),
        ...(changes.cron !== undefined && { cron: changes.cron }),
        ...(changes.timeZone !== undefined && { time_zone: changes.timeZone }),
        ...(changes.spec !== undefined && { spec: toJsonb(changes.spec) }),
        ...(changes.overlap !== undefined && { overlap: changes.overlap }),
        ...(changes.catchUpMs !== undefined && { catch_up_ms: changes.catchUpMs }),
        ...(changes.paused !== undefined && { paused: changes.paused }),
        ...(changes.nextDueAt !== undefined && { next_due_at: changes.nextDueAt }),
        ...(changes.updatedAt !== undefined && { updated_at: changes.updatedAt }),
      };
      if (Object.keys(columns).length === 0) return;
      await db.updateTable('schedules').set(columns).where('id', '=', id).execute();
    },

    delete: async (id) => {
      const result = await db.deleteFrom('schedules').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows === 1n;
    },

    list: async ({ limit, cursor }) => {
      const position = cursor === undefined ? undefined : decodeCursor(cursor);
      const rows = await db
        .selectFrom('schedules')
        .selectAll()
        .$if(position !== undefined, (query) =>
          query.where(sql<boolean>`(created_at, id) < (${position?.at}, ${position?.id})`),
        )
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      const items = rows.slice(0, limit).map(toSchedule);
      const last = items.at(-1);
      return {
        items,
        next: rows.length > limit && last ? encodeCursor({ at: last.createdAt, id: last.id }) : null,
      };
    },

    due: async (now, limit) => {
      const rows = await db
        .selectFrom('schedules')
        .selectAll()
        .where('paused', '=', false)
        .where('next_due_at', '<=', now)
        .orderBy('next_due_at')
        .limit(limit)
        .forNoKeyUpdate()
        .skipLocked()
        .execute();
      return rows.map(toSchedule);
    },

    insertTick: async (tick) => {
      const result = await db
        .insertInto('schedule_ticks')
        .values({
          schedule_id: tick.scheduleId,
          due_at: tick.dueAt,
          status: tick.status,
          workflow_id: tick.workflowId,
          reason: tick.reason,
          created_at: tick.createdAt,
        })
        .onConflict((conflict) => conflict.columns(['schedule_id', 'due_at']).doNothing())
        .executeTakeFirst();
      return result.numInsertedOrUpdatedRows === 1n;
    },

    updateTick: async (scheduleId, dueAt, changes) => {
      const columns = {
        ...(changes.status !== undefined && { status: changes.status }),
        ...(changes.workflowId !== undefined && { workflow_id: changes.workflowId }),
        ...(changes.reason !== undefined && { reason: changes.reason }),
      };
      if (Object.keys(columns).length === 0) return;
      await db
        .updateTable('schedule_ticks')
        .set(columns)
        .where('schedule_id', '=', scheduleId)
        .where('due_at', '=', dueAt)
        .execute();
    },

    tick: async (scheduleId, dueAt) => {
      const row = await db
        .selectFrom('schedule_ticks')
        .selectAll()
        .where('schedule_id', '=', scheduleId)
        .where('due_at', '=', dueAt)
        .executeTakeFirst();
      return row ? toTick(row) : null;
    },

    waitingTicks: async (limit) => {
      const rows = await db
        .selectFrom('schedule_ticks')
        .selectAll()
        .where('status', '=', 'waiting')
        .orderBy('due_at')
        .limit(limit)
        .execute();
      return rows.map(toTick);
    },

    ticks: async (scheduleId, limit) => {
      const rows = await db
        .selectFrom('schedule_ticks')
        .selectAll()
        .where('schedule_id', '=', scheduleId)
        .orderBy('due_at', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toTick);
    },
  };
}

function toSchedule(row: Selectable<SchedulesTable>): ScheduleRow {
  const of = (column: string): string => `${column} of schedule ${row.id}`;
  return {
    id: row.id,
    name: row.name,
    cron: row.cron,
    timeZone: row.time_zone,
    spec: specInput(row.spec, of('spec')),
    overlap: fromColumn(z.enum(['skip', 'queue', 'cancel_previous']), row.overlap, of('overlap')),
    catchUpMs: Number(row.catch_up_ms),
    paused: row.paused,
    nextDueAt: row.next_due_at,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/**
 * A schedule keeps the spec as it was written; it is parsed, and defaults are filled in, when a tick submits it. One that a
 * later version no longer takes is still listed, and can be changed.
 */
const specInput = (spec: unknown, what: string): WorkflowSpecInput =>
  fromColumn(z.record(z.string(), z.unknown()), spec, what) as WorkflowSpecInput;

function toTick(row: Selectable<ScheduleTicksTable>): TickRow {
  const what = `status of tick ${row.schedule_id} ${row.due_at.toISOString()}`;
  return {
    scheduleId: row.schedule_id,
    dueAt: row.due_at,
    status: fromColumn(z.enum(['submitted', 'skipped', 'waiting', 'missed']), row.status, what),
    workflowId: row.workflow_id,
    reason: row.reason,
    createdAt: row.created_at,
  };
}
