import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/application/ports/store.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { sha256 } from '../../../src/kernel/hash.ts';
import { newId } from '../../../src/kernel/ids.ts';
import type { ArtifactRef } from '../../../src/orchestration/artifact-ref.ts';
import { createFitMemo } from '../../../src/persistence/fit-memo.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { at, newWorkflow } from './fixtures.ts';

let database: TestDatabase;
let store: Store;
const clock = fixedClock(at(10).getTime());
beforeAll(async () => {
  database = await createTestDatabase(clock);
  store = database.store;
});
afterAll(() => database.drop());

async function insertedWorkflow(overrides: Parameters<typeof newWorkflow>[0] = {}) {
  const workflow = newWorkflow(overrides);
  await store.workflows.insert(workflow);
  return workflow;
}

describe('artifacts', () => {
  const refOf = (text: string, kind: ArtifactRef['kind'] = 'bars'): ArtifactRef => ({
    hash: sha256(text),
    kind,
    mediaType: 'text/plain',
    bytes: text.length,
    rows: 3,
  });

  it('are linked once, by several workflows', async () => {
    const [a, b] = [await insertedWorkflow(), await insertedWorkflow()];
    const ref = refOf(`shared ${a.id}`);
    const link = { iteration: 1, role: 'data_engineer', ref, createdAt: at(1) };
    await store.artifacts.link([{ workflowId: a.id, ...link }]);
    await store.artifacts.link([
      { workflowId: a.id, ...link },
      { workflowId: b.id, ...link },
    ]);
    expect(await store.artifacts.ofWorkflow(a.id)).toEqual([{ workflowId: a.id, ...link }]);
    expect(await store.artifacts.ofWorkflow(b.id)).toHaveLength(1);
    expect(await store.artifacts.find(ref.hash)).toEqual(ref);
    expect(await store.artifacts.find(sha256('none'))).toBeNull();
  });

  it('that are sealed under any name are found as sealed', async () => {
    const { id: workflowId } = await insertedWorkflow();
    const link = { workflowId, iteration: 1, role: 'data_engineer', createdAt: at(1) };
    const text = `sealed ${workflowId}`;
    await store.artifacts.link([
      { ...link, ref: refOf(text) },
      { ...link, ref: refOf(text, 'sealed_bars') },
    ]);
    expect((await store.artifacts.find(sha256(text)))?.kind).toBe('sealed_bars');
  });
});

