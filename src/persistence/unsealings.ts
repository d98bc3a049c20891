import type { Kysely, Selectable } from 'kysely';
import { z } from 'zod';
import type { Unsealing, Unsealings } from '../application/ports/trials.ts';
import { fromColumn, toJsonb } from './documents.ts';
import type { Schema, UnsealingsTable } from './schema.ts';

const resultSchema = z.record(z.string(), z.number().nullable());

export function createUnsealings(db: Kysely<Schema>): Unsealings {
  return {
    open: async (unsealing) => {
      const inserted = await db
        .insertInto('unsealings')
        .values({
          lineage: unsealing.lineage,
          workflow_id: unsealing.workflowId,
          role: unsealing.role,
          model_id: unsealing.modelId,
          artifact_hash: unsealing.artifactHash,
          reason: unsealing.reason,
          at: unsealing.at,
          strategy: unsealing.strategy,
          result: null,
        })
        .onConflict((conflict) => conflict.column('lineage').doNothing())
        .returningAll()
        .executeTakeFirst();
      if (inserted) return { row: toRow(inserted), created: true };
      const standing = await db
        .selectFrom('unsealings')
        .selectAll()
        .where('lineage', '=', unsealing.lineage)
        .executeTakeFirstOrThrow();
      return { row: toRow(standing), created: false };
    },

    conclude: async (lineage, result) => {
      await db
        .updateTable('unsealings')
        .set({ result: toJsonb(result) })
        .where('lineage', '=', lineage)
        .where('result', 'is', null)
        .execute();
      const standing = await db
        .selectFrom('unsealings')
        .selectAll()
        .where('lineage', '=', lineage)
        .executeTakeFirst();
      return standing ? toRow(standing).result : null;
    },

    ofWorkflow: async (workflowId) => {
      const rows = await db
        .selectFrom('unsealings')
        .selectAll()
        .where('workflow_id', '=', workflowId)
        .orderBy('at')
        .execute();
      return rows.map(toRow);
    },
  };
}

const toRow = (row: Selectable<UnsealingsTable>): Unsealing => ({
  lineage: row.lineage,
  workflowId: row.workflow_id,
  role: row.role,
  modelId: row.model_id,
  artifactHash: row.artifact_hash,
  reason: row.reason,
  at: row.at,
  strategy: row.strategy,
  result:
    row.result === null ? null : fromColumn(resultSchema, row.result, `result of lineage ${row.lineage}`),
});
