import { runMigrations } from 'bullmq';
import { AppError } from '../src/kernel/errors.ts';
import type { QueuePool } from './backend.ts';

/** Schema of BullMQ's own tables; the pool's `search_path` must point to it. */
export const QUEUE_SCHEMA = 'bullmq';

/**
 * Creates or upgrades BullMQ's tables, under BullMQ's own advisory lock. A worker on a missing schema would loop
 * on errors for ever, so this runs before any queue is opened.
 */
export async function migrateQueues(pool: QueuePool): Promise<void> {
  const client = await pool.connect();
  try {
    await runMigrations(client, QUEUE_SCHEMA);
  } catch (cause) {
    throw new AppError('migration_failed', `The queue tables could not be migrated: ${String(cause)}`, {
      cause,
    });
  } finally {
    client.release();
  }
}