describe('the trial ledger', () => {
  const trial = (family: string, config: string, sharpePerBar: number | null) => ({
    family,
    configHash: sha256(config),
    status: sharpePerBar === null ? ('failed' as const) : ('scored' as const),
    params: { num_leaves: 7 },
    seed: 2_147_483_647,
    datasetId: sha256('data'),
    dataHash: sha256('matrix'),
    codeHash: sha256('code'),
    score: sharpePerBar,
    sharpePerBar,
    foldScores: [0.5, -0.25],
  });

  it('counts every configuration of a family once, whoever tried it and however it ended', async () => {
    const family = newId('wf');
    const [a, b] = [newId('wf'), newId('wf')];
    await store.trials.record(a, [trial(family, 'x', 0.1), trial(family, 'y', null)], at(1));
    await store.trials.record(b, [trial(family, 'x', 0.9), trial(family, 'z', -0.2)], at(2));
    const summary = await store.trials.summary(family);
    expect(summary.count).toBe(3);
    expect(summary.sharpesPerBar.toSorted()).toEqual([-0.2, 0.1]);
    expect(await store.trials.ofWorkflow(b)).toMatchObject([
      { ...trial(family, 'z', -0.2), workflowId: b, createdAt: at(2) },
    ]);
    expect(await store.trials.summary('nothing')).toEqual({ count: 0, sharpesPerBar: [] });
  });

  it('counts a look at the labels as a trial that has no Sharpe ratio', async () => {
    const family = newId('wf');
    const look = { ...trial(family, 'information_coefficient', null), status: 'look' as const, score: 0.7 };
    await store.trials.record(newId('wf'), [trial(family, 'x', 0.1), look, look], at(1));
    expect(await store.trials.summary(family)).toEqual({ count: 2, sharpesPerBar: [0.1] });
  });

  it('lets a configuration that was given up or lost become the scored one, of the workflow that scored it', async () => {
    const family = newId('wf');
    const pruned = { ...trial(family, 'pruned', null), status: 'pruned' as const, foldScores: [0.1] };
    const [a, b, c] = [newId('wf'), newId('wf'), newId('wf')];
    await store.trials.record(a, [pruned, trial(family, 'lost', null), trial(family, 'scored', 0.1)], at(1));
    const between = await insertedWorkflow({ createdAt: at(2) });
    const scored = [trial(family, 'pruned', 0.3), trial(family, 'lost', 0.2)];
    await store.trials.record(b, [pruned, ...scored, trial(family, 'scored', 0.9)], at(3));
    await store.trials.record(c, [pruned, trial(family, 'lost', null), trial(family, 'scored', null)], at(4));
    const { count, sharpesPerBar } = await store.trials.summary(family);
    expect([count, sharpesPerBar.toSorted()]).toEqual([3, [0.1, 0.2, 0.3]]);
    const rows = await store.trials.ofWorkflow(b);
    expect(rows.toSorted((x, y) => Number(y.score) - Number(x.score))).toEqual(
      scored.map((row) => ({ ...row, id: expect.any(String), workflowId: b, createdAt: at(3) })),
    );
    expect(await store.trials.ofWorkflow(c)).toEqual([]);
    // A workflow submitted before the score came does not see it, however often it is repeated.
    expect(await store.trials.bestBefore(between.id, family, 9)).toHaveLength(1);
  });

  it('names the best of earlier workflows, for a warm start that a repeated run sees again', async () => {
    const family = newId('wf');
    const submitted = await insertedWorkflow({ createdAt: at(5) });
    const named = (config: string, sharpe: number | null) => ({
      ...trial(family, config, sharpe),
      params: { config },
    });
    await store.trials.record(
      newId('wf'),
      [named('good', 0.2), named('bad', -0.1), named('lost', null)],
      at(1),
    );
    await store.trials.record(newId('wf'), [named('best', 0.3)], at(2));
    await store.trials.record(submitted.id, [named('own', 0.9)], at(3));
    await store.trials.record(newId('wf'), [named('later', 0.9)], at(6));
    expect(await store.trials.bestBefore(submitted.id, family, 2)).toEqual([
      { config: 'best' },
      { config: 'good' },
    ]);
    expect(await store.trials.bestBefore(submitted.id, family, 9)).toHaveLength(3);
  });

  it('takes the same configurations from many searches at once', async () => {
    const family = newId('wf');
    const trials = Array.from({ length: 50 }, (_, i) => trial(family, `${i}`, i / 100));
    await Promise.all(
      [trials, trials.toReversed(), trials].map((list) => store.trials.record(newId('wf'), list, at(1))),
    );
    expect((await store.trials.summary(family)).count).toBe(50);
  });
});

describe('verdicts', () => {
  const verdict = (workflowId: string, model: string, pValue: number | null, second: number) => ({
    workflowId,
    attempt: 1,
    modelId: sha256(model),
    passed: false,
    pValue,
    verdictHash: sha256(`${workflowId} ${model}`),
    at: at(second),
  });

  it('count every other model once, by its first verdict; without a p-value as 1', async () => {
    const [a, b, c, d] = Array.from({ length: 4 }, () => newId('wf'));
    await store.verdicts.record(verdict(a, 'first', 0.01, 1));
    await store.verdicts.record(verdict(a, 'first', 0.9, 2));
    await store.verdicts.record(verdict(b, 'first', 0.8, 3));
    await store.verdicts.record(verdict(c, 'never traded', null, 3));
    await store.verdicts.record(verdict(d, 'own', 0.5, 4));
    expect([...(await store.verdicts.judged(sha256('own')))].sort()).toEqual([0.01, 1]);
    expect(await store.verdicts.judged(sha256('other'))).toHaveLength(3);
  });
});

describe('finished trainings', () => {
  const fit = {
    predictions: Float64Array.of(0.1, 1 / 3, Number.NaN, 5e-324),
    gain: Float64Array.of(0, 12.5),
    modelText: null,
    rounds: 30,
    trainMs: 12.25,
  };
  const trainingsOf = (key: string) =>
    database.db.kysely.selectFrom('fit_memo').select('trainings').where('key', '=', key).execute();

  it('come back to the last bit; the first one stays, and a second one is counted', async () => {
    const key = sha256(newId('wf'));
    expect(await store.fitMemo.find(key)).toBeNull();
    await store.fitMemo.store(key, fit);
    expect(await trainingsOf(key)).toEqual([{ trainings: 1 }]);
    await store.fitMemo.store(key, { ...fit, predictions: Float64Array.of(1), modelText: 'tree' });
    expect(await store.fitMemo.find(key)).toEqual({ ...fit, modelText: 'tree' });
    expect(await trainingsOf(key)).toEqual([{ trainings: 2 }]);
  });

  it('that nobody has used for long are deleted, the others stay', async () => {
    const moving = { atMs: at(0).getTime() - 60 * 86_400_000 };
    const memo = createFitMemo(database.db.kysely, () => moving.atMs);
    const [unused, used] = [sha256(newId('wf')), sha256(newId('wf'))];
    await memo.store(unused, fit);
    await memo.store(used, fit);
    moving.atMs += 2 * 86_400_000;
    await memo.find(used);
    expect(await memo.prune(new Date(moving.atMs - 86_400_000), 10)).toBe(1);
    expect([await memo.find(unused), await memo.find(used)]).toEqual([null, fit]);
  });
});

