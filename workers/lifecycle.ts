import type { QueueBackend, Worker } from '../queues/backend.ts';
import { queueName } from '../queues/contracts/names.ts';
import { reconcile } from '../src/application/reconcile.ts';
import type { Config } from '../src/config/schema.ts';
import { toAppError } from '../src/kernel/errors.ts';
import type { ProcessorOptions, WorkerDefinition } from './worker.ts';

export interface Running {
  /** Drains: no new jobs, running ones get `shutdownMs`, then they go back to their queues. Idempotent. */
  stop(): Promise<void>;
}

export interface WorkersOptions extends ProcessorOptions {
  readonly backend: QueueBackend;
  readonly definitions: readonly WorkerDefinition[];
  readonly config: Pick<Config, 'concurrency' | 'lockMs' | 'stalledCheckMs' | 'shutdownMs'>;
}

/** Starts one worker a definition; resolves when all of them are listening. */
export async function startWorkers(options: WorkersOptions): Promise<Running> {
  const { backend, definitions, config, running, dependencies } = options;
  const workers = definitions.map(({ role, processor }) =>
    backend.worker(queueName(role), processor(options), {
      concurrency: config.concurrency[role],
      lockMs: config.lockMs,
      stalledCheckMs: config.stalledCheckMs,
    }),
  );
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  for (const worker of workers) {
    worker.run().catch((err) => dependencies.logger.error({ queue: worker.name, err }, 'a worker ended'));
  }
  const stopListening = dependencies.signals.onCancel((workflowId) => running.cancel(workflowId));
  let stopping: Promise<void> | undefined;
  return {
    stop: () => {
      stopping ??= drain(workers, options).finally(stopListening);
      return stopping;
    },
  };
}

/** Time for aborted jobs to hand themselves back before their workers are closed by force. */
const HAND_BACK_MS = 5_000;

async function drain(
  workers: readonly Worker[],
  { running, config, dependencies }: WorkersOptions,
): Promise<void> {
  const closed = Promise.all(workers.map((worker) => worker.close()));
  if (await within(closed, config.shutdownMs)) return;
  running.stopAll();
  if (await within(closed, HAND_BACK_MS)) return;
  dependencies.logger.warn({}, 'some jobs did not stop; their locks will run out and others will take them');
  await Promise.all(workers.map((worker) => worker.close(true)));
}

/** True when the promise resolved in time. */
async function within(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  try {
    return await Promise.race([promise.then(() => true), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

const RECONCILE_INTERVAL_MS = 5_000;
const RECONCILE_GRACE_MS = 10_000;

/** Runs the reconciler every few seconds, never twice at once; the first time at once, for what a crash left. */
export function startReconciler(dependencies: ProcessorOptions['dependencies']): Running {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let after: string | null = null;
  const round = async (): Promise<void> => {
    try {
      const done = await reconcile(dependencies, { graceMs: RECONCILE_GRACE_MS, after });
      after = done?.next ?? null;
    } catch (thrown) {
      const error = toAppError(thrown);
      dependencies.logger.warn({ code: error.code, reason: error.message }, 'the reconciler will try again');
    }
    if (!isStopped) timer = setTimeout(next, RECONCILE_INTERVAL_MS);
  };
  let current: Promise<void>;
  const next = (): void => {
    current = round();
  };
  next();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
