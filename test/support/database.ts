import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import type { Store } from '../../src/application/ports/store.ts';
import { type Clock, systemClock } from '../../src/kernel/clock.ts';
import { type Database, openDatabase } from '../../src/persistence/database.ts';
import { createStore } from '../../src/persistence/store.ts';
import { administer, withDatabase } from './test-postgres.ts';

export interface TestDatabase {
  readonly connectionString: string;
  readonly db: Database;
  readonly store: Store;
  /** Closes the pool and removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** A database of one's own with the newest schema and no rows, copied from the template in some milliseconds. */
export async function createTestDatabase(clock: Clock = systemClock): Promise<TestDatabase> {
  const adminUrl = postgresAdminUrl();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(adminUrl, [`create database ${name} template ${inject('postgresTemplate')}`]);
  const connectionString = withDatabase(adminUrl, name);
  const db = openDatabase({ connectionString, maxConnections: 10, applicationName: 'bullwright tests' });
  return {
    connectionString,
    db,
    store: createStore(db, clock),
    drop: async () => {
      await db.close();
      await administer(adminUrl, [`drop database ${name} with (force)`]);
    },
  };
}

/** An empty database without a schema, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<{ connectionString: string; drop(): Promise<void> }> {
  const adminUrl = postgresAdminUrl();
  const name = `empty_${randomUUID().replaceAll('-', '')}`;
  await administer(adminUrl, [`create database ${name} template template0`]);
  return {
    connectionString: withDatabase(adminUrl, name),
    drop: () => administer(adminUrl, [`drop database ${name} with (force)`]),
  };
}

function postgresAdminUrl(): string {
  const url = inject('postgresAdminUrl');
  if (!url)
    throw new Error('Tests that need a database belong in test/contract, test/integration or test/e2e.');
  return url;
}
