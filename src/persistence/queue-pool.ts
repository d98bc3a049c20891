import pg from 'pg';

/** Schema of BullMQ's own tables. */
const QUEUE_SCHEMA = 'bullmq';

export interface QueuePoolOptions {
  readonly connectionString: string;
  /** Every worker keeps one connection for LISTEN; the rest is for queries. */
  readonly maxConnections: number;
  readonly applicationName: string;
}

/**
 * A pool for BullMQ's PostgreSQL store, shared by all queues and workers of a process: with a pool each, nine roles
 * would pass the default limit of 100 connections. BullMQ uses a pool it is handed as it is, so the schema is set here.
 */
export function openQueuePool(options: QueuePoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.maxConnections,
    application_name: options.applicationName,
    options: `-c search_path=${QUEUE_SCHEMA}`,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // Every queue and worker adds its own error listener to the shared pool.
  pool.setMaxListeners(0);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
