import { type Kysely, type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { AgentRun, AgentRuns, RunKey } from '../application/ports/agent-runs.ts';
import { AGENT_ROLES } from '../orchestration/roles.ts';
import { agentPatchSchema } from '../orchestration/state.ts';
import { fromColumn, fromNullable, serializedErrorSchema, toJsonb } from './documents.ts';
import type { AgentRunsTable, Schema } from './schema.ts';

const ROLES = [...AGENT_ROLES, 'human_review'] as const;

export function createAgentRuns(db: Kysely<Schema>): AgentRuns {
  const ofKey = async (key: RunKey): Promise<AgentRun | null> => {
    const row = await db
      .selectFrom('agent_runs')
      .selectAll()
      .where('workflow_id', '=', key.workflowId)
      .where('iteration', '=', key.iteration)
      .where('role', '=', key.role)
      .executeTakeFirst();
    return row ? toRun(row) : null;
  };

  /** Finishes the run while `epoch` is its last start; says whether it did. */
  const finish = async (
    key: RunKey,
    epoch: number,
    outcome: { status: 'succeeded' | 'failed'; patch?: unknown; error?: unknown; at: Date },
  ): Promise<boolean> => {
    const result = await db
      .updateTable('agent_runs')
      .set({
        status: outcome.status,
        patch: toJsonb(outcome.patch),
        error: toJsonb(outcome.error),
        finished_at: outcome.at,
      })
      .where('workflow_id', '=', key.workflowId)
      .where('iteration', '=', key.iteration)
      .where('role', '=', key.role)
      .where('starts', '=', epoch)
      // Writing the same outcome again is allowed: the answer to the first write may have been lost on the way.
      .where('status', 'in', ['running', outcome.status])
      .executeTakeFirst();
    return result.numUpdatedRows === 1n;
  };

  return {
    start: async (key, run) => {
      // One statement takes the epoch; when it does not apply, the run had succeeded with this input. Between that and
      // the reading of the patch, somebody may start the run with another input: then there is a start to register again.
      for (;;) {
        const started = await db
          .insertInto('agent_runs')
          .values({
            workflow_id: key.workflowId,
            iteration: key.iteration,
            role: key.role,
            task: run.task,
            input_hash: run.inputHash,
            status: 'running',
            starts: 1,
            started_at: run.at,
          })
          .onConflict((conflict) =>
            conflict
              .columns(['workflow_id', 'iteration', 'role'])
              .doUpdateSet((row) => ({
                task: row.ref('excluded.task'),
                input_hash: row.ref('excluded.input_hash'),
                status: 'running',
                starts: sql<number>`agent_runs.starts + 1`,
                patch: null,
                error: null,
                started_at: row.ref('excluded.started_at'),
                finished_at: null,
              }))
              .where(
                sql<boolean>`agent_runs.status <> 'succeeded' or agent_runs.input_hash <> excluded.input_hash`,
              ),
          )
          .returning('starts')
          .executeTakeFirst();
        if (started) return { kind: 'started', epoch: started.starts };
        const known = await ofKey(key);
        if (known?.status === 'succeeded' && known.inputHash === run.inputHash && known.patch) {
          return { kind: 'memo', patch: known.patch };
        }
      }
    },

    findSucceeded: async (workflowId, role, inputHash) => {
      const row = await db
        .selectFrom('agent_runs')
        .selectAll()
        .where('workflow_id', '=', workflowId)
        .where('role', '=', role)
        .where('input_hash', '=', inputHash)
        .where('status', '=', 'succeeded')
        .orderBy('iteration', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ? toRun(row) : null;
    },

    succeed: (key, epoch, patch, at) => finish(key, epoch, { status: 'succeeded', patch, at }),
    fail: (key, epoch, error, at) => finish(key, epoch, { status: 'failed', error, at }),

    ofTransition: async (workflowId, iteration) => {
      const rows = await db
        .selectFrom('agent_runs')
        .selectAll()
        .where('workflow_id', '=', workflowId)
        .where('iteration', '=', iteration)
        .orderBy('role')
        .execute();
      return rows.map(toRun);
    },

    ofWorkflow: async (workflowId) => {
      const rows = await db
        .selectFrom('agent_runs')
        .selectAll()
        .where('workflow_id', '=', workflowId)
        .orderBy('iteration')
        .orderBy('role')
        .execute();
      return rows.map(toRun);
    },
  };
}

function toRun(row: Selectable<AgentRunsTable>): AgentRun {
  const of = (column: string): string => `${column} of run ${row.workflow_id}.${row.iteration}.${row.role}`;
  return {
    workflowId: row.workflow_id,
    iteration: row.iteration,
    role: fromColumn(z.enum(ROLES), row.role, of('role')),
    task: row.task,
    inputHash: row.input_hash,
    status: fromColumn(z.enum(['running', 'succeeded', 'failed']), row.status, of('status')),
    starts: row.starts,
    patch: fromNullable(agentPatchSchema, row.patch, of('patch')),
    error: fromNullable(serializedErrorSchema, row.error, of('error')),
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}
