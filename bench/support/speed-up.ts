import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { createCompute } from '../../src/compute/pool.ts';
import { foldTask } from './fold-task.ts';
import { processorMs } from './measure.ts';

const FOLDS = 6;
const TURNS = 3;

export interface SpeedUps {
  /** Time of the folds on one thread over that on two; the median of the turns. */
  readonly threads: number;
  /** The same for one process and two that share nothing: the machine's own bound. */
  readonly processes: number;
  /** Median of the turns of one over the other. */
  readonly ratio: number;
  /** Processor time of the folds on two threads over that on one: other work on the machine hardly moves it. */
  readonly processorTime: number;
}

/** Folds in a pool of one and of two threads, and in one and in two processes, in turns: by the clock. */
export async function measureSpeedUps(): Promise<SpeedUps> {
  const pools = [createCompute({ threads: 1 }), createCompute({ threads: 2 })];
  const processes = await Promise.all([startProcess(), startProcess()]);
  const task = foldTask();
  const { signal } = new AbortController();
  const inPool = (pool: (typeof pools)[number], folds: number): Promise<unknown> =>
    Promise.all(Array.from({ length: folds }, () => pool.fit(task, signal)));
  for (const pool of pools) await inPool(pool, 2);
  const turns: { readonly threads: number; readonly processes: number; readonly processorTime: number }[] =
    [];
  for (let turn = 0; turn < TURNS; turn++) {
    const [one, two] = [
      await timed(() => inPool(pools[0], FOLDS)),
      await timed(() => inPool(pools[1], FOLDS)),
    ];
    const alone = await timed(() => inProcess(processes[0], FOLDS));
    const both = await timed(() => Promise.all(processes.map((child) => inProcess(child, FOLDS / 2))));
    turns.push({
      threads: one.ms / two.ms,
      processes: alone.ms / both.ms,
      processorTime: two.cpuMs / one.cpuMs,
    });
  }
  for (const child of processes) child.disconnect();
  await Promise.all(pools.map((pool) => pool.stop()));
  return {
    threads: median(turns.map(({ threads }) => threads)),
    processes: median(turns.map((turn) => turn.processes)),
    ratio: median(turns.map((turn) => turn.threads / turn.processes)),
    processorTime: median(turns.map((turn) => turn.processorTime)),
  };
}

async function startProcess(): Promise<ChildProcess> {
  const child = fork(new URL('fold-process.ts', import.meta.url), { execArgv: ['--import', 'tsx'] });
  await once(child, 'message');
  return child;
}

async function inProcess(child: ChildProcess, folds: number): Promise<void> {
  const answered = once(child, 'message');
  child.send(folds);
  await answered;
}

/** By the clock, and in processor time of this process. */
async function timed(work: () => Promise<unknown>): Promise<{ readonly ms: number; readonly cpuMs: number }> {
  const [startMs, startCpu] = [performance.now(), processorMs()];
  await work();
  return { ms: performance.now() - startMs, cpuMs: processorMs() - startCpu };
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1];
