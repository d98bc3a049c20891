import {
  type BackendFactory,
  createPostgresBackend,
  FlowProducer,
  type PostgresConnectionOptions,
  type Processor,
  Queue,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import { AppError } from '../src/kernel/errors.ts';
import { retryDelayMs } from './backoff.ts';
import { DEFAULT_PREFIX } from './contracts/names.ts';

/** What the worker processes hold and hand in, without knowing BullMQ themselves. */
export type { Processor, Worker } from 'bullmq';

/** BullMQ's name for a pool it is handed: `pg` itself is only known to the persistence layer. */
export type QueuePool = Extract<PostgresConnectionOptions, { connect: unknown }>;

export type QueueStore =
  | { readonly kind: 'redis'; readonly url: string; readonly prefix?: string }
  | { readonly kind: 'postgres'; readonly pool: QueuePool };

export interface QueueBackend {
  readonly kind: QueueStore['kind'];
  queue(name: string): Queue;
  flowProducer(): FlowProducer;
  /** A worker that aborts the signal of a job as soon as it finds the job's lock lost. */
  worker(name: string, processor: Processor, options: WorkerTuning): Worker;
  /** Resolves when the store answers. @throws AppError `queue_unavailable`. */
  ping(): Promise<void>;
  /** Closes what the backend itself opened; queues and workers are closed by their owners first. */
  close(): Promise<void>;
}

export interface WorkerTuning {
  readonly concurrency: number;
  readonly lockMs: number;
  readonly stalledCheckMs: number;
}

export interface BackendOptions {
  /** Called for connection errors that BullMQ recovers from by itself. */
  readonly onError: (error: Error) => void;
}

/**
 * A job may be found stalled this often before BullMQ gives up on it. A crash of its worker is no fault of the
 * job: a deploy that restarts workers a few times during one long training must not lose it.
 */
const MAX_STALLED_COUNT = 20;

/** Opens the queue store: the one place that knows there are two. */
export function openQueueBackend(store: QueueStore, options: BackendOptions): QueueBackend {
  return store.kind === 'redis'
    ? redisBackend(store.url, store.prefix, options)
    : postgresBackend(store.pool, options);
}

function redisBackend(url: string, prefix = DEFAULT_PREFIX, { onError }: BackendOptions): QueueBackend {
  // Producers fail at once while Redis is away (the outbox tries again); workers wait for it for ever.
  const producing = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1, lazyConnect: true });
  const working = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true });
  const connections = [producing, working];
  for (const connection of connections) connection.on('error', onError);
  return {
    kind: 'redis',
    queue: (name) =>
      watched(new Queue(name, { connection: producing, prefix, skipWaitingForReady: true }), onError),
    flowProducer: () => watched(new FlowProducer({ connection: producing, prefix }), onError),
    worker: (name, processor, tuning) =>
      watched(
        stoppingLostJobs(
          new Worker(name, processor, { connection: working, prefix, ...workerOptions(tuning) }),
        ),
        onError,
      ),
    ping: async () => {
      try {
        for (const connection of connections) {
          if (connection.status === 'wait') await connection.connect();
          await connection.ping();
        }
      } catch (error) {
        throw unavailable(`Redis at ${withoutPassword(url)}`, error);
      }
    },
    close: async () => {
      for (const connection of connections) connection.disconnect();
    },
  };
}

function postgresBackend(pool: QueuePool, { onError }: BackendOptions): QueueBackend {
  // Bound to the generic signature of the queue classes, which default to Redis.
  const factory = createPostgresBackend as unknown as BackendFactory<never, object>;
  const connection = pool as unknown as object;
  return {
    kind: 'postgres',
    queue: (name) => watched(new Queue(name, { connection }, factory) as unknown as Queue, onError),
    flowProducer: () =>
      watched(new FlowProducer({ connection }, factory) as unknown as FlowProducer, onError),
    worker: (name, processor, tuning) =>
      watched(
        stoppingLostJobs(
          new Worker(name, processor, { connection, ...workerOptions(tuning) }, factory) as unknown as Worker,
        ),
        onError,
      ),
    ping: async () => {
      try {
        const client = await pool.connect();
        client.release();
      } catch (error) {
        throw unavailable('The queue tables in PostgreSQL', error);
      }
    },
    close: async () => {},
  };
}

function workerOptions(tuning: WorkerTuning): Omit<WorkerOptions, 'connection'> {
  return {
    autorun: false,
    concurrency: tuning.concurrency,
    lockDuration: tuning.lockMs,
    stalledInterval: tuning.stalledCheckMs,
    maxStalledCount: MAX_STALLED_COUNT,
    runRetryDelay: 1_000,
    settings: {
      backoffStrategy: (attemptsMade, _type, error) => retryDelayMs(attemptsMade, error, Math.random),
    },
  };
}

/**
 * Aborts the signal of a job whose lock could not be renewed: BullMQ only tells of it, and would let the work go on for
 * as long as it takes beside that of the job's next owner.
 */
function stoppingLostJobs(worker: Worker): Worker {
  return worker.on('lockRenewalFailed', (jobIds) => {
    for (const jobId of jobIds) worker.cancelJob(jobId, 'lock lost');
  });
}

/** An emitter without an `error` listener takes the process down on the first lost connection. */
function watched<T extends { on(event: 'error', listener: (error: Error) => void): unknown }>(
  emitter: T,
  onError: (error: Error) => void,
): T {
  emitter.on('error', onError);
  return emitter;
}

/**
 * Says of an error of the queue classes that the store is away, where it is: ioredis names it in words alone, and a caller
 * has to tell an outage from a job that cannot be put right. Any other error comes back as it is.
 */
export function storeError(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const isAway =
    thrown.name === 'MaxRetriesPerRequestError' ||
    /enableOfflineQueue|Connection is closed|Command timed out/.test(thrown.message);
  return isAway ? unavailable('The queue store', thrown) : thrown;
}

const unavailable = (what: string, cause: unknown): AppError =>
  new AppError(
    'queue_unavailable',
    `${what} cannot be reached: ${cause instanceof Error ? cause.message : String(cause)}. Start it, or correct its address.`,
    { cause },
  );

/** A connection string that may be shown. */
function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
