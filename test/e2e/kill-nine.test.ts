import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { describeWithRedis, redisUrl, uniquePrefix } from '../support/redis.ts';
import { type Desk, openDesk, temporaryFolder } from './desk.ts';
import { type Program, startProgram, stopPrograms } from './program.ts';

/** Enough trials that a worker can be killed between two of them. */
const SPEC = {
  name: 'survivor',
  market: { source: { kind: 'sample', name: 'sp500' }, from: '2008-01-01' },
  training: {
    trials: 10,
    folds: 3,
    selection: { criteria: ['information_coefficient', 'gain'], folds: 2 },
    search: { num_iterations: [40, 60] },
  },
  validation: { walkForward: { windows: 2, trials: 1 }, draws: 99 },
  approval: { onValidationFailed: false, release: 'never' },
  limits: { retries: 0 },
};

/** Once a task has come further than this the worker is killed: after a trial, after the first of the two windows. */
const KILL_AFTER: Readonly<Record<string, number>> = { train: 0, validate: 0.4 };

/** Rows of the ledger that the selection of features adds: two criteria and the stability. */
const LOOKS = 3;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeEach(async () => {
  folder = await temporaryFolder();
  database = await createTestDatabase();
});
afterEach(async () => {
  await stopPrograms();
  await database.drop();
  await folder.remove();
});

/** The API and a worker as processes of their own, on one database and one queue store. */
async function startDesk(
  queue: Record<string, string>,
): Promise<{ desk: Desk; startWorker: () => Promise<Program> }> {
  const env = {
    ...queue,
    DATABASE_URL: database.connectionString,
    // The crash is noticed within seconds instead of the default eleven.
    BULLWRIGHT_LOCK_MS: '2000',
    BULLWRIGHT_STALLED_CHECK_MS: '1000',
  };
  const api = startProgram({
    args: ['start', '--no-workers', '--port', '0', '--json'],
    cwd: folder.path,
    env,
  });
  const [key = ''] = await api.says(/bw_[A-Za-z0-9_-]{43}/);
  await api.says(/Ctrl-C stops it/);
  const { url } = JSON.parse(api.stdout) as { url: string };
  const startWorker = async () => {
    const worker = startProgram({ args: ['worker', 'all'], cwd: folder.path, env });
    await worker.says(/Working as/);
    return worker;
  };
  return { desk: openDesk(url, key), startWorker };
}

async function outcomeOf(desk: Desk, id: string) {
  const { status, result, runs } = (await desk.call('GET', `/v1/workflows/${id}`)).body;
  return {
    status,
    hashes: { model: result.model.id, verdict: result.validation.verdictHash },
    trials: result.validation.trialCount,
    trainingStarts: runs.find((run: { task: string }) => run.task === 'train').starts,
  };
}

const finishedTrainings = () =>
  database.db.kysely.selectFrom('fit_memo').select(['key', 'trainings']).orderBy('key').execute();

async function submit(desk: Desk): Promise<string> {
  const answer = await desk.call('POST', '/v1/workflows', SPEC);
  expect(answer.status).toBe(202);
  return answer.body.id;
}

function suite(queue: () => Record<string, string>): void {
  it('kill -9 in mid-training and between two windows of the walk-forward, new workers, the same hashes, nothing trained or counted twice', async () => {
    const { desk, startWorker } = await startDesk(queue());
    let worker = await startWorker();
    const id = await submit(desk);
    const killedIn: string[] = [];
    const events = await desk.follow(id, async ({ type, data }) => {
      const task = String(data.task);
      const due = KILL_AFTER[task];
      if (type !== 'agent.progress' || due === undefined || !(Number(data.fraction) > due)) return;
      if (killedIn.includes(task)) return;
      killedIn.push(task);
      worker.kill('SIGKILL');
      expect((await worker.exit).signal).toBe('SIGKILL');
      worker = await startWorker();
    });
    expect(killedIn).toEqual(Object.keys(KILL_AFTER));
    const survivor = await outcomeOf(desk, id);
    expect(survivor.trainingStarts).toBeGreaterThanOrEqual(2);
    expect(survivor.trials).toBe(SPEC.training.trials + LOOKS);
    const completions = events.filter((e) => e.type === 'agent.completed' && e.data.task === 'train');
    expect(completions).toHaveLength(1);

    // What was finished before the kill was not trained again.
    const trained = await finishedTrainings();
    expect(trained.length).toBeGreaterThan(SPEC.training.trials * SPEC.training.folds);
    expect(trained.filter(({ trainings }) => trainings > 1)).toEqual([]);
    // The reference must not read it either.
    await database.db.kysely.deleteFrom('fit_memo').execute();

    const undisturbed = await submit(desk);
    await desk.follow(undisturbed);
    const reference = await outcomeOf(desk, undisturbed);
    expect(survivor.hashes).toEqual(reference.hashes);
    expect(survivor.status).toBe(reference.status);
    expect(reference.trainingStarts).toBe(1);
    expect((await finishedTrainings()).map(({ key }) => key)).toEqual(trained.map(({ key }) => key));

    worker.kill('SIGTERM');
    expect((await worker.exit).code).toBe(0);
  }, 180_000);
}

describe('a worker process that dies, queues in PostgreSQL', () => suite(() => ({})));

describeWithRedis('a worker process that dies, queues in Redis', () =>
  suite(() => ({ REDIS_URL: redisUrl() ?? '', BULLWRIGHT_QUEUE_PREFIX: uniquePrefix() })),
);
