import type { CalculationName, Calculations } from '../agents/calculations.ts';
import type { Compute } from '../agents/ports.ts';
import { hashJson, type Sha256 } from '../kernel/hash.ts';
import { assertFits, defaultTaskBytes } from './memory.ts';
import { withSharedArrays } from './shared-arrays.ts';
import type { CalculationTask, ComputeCall, ComputeNews, ComputeTaskName, ComputeTasks } from './tasks.ts';
import { createThreadPool } from './thread-pool.ts';

export interface ComputeOptions {
  /** Trainings at once. Leave a core to the event loop, which renews the job locks. */
  readonly threads: number;
  /** Another build of LightGBM than the bundled one. */
  readonly libraryPath?: string | undefined;
  /** Calls that may wait for a thread. */
  readonly maxWaiting?: number;
  /** Hash over our own code; part of `identity`. */
  readonly codeHash?: Sha256;
  /** Memory one training may take; by default half of the machine, shared by the threads. */
  readonly maxTaskBytes?: number;
}

/** Callers keep about as many calls in flight as there are threads; far more means that somebody does not wait. */
const MAX_WAITING = 1_000;

/** Compiled or not, a thread's module lies beside this one. */
const THREAD_FILE = `./threads/compute.thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`;

/**
 * LightGBM and long calculations in threads. A matrix is shared memory and is not copied, bars are copied into it once a
 * calculation, and what a calculation gives is handed over. Each task runs on one thread, so no result depends on how
 * many there are.
 */
export function createCompute(options: ComputeOptions): Compute & { stop(): Promise<void> } {
  const pool = createThreadPool<ComputeCall, ComputeTasks[ComputeTaskName]['output'], ComputeNews>({
    file: new URL(THREAD_FILE, import.meta.url),
    threads: options.threads,
    maxWaiting: options.maxWaiting ?? MAX_WAITING,
  });
  const { libraryPath, maxTaskBytes = defaultTaskBytes(options.threads) } = options;
  /** The thread answers each name with the output `ComputeTasks` promises for it. */
  const call = async <Name extends ComputeTaskName>(
    name: Name,
    input: ComputeTasks[Name]['input'],
    signal: AbortSignal,
    onNews?: (news: ComputeNews) => void,
  ): Promise<ComputeTasks[Name]['output']> =>
    pool.run({ name, input, libraryPath } as ComputeCall, signal, onNews);
  let identity: Promise<Sha256> | undefined;
  return {
    concurrency: options.threads,
    fit: async (input, signal, onProgress) => {
      assertFits(input, maxTaskBytes);
      return call('fit', input, signal, onProgress);
    },
    calculate: async <Name extends CalculationName>(
      name: Name,
      input: Calculations[Name]['input'],
      signal: AbortSignal,
    ) => {
      const task = { name, input: withSharedArrays(input) } as CalculationTask;
      return (await call('calculate', task, signal)) as Calculations[Name]['output'];
    },
    predict: (input, signal) => call('predict', input, signal),
    contributions: (input, signal) => call('contributions', input, signal),
    predictVariants: (input, signal) => call('predictVariants', input, signal),
    screen: (input, signal) => call('screen', input, signal),
    assess: (input, signal) => call('assess', input, signal),
    identity: () => {
      identity ??= call('identity', null, new AbortController().signal).then((library) =>
        hashJson({ library, code: options.codeHash ?? null }),
      );
      // A failure is not kept: the next call asks again.
      identity.catch(() => {
        identity = undefined;
      });
      return identity;
    },
    stop: () => pool.stop(),
  };
}
