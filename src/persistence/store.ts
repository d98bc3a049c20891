import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { PoolClient } from 'pg';
import type { Repositories, Store } from '../application/ports/store.ts';
import { type Clock, systemClock } from '../kernel/clock.ts';
import { createAgentRuns } from './agent-runs.ts';
import { createApiKeys } from './api-keys.ts';
import { createApprovals } from './approvals.ts';
import { createArtifactIndex } from './artifact-index.ts';
import { createCheckpoints } from './checkpoints.ts';
import type { Database } from './database.ts';
import { createDatasets } from './datasets.ts';
import { createEvents } from './events.ts';
import { createFitMemo } from './fit-memo.ts';
import { createIdempotencyKeys } from './idempotency-keys.ts';
import { createModels } from './models.ts';
import { createOutbox } from './outbox.ts';
import { createPruning } from './pruning.ts';
import { createSchedules } from './schedules.ts';
import type { Schema } from './schema.ts';
import { createTrials } from './trials.ts';
import { createUnsealings } from './unsealings.ts';
import { createVerdicts } from './verdicts.ts';
import { createWorkflows } from './workflows.ts';

/** All repositories over one pool. The clock stamps `workflows.updated_at`. */
export function createStore(database: Database, clock: Clock = systemClock): Store {
  return {
    ...repositoriesOf(database.kysely, clock),
    transaction: (work) =>
      database.kysely.transaction().execute((transaction) => work(repositoriesOf(transaction, clock))),
    exclusively: (lock, work) => exclusively(database, lock, work),
  };
}

const repositoriesOf = (db: Kysely<Schema>, clock: Clock): Repositories => ({
  workflows: createWorkflows(db, clock),
  checkpoints: createCheckpoints(db),
  agentRuns: createAgentRuns(db),
  approvals: createApprovals(db),
  schedules: createSchedules(db),
  events: createEvents(db),
  artifacts: createArtifactIndex(db),
  datasets: createDatasets(db),
  models: createModels(db),
  outbox: createOutbox(db),
  trials: createTrials(db),
  fitMemo: createFitMemo(db, clock.nowMs),
  unsealings: createUnsealings(db),
  verdicts: createVerdicts(db),
  apiKeys: createApiKeys(db),
  idempotency: createIdempotencyKeys(db),
  pruning: createPruning(db),
});

/**
 * Holds a session lock on a connection of its own while `work` runs on others. Not a transaction: `work` may take
 * minutes, and an open transaction that long would hold back the event stream and vacuum.
 * The server gives the lock free when the connection ends, so a killed process never keeps it.
 */
async function exclusively<T>(
  database: Database,
  lock: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const key = lockKey(lock);
  const client = await database.pool.connect();
  let isClean = false;
  try {
    const { rows } = await client.query<{ held: boolean }>(
      'select pg_try_advisory_lock($1::bigint) as held',
      [key],
    );
    if (!rows[0]?.held) {
      isClean = true;
      return undefined;
    }
    try {
      return await work();
    } finally {
      isClean = await unlock(client, key);
    }
  } finally {
    // A connection that may still hold the lock must not go back to the pool.
    client.release(!isClean);
  }
}

/** False when the connection died under the work: then the server has released the lock by itself. */
async function unlock(client: PoolClient, key: string): Promise<boolean> {
  try {
    const { rows } = await client.query<{ done: boolean }>('select pg_advisory_unlock($1::bigint) as done', [
      key,
    ]);
    return rows[0]?.done === true;
  } catch {
    return false;
  }
}

/** 64 bits of the name's hash, as a signed integer in text. The prefix keeps clear of other users of the database. */
function lockKey(lock: string): string {
  return createHash('sha256').update(`bullwright/${lock}`).digest().readBigInt64BE(0).toString();
}
