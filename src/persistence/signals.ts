import pg from 'pg';
import type { Signals } from '../application/ports/store.ts';
import { AppError } from '../kernel/errors.ts';
import { unavailable } from './database.ts';

const EVENTS_CHANNEL = 'bullwright_events';
const CANCEL_CHANNEL = 'bullwright_cancel';

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 10_000;
/** How often the connection is asked for a sign of life, and how long it may take to answer. */
const HEARTBEAT_MS = 30_000;
const HEARTBEAT_TIMEOUT_MS = 10_000;

export interface SignalsOptions {
  readonly connectionString: string;
  /** Told when the connection was lost; it is rebuilt until `stop`. */
  readonly onLost?: (error: Error) => void;
}

/**
 * Signals over LISTEN/NOTIFY on one connection a process (not through a transaction pooler, which drops LISTEN).
 * Signals sent while the connection is down are lost: whoever listens also looks at the tables from time to time.
 */
export function createSignals({ connectionString, onLost }: SignalsOptions): Signals & {
  /** @throws AppError `database_unavailable` when the first connection fails. */
  start(): Promise<void>;
  stop(): Promise<void>;
} {
  const eventListeners = new Set<(workflowId: string | null) => void>();
  const cancelListeners = new Set<(workflowId: string) => void>();
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  let connecting: Promise<void> | undefined;
  let isStopped = false;

  const dispatch = ({ channel, payload = '' }: pg.Notification): void => {
    if (channel === EVENTS_CHANNEL) for (const listener of eventListeners) listener(payload || null);
    if (channel === CANCEL_CHANNEL) for (const listener of cancelListeners) listener(payload);
  };

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString,
      application_name: 'bullwright signals',
      keepAlive: true,
      connectionTimeoutMillis: HEARTBEAT_TIMEOUT_MS,
      query_timeout: HEARTBEAT_TIMEOUT_MS,
    });
    next.on('notification', dispatch);
    next.on('error', (error) => lose(next, error));
    next.on('end', () => lose(next, new Error('the server closed the connection')));
    try {
      await next.connect();
      await next.query(`listen ${EVENTS_CHANNEL}; listen ${CANCEL_CHANNEL}`);
    } catch (error) {
      await closeQuietly(next);
      throw error;
    }
    if (isStopped) {
      await closeQuietly(next);
      return;
    }
    client = next;
    heartbeat = setInterval(() => {
      // A peer that vanished without closing answers nothing: only a question finds out.
      next.query('select 1').catch((error: Error) => lose(next, error));
    }, HEARTBEAT_MS).unref();
  };

  const lose = (lost: pg.Client, error: Error): void => {
    if (client !== lost) return;
    client = undefined;
    clearInterval(heartbeat);
    void closeQuietly(lost);
    if (isStopped) return;
    onLost?.(error);
    reconnect(FIRST_RETRY_MS);
  };

  const reconnect = (delayMs: number): void => {
    retry = setTimeout(() => {
      connecting = connect().catch((error: Error) => {
        if (isStopped) return;
        onLost?.(error);
        reconnect(Math.min(delayMs * 2, LONGEST_RETRY_MS));
      });
    }, delayMs);
  };

  return {
    onEvents: (listener) => subscribe(eventListeners, listener),
    onCancel: (listener) => subscribe(cancelListeners, listener),

    announceCancel: async (workflowId) => {
      if (client === undefined) {
        throw new AppError(
          'database_unavailable',
          'The signal connection to PostgreSQL is down; it is being rebuilt. The cancel flag itself is durable.',
        );
      }
      await client.query('select pg_notify($1, $2)', [CANCEL_CHANNEL, workflowId]);
    },

    start: async () => {
      try {
        await connect();
      } catch (error) {
        throw unavailable(connectionString, error);
      }
    },

    stop: async () => {
      isStopped = true;
      clearTimeout(retry);
      clearInterval(heartbeat);
      await connecting;
      const last = client;
      client = undefined;
      if (last) await closeQuietly(last);
    },
  };
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  // A wrapper would be needed to let one function listen twice; nobody does, and a set makes stopping exact.
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Ends a connection that may already be broken: there is nothing left to do about an error of its end. */
async function closeQuietly(client: pg.Client): Promise<void> {
  await client.end().catch(() => undefined);
}
