import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { openDatabase } from '../../src/persistence/database.ts';
import { startEmbeddedPostgres } from '../../src/persistence/embedded.ts';
import { migrateToLatest } from '../../src/persistence/migrate.ts';

export interface TestPostgres {
  readonly adminUrl: string;
  readonly template: string;
  stop(): Promise<void>;
}

/** The server of `TEST_DATABASE_URL`, or an embedded one in a temporary folder; with a migrated database to copy. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? { connectionString: given, stop: async () => undefined } : await startOwn();
  const template = `bullwright_template_${process.pid}`;
  try {
    await administer(server.connectionString, [`create database ${template}`]);
    const database = openDatabase({
      connectionString: withDatabase(server.connectionString, template),
      maxConnections: 1,
      applicationName: 'bullwright tests',
    });
    await migrateToLatest(database).finally(() => database.close());
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    adminUrl: server.connectionString,
    template,
    stop: async () => {
      if (given) await administer(given, [`drop database ${template} with (force)`]);
      await server.stop();
    },
  };
}

/** Runs statements that cannot be in a transaction, each with a connection of its own. */
export async function administer(adminUrl: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

export function withDatabase(connectionString: string, database: string): string {
  const url = new URL(connectionString);
  url.pathname = `/${database}`;
  return url.href;
}

async function startOwn(): Promise<{ connectionString: string; stop(): Promise<void> }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'bullwright-pg-'));
  // As root the server runs as another account, which must be able to pass through.
  await chmod(directory, 0o711);
  // Nothing here has to survive a power cut, and many suites work at once.
  const settings = { fsync: 'off', synchronous_commit: 'off', max_connections: '200' };
  const server = await startEmbeddedPostgres({ directory, settings });
  return {
    connectionString: server.connectionString,
    stop: async () => {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
