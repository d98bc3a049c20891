import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueueBackend, type QueuePool } from '../../../queues/backend.ts';
import { migrateQueues } from '../../../queues/migrate.ts';
import type { FitProgress } from '../../../src/agents/ports.ts';
import { trainingBytes } from '../../../src/compute/memory.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { calculationBytes, taskBytes } from '../../../src/compute/task-bytes.ts';
import { featuresOf } from '../../../src/domain/features/registry.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { Booster } from '../../../src/native/lightgbm/booster.ts';
import { loadLightGbm } from '../../../src/native/lightgbm/library.ts';
import { openQueuePool } from '../../../src/persistence/queue-pool.ts';
import { randomBars } from '../../support/bars.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { learnableTask } from '../../support/learnable-task.ts';

const forever = new AbortController().signal;
/** Hours of work: whatever uses it aborts it. */
const endless = () => learnableTask({ rows: 20_000, params: { num_iterations: 1_000_000, num_leaves: 63 } });

describe('a training in a thread', () => {
  const compute = createCompute({ threads: 1, maxWaiting: 1 });
  afterAll(() => compute.stop());

  it('tells how far it is while it runs', async () => {
    const stop = new AbortController();
    const heard: FitProgress[] = [];
    const task = {
      ...endless(),
      stopping: { rows: Int32Array.from({ length: 500 }, (_, i) => 10_000 + i), rounds: 1e6 },
    };
    const training = compute.fit(task, stop.signal, (progress) => {
      heard.push(progress);
      if (heard.length === 2) stop.abort();
    });
    await expect(training).rejects.toMatchObject({ code: 'cancelled' });
    const [first, second] = heard;
    expect(second.round).toBeGreaterThan(first.round);
    expect(first).toMatchObject({ rounds: 1_000_000, scores: { binary_logloss: expect.any(Number) } });
    expect(first.etaMs).toBeGreaterThan(0);
  });

  it('keeps the rounds until the best one when it stops early', async () => {
    const task = learnableTask({ params: { num_iterations: 3_000, learning_rate: 0.3 } });
    const stopping = { rows: task.predictRows.slice(0, 300), rounds: 10 };
    const { modelText, predictions } = await compute.fit({ ...task, stopping }, forever);
    using booster = Booster.fromText(loadLightGbm(), modelText);
    expect(booster.iterations).toBeLessThan(1_000);
    expect(booster.predict(task.matrix, task.predictRows)).toEqual(predictions);
  });

  it('is refused when too many wait already', async () => {
    const stop = new AbortController();
    const taken = [compute.fit(endless(), stop.signal), compute.fit(endless(), stop.signal)];
    await expect(compute.fit(learnableTask(), forever)).rejects.toMatchObject({
      code: 'compute_busy',
      retryable: true,
    });
    stop.abort();
    for (const call of await Promise.allSettled(taken))
      expect(call).toMatchObject({ reason: { code: 'cancelled' } });
  });

  it('is refused when it would take more memory than a task may', async () => {
    const task = learnableTask();
    const needed = trainingBytes(task);
    const small = createCompute({ threads: 1, maxTaskBytes: needed - 1 });
    await expect(small.fit(task, forever)).rejects.toMatchObject({
      code: 'memory_exceeded',
      details: { neededBytes: needed, limitBytes: needed - 1 },
    });
    await small.stop();
    const enough = createCompute({ threads: 1, maxTaskBytes: needed });
    await expect(enough.fit(task, forever)).resolves.toHaveProperty('modelText');
    await enough.stop();
  });
});

describe('a task that trains nothing', () => {
  it('is refused too when its copies and its result would take more than a task may', async () => {
    const { matrix, featureNames: names } = learnableTask({ rows: 1_000 });
    const rows = Int32Array.from({ length: 1_000 }, (_, row) => row);
    // Refused before it is read: the text is no model.
    const task = { modelText: '', matrix, rows };
    const variants = [{ column: 0, values: Float64Array.of(1) }];
    const screen = {
      matrix,
      rows,
      names,
      maxCorrelation: 1,
      clusterCorrelation: 1,
      stationarityLevel: 0.05,
    } as const;
    const bars = randomBars(1_000, createRng('memory'));
    const columns = { names: ['rsi_14', 'roc_10'], bars };
    const doubles = (count: number): number => count * rows.length * 8;
    const width = matrix.columns;
    const calls = [
      [doubles(width + 1), taskBytes.predict(task), () => small.predict(task, forever)],
      [doubles(2 * width + 1), taskBytes.contributions(task), () => small.contributions(task, forever)],
      [
        doubles(width + 1),
        taskBytes.predictVariants({ ...task, variants }),
        () => small.predictVariants({ ...task, variants }, forever),
      ],
      [doubles(4 * width), taskBytes.screen(screen), () => small.screen(screen, forever)],
      [
        doubles(Object.keys(bars).length + 2),
        calculationBytes({ name: 'columns', input: columns }),
        () => small.calculate('columns', columns, forever),
      ],
    ] as const;
    const small = createCompute({ threads: 1, maxTaskBytes: 1_000 });
    for (const [expected, needed, call] of calls) {
      expect(needed).toBe(expected);
      await expect(call()).rejects.toMatchObject({
        code: 'memory_exceeded',
        details: { neededBytes: needed, limitBytes: 1_000 },
      });
    }
    // What is shared once is not counted with each calculation, so it is counted when it is shared.
    expect(() => small.share(bars)).toThrow(
      expect.objectContaining({
        code: 'memory_exceeded',
        details: { neededBytes: doubles(Object.keys(bars).length), limitBytes: 1_000 },
      }),
    );
    await small.stop();
  });
});

