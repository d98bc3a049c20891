import { type Kysely, type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { Outbox, OutboxMessage, OutboxRow } from '../application/ports/outbox.ts';
import { fromColumn, toJsonb } from './documents.ts';
import type { OutboxTable, Schema } from './schema.ts';

const messageSchema: z.ZodType<OutboxMessage> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('dispatch'), workflowId: z.string(), iteration: z.int() }),
  z.strictObject({
    kind: z.literal('release_review'),
    workflowId: z.string(),
    iteration: z.int(),
    approvalId: z.string(),
  }),
  z.strictObject({ kind: z.literal('cancel'), workflowId: z.string() }),
]);

export function createOutbox(db: Kysely<Schema>): Outbox {
  return {
    add: async (id, message, at) => {
      await db
        .insertInto('outbox')
        .values({ id, message: toJsonb(message), created_at: at })
        .execute();
    },

    undelivered: async (before, limit) => {
      const rows = await db
        .selectFrom('outbox')
        .selectAll()
        .where('delivered_at', 'is', null)
        .where('created_at', '<', before)
        // A batch of messages that cannot be delivered must not keep the others waiting for ever.
        .orderBy('attempts')
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toRow);
    },

    get: async (id) => {
      const row = await db.selectFrom('outbox').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toRow(row) : null;
    },

    delivered: async (id, at) => {
      await db.updateTable('outbox').set({ delivered_at: at }).where('id', '=', id).execute();
    },

    failed: async (id, reason) => {
      await db
        .updateTable('outbox')
        .set({ attempts: sql<number>`attempts + 1`, last_error: reason.replaceAll('\0', '\ufffd') })
        .where('id', '=', id)
        .execute();
    },
  };
}

function toRow(row: Selectable<OutboxTable>): OutboxRow {
  return {
    id: row.id,
    message: fromColumn(messageSchema, row.message, `message of outbox row ${row.id}`),
    attempts: row.attempts,
    createdAt: row.created_at,
  };
}
