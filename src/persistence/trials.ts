import type { Insertable, Kysely, Selectable } from 'kysely';
import { z } from 'zod';
import type { StudyStop, TrialRecord } from '../agents/ports.ts';
import type { TrialRow, Trials } from '../application/ports/trials.ts';
import { newId } from '../kernel/ids.ts';
import { fromColumn, toJsonb } from './documents.ts';
import type { Schema, TrialsTable } from './schema.ts';

/** Rows of one INSERT: far below the 65,535 parameters a statement may have. */
const ROWS_A_STATEMENT = 1_000;
/** What a search gave up early, or lost to a fault that may not come again: a later one may bring it to its score. */
const UNFINISHED = ['pruned', 'failed'] as const;
/**
 * What a score replaces in a row that had none. Who scored it and when go with it: a workflow submitted in between warms
 * up from the same trials when it is repeated.
 */
const SCORING = [
  'workflow_id',
  'status',
  'params',
  'dataset_id',
  'score',
  'sharpe_per_bar',
  'fold_scores',
  'data_hash',
  'code_hash',
  'created_at',
] as const;
/** Of rows written before these hashes were kept. */
const UNKNOWN_HASH = '';

export function createTrials(db: Kysely<Schema>): Trials {
  return {
    record: async (workflowId, trials, at) => {
      // One order for everybody: two searches over the same configurations must not wait for each other.
      const ordered = onePerKey(trials).sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
      for (let from = 0; from < ordered.length; from += ROWS_A_STATEMENT) {
        await db
          .insertInto('trials')
          .values(
            ordered.slice(from, from + ROWS_A_STATEMENT).map((trial) => toColumns(workflowId, trial, at)),
          )
          .onConflict((conflict) =>
            conflict
              .columns(['family', 'config_hash'])
              .doUpdateSet((row) =>
                Object.fromEntries(SCORING.map((column) => [column, row.ref(`excluded.${column}`)])),
              )
              .where('trials.status', 'in', [...UNFINISHED])
              .where('excluded.status', '=', 'scored'),
          )
          .execute();
      }
    },

    summary: async (family) => {
      const rows = await db
        .selectFrom('trials')
        .select(['status', 'sharpe_per_bar'])
        .where('family', '=', family)
        .orderBy('config_hash')
        .execute();
      const sharpesPerBar = rows.flatMap((row) =>
        row.status === 'scored' && row.sharpe_per_bar !== null ? [row.sharpe_per_bar] : [],
      );
      return { count: rows.length, sharpesPerBar };
    },

    bestBefore: async (workflowId, family, count) => {
      const rows = await db
        .selectFrom('trials')
        .select(['id', 'params'])
        .where('family', '=', family)
        .where('status', '=', 'scored')
        .where('sharpe_per_bar', 'is not', null)
        .where('workflow_id', '<>', workflowId)
        .where('created_at', '<', (query) =>
          query.selectFrom('workflows').select('workflows.created_at').where('workflows.id', '=', workflowId),
        )
        .orderBy('sharpe_per_bar', 'desc')
        .orderBy('config_hash')
        .limit(count)
        .execute();
      return rows.map(({ id, params }) => fromColumn(z.json(), params, `params of trial ${id}`));
    },

    ofWorkflow: async (workflowId) => {
      const rows = await db
        .selectFrom('trials')
        .selectAll()
        .where('workflow_id', '=', workflowId)
        .orderBy('config_hash')
        .execute();
      return rows.map(toRow);
    },

    stopOf: (key) => findStop(db, key),

    recordStop: async (workflowId, stop, at) => {
      await db
        .insertInto('study_stops')
        .values({
          key: stop.key,
          trials: stop.trials,
          reason: stop.reason,
          train_ms: stop.trainMs,
          workflow_id: workflowId,
          created_at: at,
        })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .execute();
      return (await findStop(db, stop.key)) ?? stop;
    },
  };
}

async function findStop(db: Kysely<Schema>, key: string): Promise<StudyStop | null> {
  const row = await db.selectFrom('study_stops').selectAll().where('key', '=', key).executeTakeFirst();
  return row ? { key, trials: row.trials, reason: row.reason, trainMs: row.train_ms } : null;
}

/** A statement may touch a row once: of trials with one key the scored one is taken, or the first. */
function onePerKey(trials: readonly TrialRecord[]): TrialRecord[] {
  const kept = new Map<string, TrialRecord>();
  for (const trial of trials) {
    const known = kept.get(keyOf(trial));
    if (!known || (known.status !== 'scored' && trial.status === 'scored')) kept.set(keyOf(trial), trial);
  }
  return [...kept.values()];
}

const keyOf = (trial: TrialRecord): string => `${trial.family} ${trial.configHash}`;

const toColumns = (workflowId: string, trial: TrialRecord, at: Date): Insertable<TrialsTable> => ({
  id: newId('tr', { nowMs: () => at.getTime() }),
  workflow_id: workflowId,
  family: trial.family,
  config_hash: trial.configHash,
  status: trial.status,
  params: toJsonb(trial.params),
  seed: trial.seed,
  dataset_id: trial.datasetId,
  score: trial.score,
  sharpe_per_bar: trial.sharpePerBar,
  fold_scores: toJsonb(trial.foldScores),
  data_hash: trial.dataHash,
  code_hash: trial.codeHash,
  created_at: at,
});

function toRow(row: Selectable<TrialsTable>): TrialRow {
  const of = (column: string): string => `${column} of trial ${row.id}`;
  return {
    id: row.id,
    workflowId: row.workflow_id,
    family: row.family,
    configHash: row.config_hash,
    status: fromColumn(z.enum(['scored', 'pruned', 'failed', 'look']), row.status, of('status')),
    params: fromColumn(z.json(), row.params, of('params')),
    seed: Number(row.seed),
    datasetId: row.dataset_id,
    score: row.score,
    sharpePerBar: row.sharpe_per_bar,
    foldScores: fromColumn(z.array(z.number()), row.fold_scores, of('fold_scores')),
    dataHash: row.data_hash ?? UNKNOWN_HASH,
    codeHash: row.code_hash ?? UNKNOWN_HASH,
    createdAt: row.created_at,
  };
}
