import type { CalculationName, Calculations } from '../agents/calculations.ts';
import type { Compute, FitProgress, PredictTask } from '../agents/ports.ts';
import { hashJson, type Sha256 } from '../kernel/hash.ts';
import { assertFits, defaultTaskBytes, memoryShares, releaseShare, trainingBytes } from './memory.ts';
import { unsharedBytes, withSharedArrays } from './shared-arrays.ts';
import { calculationBytes, taskBytes } from './task-bytes.ts';
import type {
  CalculationTask,
  ComputeCall,
  ComputeNews,
  ComputeTaskName,
  ComputeTasks,
  NativeLine,
  RowsTaskName,
} from './tasks.ts';
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
  /**
   * Memory one task may take, told from its sizes before it begins, and of a training measured while it runs; by default
   * half of the machine, shared by the threads.
   */
  readonly maxTaskBytes?: number;
  /** Told what LightGBM logs in the threads; without it the lines are dropped. */
  readonly onLine?: (line: NativeLine, source: LineSource) => void;
  /** Another module than the compute thread's own, which answers its calls. */
  readonly threadFile?: URL;
}

/** Where a line comes from: the number of the task in this pool, and what it does. */
export interface LineSource {
  readonly task: number;
  readonly name: ComputeTaskName;
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
    file: options.threadFile ?? new URL(THREAD_FILE, import.meta.url),
    threads: options.threads,
    maxWaiting: options.maxWaiting ?? MAX_WAITING,
  });
  const { libraryPath, onLine, maxTaskBytes = defaultTaskBytes(options.threads) } = options;
  const shareOf = memoryShares(maxTaskBytes);
  let tasks = 0;
  /** The thread answers each name with the output `ComputeTasks` promises for it. */
  const call = async <Name extends ComputeTaskName>(
    name: Name,
    input: ComputeTasks[Name]['input'],
    signal: AbortSignal,
    onProgress?: (progress: FitProgress) => void,
  ): Promise<ComputeTasks[Name]['output']> => {
    const source = { task: ++tasks, name };
    let isOver = false;
    const hear = (news: ComputeNews): void => {
      if ('line' in news) onLine?.(news.line, source);
      else if (!isOver) onProgress?.(news.progress);
    };
    const isHeard = onProgress !== undefined || (onLine !== undefined && name !== 'calculate');
    try {
      return await pool.run({ name, input, libraryPath } as ComputeCall, signal, isHeard ? hear : undefined);
    } finally {
      isOver = true;
    }
  };
  /** What a task on rows of a matrix does once it is known to fit. */
  const onRows =
    <Name extends RowsTaskName>(name: Name) =>
    async (
      input: ComputeTasks[Name]['input'],
      signal: AbortSignal,
    ): Promise<ComputeTasks[Name]['output']> => {
      const { matrix, rows }: Pick<PredictTask, 'matrix' | 'rows'> = input;
      const what = `${name} on ${rows.length} rows x ${matrix.columns} columns`;
      assertFits(what, taskBytes[name](input), maxTaskBytes);
      return call(name, input, signal);
    };
  let identity: Promise<Sha256> | undefined;
  return {
    concurrency: options.threads,
    share: (value) => {
      assertFits('Sharing arrays', unsharedBytes(value), maxTaskBytes);
      return withSharedArrays(value);
    },
    fit: async (input, signal, onProgress) => {
      const memory = shareOf(trainingBytes(input));
      const { matrix, trainRows } = input;
      const what = `Training on ${trainRows.length} rows x ${matrix.columns} features`;
      assertFits(what, memory.estimateBytes, maxTaskBytes);
      try {
        return await call('fit', { ...input, memory }, signal, onProgress);
      } finally {
        // A thread that died has not let go of it.
        releaseShare(memory, 0);
      }
    },
    calculate: async <Name extends CalculationName>(
      name: Name,
      input: Calculations[Name]['input'],
      signal: AbortSignal,
    ) => {
      const neededBytes = calculationBytes({ name, input } as CalculationTask);
      assertFits(`Calculating ${name}`, neededBytes, maxTaskBytes);
      const task = { name, input: withSharedArrays(input) } as CalculationTask;
      return (await call('calculate', task, signal)) as Calculations[Name]['output'];
    },
    predict: onRows('predict'),
    contributions: onRows('contributions'),
    predictVariants: onRows('predictVariants'),
    screen: onRows('screen'),
    assess: onRows('assess'),
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