describe('studies that a budget has ended', () => {
  it('keep the stop that came first', async () => {
    const stop = { key: sha256(newId('wf')), trials: 12, reason: 'maxTrainSeconds', trainMs: 60_000 };
    expect(await store.trials.stopOf(stop.key)).toBeNull();
    expect(await store.trials.recordStop(newId('wf'), stop, at(1))).toEqual(stop);
    expect(await store.trials.recordStop(newId('wf'), { ...stop, trials: 16 }, at(2))).toEqual(stop);
    expect(await store.trials.stopOf(stop.key)).toEqual(stop);
  });
});

describe('access', () => {
  it('finds keys by the hash of their secret, and a revoked one with its time', async () => {
    const key = {
      id: newId('key'),
      name: 'ci',
      role: 'operator',
      secretHash: sha256('s'),
      createdAt: at(1),
      revokedAt: null,
    } as const;
    await store.apiKeys.insert(key);
    await store.apiKeys.insert({ ...key, id: newId('key'), role: 'admin' });
    expect(await store.apiKeys.findBySecretHash(sha256('s'))).toEqual(key);
    expect(await store.apiKeys.findBySecretHash(sha256('t'))).toBeNull();
    expect(await store.apiKeys.revoke(key.id, at(2))).toBe(true);
    expect(await store.apiKeys.revoke(key.id, at(3))).toBe(false);
    expect(await store.apiKeys.list()).toEqual([{ ...key, revokedAt: at(2) }]);
  });

  it('claims an idempotency key once, answers again, and takes over a claim that was abandoned', async () => {
    const record = { owner: 'key_a', key: 'k', requestHash: 'h' };
    const claim = (second: number, staleBefore: number) =>
      store.idempotency.claim(record, at(second), at(staleBefore));
    expect(await claim(10, 0)).toMatchObject({ claimed: true });
    expect(await claim(11, 5)).toMatchObject({ claimed: false, record: { ...record, response: null } });
    expect(await claim(20, 15)).toMatchObject({ claimed: true });
    const response = { status: 202, headers: { location: '/v1/workflows/x' }, body: { id: 'x' } };
    await store.idempotency.complete('key_a', 'k', response);
    await store.idempotency.release('key_a', 'k');
    expect(await claim(90, 80)).toMatchObject({ claimed: false, record: { response } });
    expect(await store.idempotency.claim({ ...record, owner: 'key_b' }, at(1), at(0))).toMatchObject({
      claimed: true,
    });
    await store.idempotency.release('key_b', 'k');
    expect(await store.idempotency.claim({ ...record, owner: 'key_b' }, at(1), at(0))).toMatchObject({
      claimed: true,
    });
  });
});

describe('an exclusive lock', () => {
  it('is held by one at a time, and free after the work, also after a failure', async () => {
    const inside = await store.exclusively('reconcile', async () => {
      expect(await store.exclusively('reconcile', async () => 'second')).toBeUndefined();
      expect(await store.exclusively('another', async () => 'other lock')).toBe('other lock');
      return 'first';
    });
    expect(inside).toBe('first');
    const failing = store.exclusively('reconcile', async () => {
      throw new Error('broke');
    });
    await expect(failing).rejects.toThrow('broke');
    expect(await store.exclusively('reconcile', async () => 'again')).toBe('again');
  });

  it('is free again when the server cut the connection, which ends neither the work nor the process', async () => {
    const result = await store.exclusively('cut', async () => {
      await sql`
        select pg_terminate_backend(pid) from pg_locks
        where locktype = 'advisory' and pid <> pg_backend_pid()
          and database = (select oid from pg_database where datname = current_database())`.execute(
        database.db.kysely,
      );
      return 'done';
    });
    expect(result).toBe('done');
    expect(await store.exclusively('cut', async () => 'again')).toBe('again');
  });
});
