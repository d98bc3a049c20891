import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../../migrations/all.ts';
import { type Database, openDatabase } from '../../../src/persistence/database.ts';
import { migrateToLatest, pendingMigrations } from '../../../src/persistence/migrate.ts';
import { createEmptyDatabase } from '../../support/database.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function emptyDatabase(): Promise<Database> {
  const { connectionString, drop } = await createEmptyDatabase();
  cleanUp.push(drop);
  const database = openDatabase({ connectionString, maxConnections: 4, applicationName: 'test' });
  cleanUp.push(() => database.close());
  return database;
}

describe('migrations', () => {
  it('bring an empty database to the newest schema, once', async () => {
    const database = await emptyDatabase();
    expect(await pendingMigrations(database)).toEqual(Object.keys(MIGRATIONS));
    expect(await migrateToLatest(database)).toEqual(Object.keys(MIGRATIONS));
    expect(await pendingMigrations(database)).toEqual([]);
    expect(await migrateToLatest(database)).toEqual([]);
  });

  it('run once when two processes migrate at the same time', async () => {
    const database = await emptyDatabase();
    const ran = await Promise.all([migrateToLatest(database), migrateToLatest(database)]);
    expect(ran.flat()).toEqual(Object.keys(MIGRATIONS));
  });

  it('refuse a database that a newer version has used, and say so', async () => {
    const database = await emptyDatabase();
    await migrateToLatest(database);
    await sql`insert into bullwright_migrations (name, timestamp) values ('9999-future', '2099-01-01')`.execute(
      database.kysely,
    );
    await expect(migrateToLatest(database)).rejects.toMatchObject({
      code: 'migration_failed',
      message: expect.stringContaining('newer version'),
    });
  });

  it('leave nothing behind when one of them fails', async () => {
    const database = await emptyDatabase();
    await sql`create table outbox (squatter integer)`.execute(database.kysely);
    await expect(migrateToLatest(database)).rejects.toMatchObject({
      code: 'migration_failed',
      message: expect.stringContaining('0004-events'),
    });
    expect(await pendingMigrations(database)).toEqual(Object.keys(MIGRATIONS));
  });
});

describe('an unreachable database', () => {
  it('is named with host and port, without the password', async () => {
    const database = openDatabase({
      connectionString: 'postgresql://someone:hunter2@127.0.0.1:1/nowhere',
      maxConnections: 1,
      applicationName: 'test',
    });
    cleanUp.push(() => database.close());
    const error = await database.ping().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'database_unavailable',
      message: expect.stringContaining('127.0.0.1:1/nowhere'),
    });
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });
});
