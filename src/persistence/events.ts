import { type Kysely, type Selectable, sql } from 'kysely';
import { z } from 'zod';
import { EVENT_TYPES, type EventRow, type Events, type NewEvent } from '../application/ports/events.ts';
import { AppError } from '../kernel/errors.ts';
import { fromColumn, toJsonb } from './documents.ts';
import type { EventsTable, Schema } from './schema.ts';

const dataSchema = z.record(z.string(), z.json());

export function createEvents(db: Kysely<Schema>): Events {
  return {
    append: async (events) => {
      if (events.length === 0) return;
      await db.insertInto('events').values(events.map(toColumns)).execute();
    },

    after: async (cursor, { workflowId, limit }) => {
      const position = cursor === null ? undefined : parseCursor(cursor);
      const rows = await settled(db, workflowId)
        .$if(position !== undefined, (query) =>
          query.where(sql<boolean>`(txid, id) > (${position?.txid}::xid8, ${position?.id}::bigint)`),
        )
        .orderBy('txid')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toRow);
    },

    latest: async ({ workflowId }) => {
      const row = await settled(db, workflowId)
        .orderBy('txid', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ? cursorOf(row) : null;
    },
  };
}

/**
 * The events that no open transaction can still step in front of. Transaction ids only grow, so the order of
 * (txid, id) over these rows is final.
 */
const settled = (db: Kysely<Schema>, workflowId: string | undefined) =>
  db
    .selectFrom('events')
    .selectAll()
    .where(sql<boolean>`txid < pg_snapshot_xmin(pg_current_snapshot())`)
    .$if(workflowId !== undefined, (query) => query.where('workflow_id', '=', workflowId ?? null));

const toColumns = (event: NewEvent) => ({
  workflow_id: event.workflowId,
  type: event.type,
  data: toJsonb(event.data),
  at: event.at,
});

function toRow(row: Selectable<EventsTable>): EventRow {
  return {
    cursor: cursorOf(row),
    workflowId: row.workflow_id,
    type: fromColumn(z.enum(EVENT_TYPES), row.type, `type of event ${row.id}`),
    data: fromColumn(dataSchema, row.data, `data of event ${row.id}`),
    at: row.at,
  };
}

const cursorOf = (row: { txid: string; id: string }): string => `${row.txid}-${row.id}`;

const LARGEST_TXID = 2n ** 64n - 1n;
const LARGEST_ID = 2n ** 63n - 1n;

function parseCursor(cursor: string): { readonly txid: string; readonly id: string } {
  const match = /^(\d{1,20})-(\d{1,19})$/.exec(cursor);
  if (!match || BigInt(match[1]) > LARGEST_TXID || BigInt(match[2]) > LARGEST_ID) {
    throw new AppError(
      'request_invalid',
      `The event position ${JSON.stringify(cursor.slice(0, 100))} is not one this stream handed out; leave it away to start from the first event.`,
    );
  }
  return { txid: match[1], id: match[2] };
}
