import { afterEach, describe, expect, it } from 'vitest';
import { createCompute } from '../../../src/compute/pool.ts';
import { createThreadPool, type ThreadPool } from '../../../src/compute/thread-pool.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { learnableTask } from '../../support/learnable-task.ts';
import type { Script, Word } from '../../support/threads/scripted.thread.ts';

const file = new URL('../../support/threads/scripted.thread.ts', import.meta.url);
const forever = new AbortController().signal;
const pools: ThreadPool<Script, string, Word>[] = [];

const createPool = (threads: number, of: URL = file): ThreadPool<Script, string, Word> => {
  const pool = createThreadPool<Script, string, Word>({ file: of, threads, maxWaiting: 20 });
  pools.push(pool);
  return pool;
};

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.stop()));
});

describe('a thread that dies', () => {
  it('fails its own call with thread_died, and the calls that wait behind it are served', async () => {
    const pool = createPool(1);
    const results = await Promise.allSettled([
      pool.run('answer', forever),
      pool.run('die', forever),
      pool.run('answer', forever),
      pool.run('die', forever),
      pool.run('answer', forever),
    ]);
    expect(results.map((r) => (r.status === 'fulfilled' ? r.value : r.reason.code))).toEqual([
      'done: answer',
      'thread_died',
      'done: answer',
      'thread_died',
      'done: answer',
    ]);
  });

  it('is retryable work', async () => {
    await expect(createPool(1).run('die', forever)).rejects.toMatchObject({ retryable: true });
  });

  it('in a training lets go of the memory it was charged with: the next one is measured by itself', async () => {
    const threadFile = new URL('../../support/threads/dying-training.thread.ts', import.meta.url);
    const compute = createCompute({ threads: 1, threadFile });
    const training = (rounds: number) =>
      compute.fit(learnableTask({ params: { num_iterations: rounds } }), forever);
    await expect(training(1)).rejects.toMatchObject({ code: 'thread_died' });
    const next = await training(2);
    await compute.stop();
    expect(next).toEqual({ usedBytes: 100 * 2 ** 20 });
  });

  it('at its very start fails every call in place of letting them wait for ever', async () => {
    const pool = createPool(2, new URL('../../support/threads/absent.thread.ts', import.meta.url));
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => pool.run('answer', forever)));
    expect(results.map((r) => (r.status === 'rejected' ? r.reason.code : r.value))).toEqual(
      Array(6).fill('thread_died'),
    );
  });
});

describe('a cancelled call', () => {
  it('rejects with the reason of the signal, and its thread goes on with the next call', async () => {
    const pool = createPool(1);
    await pool.run('answer', forever);
    const deadline = new AbortController();
    const running = pool.run('until-cancelled', deadline.signal);
    deadline.abort(new AppError('timed_out', 'The deadline of the agent has passed'));
    await expect(running).rejects.toMatchObject({ code: 'timed_out' });
    await expect(pool.run('answer', forever)).resolves.toBe('done: answer');
  });

  it('that still waits is dropped; those before and behind it are served', async () => {
    const pool = createPool(1);
    const first = new AbortController();
    const second = new AbortController();
    const running = pool.run('until-cancelled', first.signal);
    const waiting = pool.run('answer', second.signal);
    const behind = pool.run('answer', forever);
    second.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    first.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await expect(behind).resolves.toBe('done: answer');
  });

  it('is not even started when its signal was aborted before', async () => {
    await expect(createPool(1).run('die', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('errors of the work', () => {
  it('arrive with their code and message', async () => {
    await expect(createPool(1).run('throw', forever)).rejects.toMatchObject({
      code: 'agent_failed',
      message: 'as scripted',
    });
  });
});

describe('stopping', () => {
  it('cancels what runs and what waits, then takes nothing more; twice is once', async () => {
    const pool = createPool(1);
    const running = pool.run('until-cancelled', forever);
    const waiting = pool.run('answer', forever);
    const outcome = Promise.allSettled([running, waiting]);
    await Promise.all([pool.stop(), pool.stop()]);
    for (const result of await outcome) expect(result).toMatchObject({ reason: { code: 'shutting_down' } });
    await expect(pool.run('answer', forever)).rejects.toMatchObject({ code: 'shutting_down' });
  });

  it('is nothing to a pool that never ran', async () => {
    await expect(createPool(1).stop()).resolves.toBeUndefined();
  });
});

describe('what a thread tells', () => {
  it.each<[Script, string]>([
    ['answer', 'done: answer'],
    ['throw', 'agent_failed'],
    ['die', 'thread_died'],
  ])('before it does "%s" has been heard when the call is over', async (script, outcome) => {
    const heard: Word[] = [];
    const run = createPool(1).run(script, forever, (word) => heard.push(word));
    expect(await run.catch(({ code }) => code)).toBe(outcome);
    expect(heard).toEqual([`about to ${script}`]);
  });
});

describe('options', () => {
  it.each([0, -1, 1.5, Number.NaN])('%s threads are refused', (threads) => {
    expect(() => createPool(threads)).toThrowError(expect.objectContaining({ code: 'parameter_invalid' }));
  });
});
