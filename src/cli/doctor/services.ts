import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openQueueBackend } from '../../../queues/backend.ts';
import type { Config } from '../../config/schema.ts';
import { addressOf, openDatabase } from '../../persistence/database.ts';
import { startEmbeddedPostgres } from '../../persistence/embedded.ts';
import { pendingMigrations } from '../../persistence/migrate.ts';
import { findServer } from '../home.ts';
import { check, type Finding } from './finding.ts';

export async function checkDatabase({ databaseUrl, home }: Config): Promise<Finding[]> {
  if (databaseUrl) return checkServer(databaseUrl);
  const remedy = 'Read the message above; or run a PostgreSQL of your own and name it with DATABASE_URL.';
  return [
    await check('database', remedy, async () => {
      const running = await findServer(home);
      if (running) return `embedded PostgreSQL, in use by process ${running.pid}`;
      await tryEmbedded();
      return 'embedded PostgreSQL starts and stops (tried in a temporary folder)';
    }),
  ];
}

async function checkServer(connectionString: string): Promise<Finding[]> {
  const database = openDatabase({
    connectionString,
    maxConnections: 1,
    applicationName: 'bullwright doctor',
  });
  try {
    const remedy = 'Start PostgreSQL, or correct DATABASE_URL.';
    const reached = await check('database', remedy, async () => {
      await database.ping();
      return `PostgreSQL at ${addressOf(connectionString)} answers`;
    });
    if (!reached.ok) return [reached];
    const migrated = await check('migrations', 'Run "bullwright migrate".', async () => {
      const pending = await pendingMigrations(database);
      if (pending.length > 0) throw new Error(`pending: ${pending.join(', ')}`);
      return 'up to date';
    });
    return [reached, migrated];
  } finally {
    await database.close();
  }
}

async function tryEmbedded(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'bullwright-doctor-'));
  try {
    const server = await startEmbeddedPostgres({ directory });
    await server.stop();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

export async function checkRedis({ redisUrl, queuePrefix }: Config): Promise<Finding[]> {
  if (!redisUrl) return [{ name: 'queues', ok: true, detail: 'in PostgreSQL (REDIS_URL is not set)' }];
  const remedy = 'Start Redis or Valkey, or correct REDIS_URL.';
  return [
    await check('queues', remedy, async () => {
      // The message of the ping says what is wrong; the connection's own events would say it again.
      const backend = openQueueBackend(
        { kind: 'redis', url: redisUrl, prefix: queuePrefix },
        { onError: () => {} },
      );
      try {
        await backend.ping();
        return 'Redis answers';
      } finally {
        await backend.close();
      }
    }),
  ];
}