describe('a training that takes more memory than was to be foreseen', () => {
  it('is ended when it has, with what was measured; its thread goes on', async () => {
    // Trees by the ten thousand: their size is not in the estimate.
    const task = learnableTask({
      rows: 400,
      columns: 1,
      noise: 5,
      params: {
        num_iterations: 1_000_000,
        num_leaves: 100,
        min_data_in_leaf: 1,
        learning_rate: 1e-4,
        feature_fraction: 1,
      },
    });
    const limitBytes = trainingBytes(task);
    const small = createCompute({ threads: 1, maxTaskBytes: limitBytes });
    const error = await small.fit(task, forever).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'memory_exceeded', details: { limitBytes } });
    const { usedBytes } = (error as { details: { usedBytes: number } }).details;
    expect(usedBytes).toBeGreaterThan(32 * 2 ** 20);
    expect(usedBytes).toBeLessThan(256 * 2 ** 20);
    const short = { ...task, params: { ...task.params, num_iterations: 10 } };
    await expect(small.fit(short, forever)).resolves.toMatchObject({ rounds: 10 });
    await small.stop();
  });
});

describe('a job that computes far longer than its lock lasts', () => {
  const LOCK_MS = 1_000;
  let database: TestDatabase;
  let pool: ReturnType<typeof openQueuePool>;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = openQueuePool({
      connectionString: database.connectionString,
      maxConnections: 6,
      applicationName: 'test',
    });
    await migrateQueues(pool);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  /** Runs one job with two workers: who started it, who took it for stalled, and what came of it. */
  async function runJob(jobId: string, work: (compute: ReturnType<typeof createCompute>) => Promise<void>) {
    const backend = openQueueBackend({ kind: 'postgres', pool: pool as QueuePool }, { onError: () => {} });
    const compute = createCompute({ threads: 1 });
    const starts: string[] = [];
    const stalled: string[] = [];
    let finish: (outcome: unknown) => void = () => {};
    const finished = new Promise<unknown>((resolve) => {
      finish = resolve;
    });
    const tuning = { concurrency: 1, lockMs: LOCK_MS, stalledCheckMs: 200 };
    const processor = async (job: { id?: string | undefined }): Promise<string> => {
      starts.push(job.id ?? '');
      await work(compute);
      return 'done';
    };
    const workers = [
      backend.worker('training', processor, tuning),
      backend.worker('training', processor, tuning),
    ];
    for (const worker of workers) {
      worker.on('stalled', (id) => stalled.push(id));
      worker.on('completed', (_job, result) => finish(result));
      worker.on('failed', (_job, error) => finish(error));
      worker.run().catch(finish);
    }
    const queue = backend.queue('training');
    await queue.add('train', {}, { jobId });
    const outcome = await finished;
    await Promise.all(workers.map((worker) => worker.close()));
    await queue.close();
    await compute.stop();
    await backend.close();
    return { outcome, starts, stalled };
  }

  it('is never taken for stalled while it trains: one worker starts it once, though another one watches', async () => {
    const run = await runJob('train', async (compute) => {
      const stop = new AbortController();
      const startMs = performance.now();
      const training = compute.fit(endless(), stop.signal, () => {
        if (performance.now() - startMs > 3 * LOCK_MS) stop.abort();
      });
      await training.catch(() => undefined);
    });
    expect(run).toEqual({ outcome: 'done', starts: ['train'], stalled: [] });
  });

  it('is never taken for stalled while features are computed and replayed, and its event loop goes on', async () => {
    const bars = randomBars(1_000_000, createRng('long'));
    const names = featuresOf('technical').map(({ name }) => name);
    let turns = 0;
    const run = await runJob('features', async (compute) => {
      const everyTurn = setInterval(() => {
        turns += 1;
      }, LOCK_MS / 20);
      await compute.calculate('family', { family: 'technical', names, bars, cuts: [990_000] }, forever);
      clearInterval(everyTurn);
    });
    expect(run).toEqual({ outcome: 'done', starts: ['features'], stalled: [] });
    // Computed on the loop itself, the calculation would be over before the first of them.
    expect(turns).toBeGreaterThan(1);
  });
});
