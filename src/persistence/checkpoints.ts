import type { Kysely, Selectable } from 'kysely';
import { z } from 'zod';
import type { Checkpoint, CheckpointHead, Checkpoints } from '../application/ports/checkpoints.ts';
import { AppError } from '../kernel/errors.ts';
import { decisionSchema } from '../orchestration/decision.ts';
import { STAGES } from '../orchestration/stages.ts';
import { parseState } from '../orchestration/state.ts';
import { fromColumn, toJsonb } from './documents.ts';
import type { CheckpointsTable, Schema } from './schema.ts';

const HEAD = ['id', 'workflow_id', 'iteration', 'stage', 'decision', 'created_at'] as const;

export function createCheckpoints(db: Kysely<Schema>): Checkpoints {
  return {
    insert: async (checkpoint) => {
      const result = await db
        .insertInto('checkpoints')
        .values({
          id: checkpoint.id,
          workflow_id: checkpoint.workflowId,
          iteration: checkpoint.iteration,
          stage: checkpoint.stage,
          state: toJsonb(checkpoint.state),
          decision: toJsonb(checkpoint.decision),
          created_at: checkpoint.createdAt,
        })
        .onConflict((conflict) => conflict.columns(['workflow_id', 'iteration']).doNothing())
        .executeTakeFirst();
      return result.numInsertedOrUpdatedRows === 1n;
    },

    latest: async (workflowId) => {
      const row = await db
        .selectFrom('checkpoints')
        .selectAll()
        .where('workflow_id', '=', workflowId)
        .orderBy('iteration', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ? toCheckpoint(row) : null;
    },

    get: async (id) => {
      const row = await db.selectFrom('checkpoints').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toCheckpoint(row) : null;
    },

    at: async (workflowId, iteration) => {
      const row = await db
        .selectFrom('checkpoints')
        .selectAll()
        .where('workflow_id', '=', workflowId)
        .where('iteration', '=', iteration)
        .executeTakeFirst();
      return row ? toCheckpoint(row) : null;
    },

    list: async (workflowId) => {
      const rows = await db
        .selectFrom('checkpoints')
        .select(HEAD)
        .where('workflow_id', '=', workflowId)
        .orderBy('iteration')
        .execute();
      return rows.map(toHead);
    },
  };
}

function toCheckpoint(row: Selectable<CheckpointsTable>): Checkpoint {
  if (row.state === null) {
    throw new AppError(
      'not_found',
      `The state of checkpoint ${row.id} is gone: its workflow ended longer ago than BULLWRIGHT_KEEP_HISTORY_DAYS. The last checkpoint of a workflow keeps its state.`,
    );
  }
  return { ...toHead(row), state: parseState(row.state) };
}

function toHead(row: Omit<Selectable<CheckpointsTable>, 'state'>): CheckpointHead {
  return {
    id: row.id,
    workflowId: row.workflow_id,
    iteration: row.iteration,
    stage: fromColumn(z.enum(STAGES), row.stage, `stage of checkpoint ${row.id}`),
    decision: fromColumn(decisionSchema, row.decision, `decision of checkpoint ${row.id}`),
    createdAt: row.created_at,
  };
}
