import { Migrator } from 'kysely';
import { MIGRATIONS } from '../../migrations/all.ts';
import { AppError } from '../kernel/errors.ts';
import type { Database } from './database.ts';

/**
 * Brings the database to the newest schema and returns the names of the migrations that ran.
 * Safe to call from several processes at once: Kysely holds an advisory lock, the others wait and find nothing to do.
 * All of it happens in one transaction.
 * @throws AppError `migration_failed`.
 */
export async function migrateToLatest(database: Database): Promise<readonly string[]> {
  const { error, results } = await migratorOf(database).migrateToLatest();
  if (error === undefined) return (results ?? []).map((result) => result.migrationName);
  const failed = results?.find((result) => result.status === 'Error')?.migrationName;
  throw failure(failed === undefined ? 'The migrations did not run' : `Migration ${failed} failed`, error);
}

/** Names of the migrations the database still lacks; empty: it is up to date. */
export async function pendingMigrations(database: Database): Promise<readonly string[]> {
  const migrations = await migratorOf(database).getMigrations();
  return migrations.filter((migration) => migration.executedAt === undefined).map(({ name }) => name);
}

function migratorOf(database: Database): Migrator {
  return new Migrator({
    db: database.kysely,
    provider: { getMigrations: async () => ({ ...MIGRATIONS }) },
    // The database may hold other applications' migrations under Kysely's default names.
    migrationTableName: 'bullwright_migrations',
    migrationLockTableName: 'bullwright_migrations_lock',
  });
}

function failure(what: string, error: unknown): AppError {
  const reason = error instanceof Error ? error.message : String(error);
  const hint = reason.startsWith('corrupted migrations')
    ? 'A newer version of Bullwright has used this database: run that version, or another database.'
    : 'Nothing was changed.';
  return new AppError('migration_failed', `${what}: ${reason}. ${hint}`, { cause: error });
}
