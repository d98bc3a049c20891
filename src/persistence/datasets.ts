import { type Kysely, type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { DatasetRow, Datasets } from '../application/ports/datasets.ts';
import { qualityReportSchema } from '../orchestration/quality-report.ts';
import { decodeCursor, encodeCursor } from './cursors.ts';
import { fromColumn, toJsonb } from './documents.ts';
import type { DatasetsTable, Schema } from './schema.ts';

const COLUMNS = [
  'id',
  'name',
  'symbol',
  'timeframe',
  'source',
  'bars',
  'first_at',
  'last_at',
  'score',
  'verdict',
  'artifact_hash',
  'artifact_bytes',
  'created_by',
  'created_at',
] as const;

export function createDatasets(db: Kysely<Schema>): Datasets {
  return {
    insert: async (row, report) => {
      const inserted = await db
        .insertInto('datasets')
        .values({
          id: row.id,
          name: row.name,
          symbol: row.symbol,
          timeframe: row.timeframe,
          source: row.source,
          bars: row.bars,
          first_at: row.firstAt,
          last_at: row.lastAt,
          score: row.score,
          verdict: row.verdict,
          artifact_hash: row.artifactHash,
          artifact_bytes: row.artifactBytes,
          report: toJsonb(report),
          created_by: row.createdBy,
          created_at: row.createdAt,
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .executeTakeFirst();
      return inserted !== undefined;
    },

    get: async (id) => {
      const row = await db.selectFrom('datasets').select(COLUMNS).where('id', '=', id).executeTakeFirst();
      return row ? toRow(row) : null;
    },

    report: async (id) => {
      const row = await db.selectFrom('datasets').select('report').where('id', '=', id).executeTakeFirst();
      return row ? fromColumn(qualityReportSchema, row.report, `report of dataset ${id}`) : null;
    },

    list: async ({ limit, cursor }) => {
      const after = cursor === undefined ? null : decodeCursor(cursor);
      let query = db.selectFrom('datasets').select(COLUMNS);
      if (after) query = query.where(sql<boolean>`(created_at, id) < (${after.at}, ${after.id})`);
      const rows = await query
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      const items = rows.slice(0, limit).map(toRow);
      const last = items.at(-1);
      const next = rows.length > limit && last ? encodeCursor({ at: last.createdAt, id: last.id }) : null;
      return { items, next };
    },
  };
}

const toRow = (row: Omit<Selectable<DatasetsTable>, 'report'>): DatasetRow => ({
  id: row.id,
  name: row.name,
  symbol: row.symbol,
  timeframe: row.timeframe,
  source: row.source,
  bars: row.bars,
  firstAt: row.first_at,
  lastAt: row.last_at,
  score: row.score,
  verdict: fromColumn(
    z.enum(['accept', 'accept_with_warnings', 'block']),
    row.verdict,
    `verdict of dataset ${row.id}`,
  ),
  artifactHash: row.artifact_hash,
  artifactBytes: Number(row.artifact_bytes),
  createdBy: row.created_by,
  createdAt: row.created_at,
});
