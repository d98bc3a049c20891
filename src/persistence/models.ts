import { type Kysely, type Selectable, sql } from 'kysely';
import { z } from 'zod';
import { MODEL_STAGES, type ModelFilter, type ModelRow, type Models } from '../application/ports/models.ts';
import { modelSchema } from '../orchestration/state.ts';
import { decodeCursor, encodeCursor } from './cursors.ts';
import { fromColumn, toJsonb } from './documents.ts';
import type { ModelsTable, Schema } from './schema.ts';

const stageSchema = z.enum(MODEL_STAGES);
const lineageSchema = z.strictObject({
  datasetId: z.string(),
  features: z.string().nullable(),
  featureRegistry: z.string(),
  // Rows of earlier versions have none.
  code: z.string().nullable().default(null),
  study: z.string(),
  seed: z.int(),
  workflowLineage: z.string(),
});

export function createModels(db: Kysely<Schema>): Models {
  return {
    register: async (model) => {
      await db
        .insertInto('models')
        .values({
          id: model.id,
          workflow_id: model.workflowId,
          iteration: model.iteration,
          symbol: model.symbol,
          timeframe: model.timeframe,
          stage: 'candidate',
          info: toJsonb(model.info),
          lineage: toJsonb(model.lineage),
          registered_at: model.registeredAt,
          updated_at: model.registeredAt,
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
    },

    get: async (id) => {
      const row = await db.selectFrom('models').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toRow(row) : null;
    },

    list: async (filter) => {
      const rows = await listQuery(db, filter).execute();
      const items = rows.slice(0, filter.limit).map(toRow);
      const last = items.at(-1);
      const hasMore = rows.length > filter.limit && last !== undefined;
      return { items, next: hasMore ? encodeCursor({ at: last.registeredAt, id: last.id }) : null };
    },

    lockPeers: async ({ symbol, timeframe }) => {
      const rows = await db
        .selectFrom('models')
        .selectAll()
        .where('symbol', '=', symbol)
        .where('timeframe', '=', timeframe)
        .orderBy('id')
        .forUpdate()
        .execute();
      return rows.map(toRow);
    },

    change: async (change) => {
      await db
        .updateTable('models')
        .set({ stage: change.to, updated_at: change.at })
        .where('id', '=', change.modelId)
        .execute();
      await db
        .insertInto('model_changes')
        .values({
          model_id: change.modelId,
          from_stage: change.from,
          to_stage: change.to,
          changed_by: change.by,
          reason: change.reason,
          at: change.at,
        })
        .execute();
    },

    changesOf: async (id) => {
      const rows = await db
        .selectFrom('model_changes')
        .selectAll()
        .where('model_id', '=', id)
        .orderBy('id')
        .execute();
      return rows.map((row) => ({
        modelId: row.model_id,
        from: fromColumn(stageSchema, row.from_stage, `from_stage of model change ${row.id}`),
        to: fromColumn(stageSchema, row.to_stage, `to_stage of model change ${row.id}`),
        by: row.changed_by,
        reason: row.reason,
        at: row.at,
      }));
    },
  };
}

function listQuery(db: Kysely<Schema>, { stage, symbol, cursor, limit }: ModelFilter) {
  const after = cursor === undefined ? null : decodeCursor(cursor);
  return db
    .selectFrom('models')
    .selectAll()
    .$if(stage !== undefined, (query) => query.where('stage', '=', stage as string))
    .$if(symbol !== undefined, (query) => query.where('symbol', '=', symbol as string))
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(registered_at, id) < (${after?.at ?? null}, ${after?.id ?? null})`),
    )
    .orderBy('registered_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1);
}

function toRow(row: Selectable<ModelsTable>): ModelRow {
  const of = (column: string): string => `${column} of model ${row.id}`;
  return {
    id: row.id,
    workflowId: row.workflow_id,
    iteration: row.iteration,
    symbol: row.symbol,
    timeframe: row.timeframe,
    stage: fromColumn(stageSchema, row.stage, of('stage')),
    info: fromColumn(modelSchema, row.info, of('info')),
    lineage: fromColumn(lineageSchema, row.lineage, of('lineage')),
    registeredAt: row.registered_at,
    updatedAt: row.updated_at,
  };
}
