import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { AppError, toAppError } from '../kernel/errors.ts';
import type { Schema } from './schema.ts';

export interface DatabaseOptions {
  /** `postgresql://user:password@host:port/database`, with any parameter node-postgres knows. */
  readonly connectionString: string;
  /** Most connections this process may hold at once. */
  readonly maxConnections: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Told when the server drops an idle connection. The pool replaces it by itself; a running query fails on its own. */
  readonly onConnectionLost?: (error: Error) => void;
}

/** A pool of connections with the query builder on top. */
export interface Database {
  readonly kysely: Kysely<Schema>;
  /** The pool itself, for what needs one connection of its own (session locks). */
  readonly pool: pg.Pool;
  /** Asks the server for an answer. @throws AppError `database_unavailable` naming host and port. */
  ping(): Promise<void>;
  /** Waits for running queries, then closes. Closing twice is harmless. */
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 10_000;

/** Opens a pool. Nothing is connected before the first query. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.maxConnections,
    application_name: options.applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  // An 'error' event nobody listens to ends the process. The pool listens on idle connections only, so one that is
  // handed out (a transaction, a held lock) needs a listener of its own when the server closes it.
  pool.on('error', (error) => options.onConnectionLost?.(error));
  pool.on('connect', (client) => client.on('error', () => undefined));
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  let closing: Promise<void> | undefined;
  return {
    kysely,
    pool,
    ping: async () => {
      try {
        await pool.query('select 1');
      } catch (error) {
        throw unavailable(options.connectionString, error);
      }
    },
    close: () => {
      closing ??= kysely.destroy().then(() => (pool.ended ? undefined : pool.end()));
      return closing;
    },
  };
}

/** The error of a server that cannot be used, without the password. */
export function unavailable(connectionString: string, cause: unknown): AppError {
  const address = addressOf(connectionString);
  const reason = reasonOf(cause);
  return new AppError(
    'database_unavailable',
    `PostgreSQL at ${address} cannot be used: ${reason}. Check DATABASE_URL and that the server runs.`,
    { cause, details: { address, ...codeOf(cause) } },
  );
}

/** `host:port/database` of a connection string, for messages and logs. */
export function addressOf(connectionString: string): string {
  try {
    const url = new URL(connectionString);
    const host = url.hostname || url.searchParams.get('host') || 'localhost';
    return `${decodeURIComponent(host)}:${url.port || '5432'}${url.pathname}`;
  } catch {
    // Not a URL (a libpq keyword string, a typing error): repeating it could print a password.
    return '(an address that is not a URL)';
  }
}

function reasonOf(cause: unknown): string {
  // Node reports a host with several addresses as an AggregateError whose own message is empty.
  if (cause instanceof AggregateError) return cause.errors.map((error) => reasonOf(error)).join(', ');
  return toAppError(cause).message;
}

function codeOf(cause: unknown): { code?: string } {
  const code = (cause as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? { code } : {};
}
