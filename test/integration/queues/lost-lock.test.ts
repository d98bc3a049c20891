import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openQueueBackend, type QueueBackend } from '../../../queues/backend.ts';
import { consume } from '../../../queues/consumer.ts';
import { migrateQueues } from '../../../queues/migrate.ts';
import { openQueuePool } from '../../../src/persistence/queue-pool.ts';
import { describeOnBothStores } from '../../support/both-stores.ts';
import { createTestDatabase } from '../../support/database.ts';
import { latch } from '../../support/platform.ts';
import { redisUrl, uniquePrefix } from '../../support/redis.ts';

const QUEUE = 'held';

interface Opened {
  readonly backend: QueueBackend;
  /** Takes the lock of a running job away, as a store does when it runs out. */
  loseLock(jobId: string): Promise<unknown>;
  close(): Promise<void>;
}

async function openPostgres(): Promise<Opened> {
  const database = await createTestDatabase();
  const { connectionString } = database;
  const pool = openQueuePool({ connectionString, maxConnections: 6, applicationName: 'test' });
  await migrateQueues(pool);
  const backend = openQueueBackend({ kind: 'postgres', pool }, { onError: () => undefined });
  return {
    backend,
    loseLock: (jobId) =>
      pool.query('update job set lock_token = null, locked_until_ms = 0 where queue = $1 and id = $2', [
        QUEUE,
        jobId,
      ]),
    close: async () => {
      await backend.close();
      await pool.end();
      await database.drop();
    },
  };
}

async function openRedis(): Promise<Opened> {
  const [url, prefix] = [redisUrl()!, uniquePrefix()];
  const backend = openQueueBackend({ kind: 'redis', url, prefix }, { onError: () => undefined });
  await backend.ping();
  const redis = new Redis(url);
  return {
    backend,
    loseLock: (jobId) => redis.del(`${prefix}:${QUEUE}:${jobId}:lock`),
    close: async () => {
      redis.disconnect();
      await backend.close();
    },
  };
}

describeOnBothStores('a run whose lock is lost', (kind) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await (kind === 'postgres' ? openPostgres() : openRedis());
  });
  afterAll(() => opened.close());

  it('is stopped as superseded, and the next start of the job goes through', async () => {
    const { backend, loseLock } = opened;
    const started = latch();
    const finished = latch<unknown>();
    const stops: unknown[] = [];
    let starts = 0;
    const processor = consume({
      schema: z.strictObject({}),
      register: () => () => undefined,
      handle: async (_payload, { signal }) => {
        starts += 1;
        if (starts > 1) return { kind: 'done', result: `start ${starts}` };
        started.open();
        // Nothing but the signal ends it: left alone, it would hold the only place of the worker for ever.
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        stops.push(signal.reason);
        throw signal.reason;
      },
    });
    const worker = backend.worker(QUEUE, processor, { concurrency: 1, lockMs: 400, stalledCheckMs: 200 });
    worker.on('completed', (_job, result) => finished.open(result));
    worker.run().catch(finished.open);
    const queue = backend.queue(QUEUE);
    await queue.add('work', {}, { jobId: 'job' });
    await started.opened;
    await loseLock('job');
    expect(await finished.opened).toBe('start 2');
    expect(stops).toMatchObject([{ code: 'superseded' }]);
    await worker.close();
    await queue.close();
  });
});
