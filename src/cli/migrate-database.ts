import { join } from 'node:path';
import { migrateQueues } from '../../queues/migrate.ts';
import type { Config } from '../config/schema.ts';
import { openDatabase } from '../persistence/database.ts';
import { startEmbeddedPostgres } from '../persistence/embedded.ts';
import { migrateToLatest } from '../persistence/migrate.ts';
import { openQueuePool } from '../persistence/queue-pool.ts';

/**
 * Brings the tables of the platform, and those of the queues where PostgreSQL holds them, to the newest schema.
 * Returns the names of the platform's migrations that ran.
 * @throws AppError `database_unavailable`, `migration_failed`, and what the embedded server throws.
 */
export async function migrateDatabase(config: Config): Promise<readonly string[]> {
  if (config.databaseUrl) return migrateServer(config, config.databaseUrl);
  const embedded = await startEmbeddedPostgres({ directory: join(config.home, 'postgres') });
  try {
    return await migrateServer(config, embedded.connectionString);
  } finally {
    await embedded.stop();
  }
}

async function migrateServer(config: Config, connectionString: string): Promise<readonly string[]> {
  const applicationName = 'bullwright migrate';
  const database = openDatabase({ connectionString, maxConnections: 2, applicationName });
  try {
    await database.ping();
    const applied = await migrateToLatest(database);
    if (!config.redisUrl) await migrateQueueTables(connectionString, applicationName);
    return applied;
  } finally {
    await database.close();
  }
}

async function migrateQueueTables(connectionString: string, applicationName: string): Promise<void> {
  const pool = openQueuePool({ connectionString, maxConnections: 1, applicationName });
  try {
    await migrateQueues(pool);
  } finally {
    await pool.end();
  }
}
