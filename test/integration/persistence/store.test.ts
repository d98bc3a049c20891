import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/application/ports/store.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { hashJson, sha256 } from '../../../src/kernel/hash.ts';
import { newId } from '../../../src/kernel/ids.ts';
import type { ArtifactRef } from '../../../src/orchestration/artifact-ref.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { at, newApproval, newCheckpoint, newSchedule, newWorkflow } from './fixtures.ts';

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

/** Resolves when a session of this database is blocked by another one. */
async function somebodyWaitsForALock(): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(database.db.kysely);
    if (rows.length > 0) return;
  }
}

describe('workflows', () => {
  it('start queued, and come back as they were written', async () => {
    const workflow = await insertedWorkflow({ parentId: 'wf_p', parentCheckpointId: 'ck_p' });
    expect(await store.workflows.get(workflow.id)).toEqual({
      ...workflow,
      status: 'queued',
      stage: 'initialization',
      iteration: 0,
      progress: 0,
      updatedAt: workflow.createdAt,
      finishedAt: null,
      cancelRequestedAt: null,
      result: null,
      error: null,
    });
    expect(await store.workflows.get(newId('wf'))).toBeNull();
  });

  it('take changes and remember when; null clears', async () => {
    const { id } = await insertedWorkflow();
    const error = { code: 'agent_failed', message: 'broke on "\0" and \ud800', details: { a: [1] } } as const;
    await store.workflows.update(id, {
      status: 'failed',
      stage: 'failed',
      error,
      progress: 1,
      finishedAt: at(5),
    });
    expect(await store.workflows.get(id)).toMatchObject({
      status: 'failed',
      error: { code: 'agent_failed', message: 'broke on "\ufffd" and \ufffd', details: { a: [1] } },
      updatedAt: at(10),
      finishedAt: at(5),
    });
    await store.workflows.update(id, { status: 'running', error: null, finishedAt: null });
    expect(await store.workflows.get(id)).toMatchObject({ status: 'running', error: null, finishedAt: null });
  });

  it('keep the first time they were asked to stop', async () => {
    const { id } = await insertedWorkflow();
    await store.workflows.requestCancel(id, at(1));
    await store.workflows.requestCancel(id, at(2));
    expect((await store.workflows.get(id))?.cancelRequestedAt).toEqual(at(1));
  });

  it('are listed newest first in pages, by status, symbol, label and schedule', async () => {
    const scheduleId = newId('sc');
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      const symbol = i % 2 === 0 ? 'EURUSD' : 'GBPUSD';
      const tags = { desk: i < 3 ? 'fx' : 'rates' };
      // Two of one moment: the id decides.
      ids.push((await insertedWorkflow({ symbol, tags, scheduleId, createdAt: at(100 + (i >> 1)) })).id);
    }
    const first = await store.workflows.list({ scheduleId, limit: 2 });
    const second = await store.workflows.list({ scheduleId, limit: 2, cursor: first.next ?? '' });
    const third = await store.workflows.list({ scheduleId, limit: 2, cursor: second.next ?? '' });
    const listed = [first, second, third].flatMap((page) => page.items.map((row) => row.id));
    expect(listed.toSorted()).toEqual(ids.toSorted());
    expect(listed[0]).toBe(ids[4]);
    expect(third.next).toBeNull();
    const of = async (filter: object) =>
      (await store.workflows.list({ scheduleId, limit: 10, ...filter })).items
        .map((row) => ids.indexOf(row.id))
        .sort();
    expect(await of({ symbol: 'EURUSD' })).toEqual([0, 2, 4]);
    expect(await of({ label: 'desk:fx' })).toEqual([0, 1, 2]);
    expect(await of({ label: 'desk' })).toEqual([0, 1, 2, 3, 4]);
    expect(await of({ label: 'desk:none' })).toEqual([]);
    expect(await of({ status: 'completed' })).toEqual([]);
    await expect(store.workflows.list({ limit: 1, cursor: 'bogus' })).rejects.toMatchObject({
      code: 'request_invalid',
    });
  });

  it('that work and have not moved are found by a reconciler', async () => {
    const old = await insertedWorkflow({ createdAt: at(-100) });
    const ended = await insertedWorkflow({ createdAt: at(-100) });
    clock.advance(-200_000);
    await store.workflows.update(ended.id, { status: 'completed' });
    clock.advance(200_000);
    const stuck = await store.workflows.unfinished(at(-50), 10);
    expect(stuck.map((row) => row.id)).toEqual([old.id]);
  });

  it('are locked until the transaction ends, while their runs can be written', async () => {
    const { id } = await insertedWorkflow();
    const key = { workflowId: id, iteration: 1, role: 'data_engineer' } as const;
    let waiting: Promise<unknown> | undefined;
    await store.transaction(async (held) => {
      await held.workflows.lock(id);
      await store.agentRuns.start(key, { task: 'prepare', inputHash: 'h', at: at(1) });
      waiting = store.transaction((other) => other.workflows.lock(id));
      await somebodyWaitsForALock();
      await held.workflows.update(id, { iteration: 7 });
    });
    expect(await waiting).toMatchObject({ iteration: 7 });
  });

  it('that do not parse any more are an error, not a guess', async () => {
    const { id } = await insertedWorkflow();
    await sql`update workflows set spec = '{"market": 1}' where id = ${id}`.execute(database.db.kysely);
    await expect(store.workflows.get(id)).rejects.toMatchObject({
      code: 'state_invalid',
      message: expect.stringContaining(`spec of workflow ${id}`),
    });
    await sql`delete from workflows where id = ${id}`.execute(database.db.kysely);
  });
});

describe('checkpoints', () => {
  it('are one a transition, and read back whole', async () => {
    const { id } = await insertedWorkflow();
    const first = newCheckpoint(id, 1);
    const second = newCheckpoint(id, 2);
    expect(await store.checkpoints.insert(first)).toBe(true);
    expect(await store.checkpoints.insert(second)).toBe(true);
    expect(await store.checkpoints.insert(newCheckpoint(id, 2))).toBe(false);
    expect(await store.checkpoints.latest(id)).toEqual(second);
    expect(await store.checkpoints.get(first.id)).toEqual(first);
    expect(await store.checkpoints.at(id, 1)).toEqual(first);
    const { state: _, ...head } = first;
    expect((await store.checkpoints.list(id))[0]).toEqual(head);
  });

  it('with a broken state stop whoever needs them', async () => {
    const { id } = await insertedWorkflow();
    await store.checkpoints.insert(newCheckpoint(id, 1));
    await sql`update checkpoints set state = state - 'plan' where workflow_id = ${id}`.execute(
      database.db.kysely,
    );
    await expect(store.checkpoints.latest(id)).rejects.toMatchObject({ code: 'state_invalid' });
    expect(await store.checkpoints.list(id)).toHaveLength(1);
  });
});

describe('agent runs', () => {
  const run = { task: 'prepare', inputHash: 'hash', at: at(1) };
  const patch = { messages: [{ role: 'data_engineer', text: 'done' }] } as const;
  const keyOf = async () => ({
    workflowId: (await insertedWorkflow()).id,
    iteration: 1,
    role: 'data_engineer' as const,
  });

  it('give every start an epoch, and only the last start may write', async () => {
    const key = await keyOf();
    expect(await store.agentRuns.start(key, run)).toEqual({ kind: 'started', epoch: 1 });
    expect(await store.agentRuns.start(key, run)).toEqual({ kind: 'started', epoch: 2 });
    expect(await store.agentRuns.succeed(key, 1, { ...patch, messages: [] }, at(2))).toBe(false);
    expect(await store.agentRuns.fail(key, 1, { code: 'timed_out', message: 'late' }, at(2))).toBe(false);
    expect(await store.agentRuns.succeed(key, 2, { messages: [...patch.messages] }, at(3))).toBe(true);
    expect(await store.agentRuns.ofTransition(key.workflowId, 1)).toMatchObject([
      { status: 'succeeded', starts: 2, patch, finishedAt: at(3) },
    ]);
  });

  it('remember a success with the same input, and start anew with another', async () => {
    const key = await keyOf();
    await store.agentRuns.start(key, run);
    await store.agentRuns.succeed(key, 1, { messages: [...patch.messages] }, at(2));
    expect(await store.agentRuns.start(key, run)).toEqual({ kind: 'memo', patch });
    expect(await store.agentRuns.succeed(key, 1, { messages: [...patch.messages] }, at(2))).toBe(true);
    expect(await store.agentRuns.fail(key, 1, { code: 'internal', message: 'no' }, at(2))).toBe(false);
    expect(await store.agentRuns.findSucceeded(key.workflowId, key.role, 'hash')).toMatchObject({ patch });
    expect(await store.agentRuns.start(key, { ...run, inputHash: 'other' })).toEqual({
      kind: 'started',
      epoch: 2,
    });
    expect(await store.agentRuns.findSucceeded(key.workflowId, key.role, 'hash')).toBeNull();
  });

  it('keep a failure until the next start', async () => {
    const key = await keyOf();
    await store.agentRuns.start(key, run);
    expect(await store.agentRuns.fail(key, 1, { code: 'timed_out', message: 'slow' }, at(2))).toBe(true);
    expect(await store.agentRuns.ofWorkflow(key.workflowId)).toMatchObject([
      { status: 'failed', error: { code: 'timed_out', message: 'slow' } },
    ]);
    await store.agentRuns.start(key, run);
    expect(await store.agentRuns.ofWorkflow(key.workflowId)).toMatchObject([
      { status: 'running', error: null },
    ]);
  });

  it('started by many workers at once get different epochs', async () => {
    const key = await keyOf();
    const starts = await Promise.all(Array.from({ length: 8 }, () => store.agentRuns.start(key, run)));
    const epochs = starts.map((start) => (start.kind === 'started' ? start.epoch : 0));
    expect(epochs.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('approvals', () => {
  it('come back with evidence that still has its hash', async () => {
    const { id: workflowId } = await insertedWorkflow();
    const approval = newApproval(workflowId);
    await store.approvals.insert(approval);
    const row = await store.approvals.get(approval.id);
    expect(row).toMatchObject({ ...approval, status: 'pending', votes: [], outcome: null, decidedAt: null });
    expect(hashJson(row?.evidence)).toBe(approval.evidenceHash);
  });

  it('are listed pending first by deadline, then decided newest first, through every page border', async () => {
    const { id: workflowId } = await insertedWorkflow();
    const order: string[] = [];
    for (const [deadline, decided] of [
      [30, null],
      [40, null],
      [50, null],
      [0, 9],
      [0, 8],
    ] as const) {
      const approval = newApproval(workflowId, { deadlineAt: at(deadline) });
      await store.approvals.insert(approval);
      if (decided !== null) {
        await store.approvals.update(approval.id, { status: 'approved', decidedAt: at(decided) });
      }
      order.push(approval.id);
    }
    for (const limit of [1, 2, 3, 5]) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.approvals.list({ workflowId, limit, ...(cursor && { cursor }) });
        seen.push(...page.items.map((row) => row.id));
        cursor = page.next ?? undefined;
      } while (cursor);
      expect(seen).toEqual(order);
    }
    const approved = await store.approvals.list({ workflowId, status: 'approved', limit: 10 });
    expect(approved.items.map((row) => row.id)).toEqual(order.slice(3));
  });

  it('keep votes and outcome', async () => {
    const { id: workflowId } = await insertedWorkflow();
    const approval = newApproval(workflowId);
    await store.approvals.insert(approval);
    const votes = [{ by: 'key_a', decision: 'approve', comment: 'fine', at: at(1).toISOString() }] as const;
    const outcome = { decision: 'approve', approvalId: approval.id, by: 'key_a', comment: 'fine' } as const;
    await store.approvals.update(approval.id, { votes, outcome, status: 'approved', decidedAt: at(1) });
    expect(await store.approvals.lock(approval.id)).toMatchObject({ votes, outcome, status: 'approved' });
  });
});

describe('schedules', () => {
  it('come back as they were written, and are deleted with their ticks', async () => {
    const schedule = newSchedule();
    await store.schedules.insert(schedule);
    expect(await store.schedules.get(schedule.id)).toEqual(schedule);
    await store.schedules.update(schedule.id, { paused: true, nextDueAt: null });
    expect(await store.schedules.lock(schedule.id)).toMatchObject({ paused: true, nextDueAt: null });
    expect(await store.schedules.delete(schedule.id)).toBe(true);
    expect(await store.schedules.delete(schedule.id)).toBe(false);
  });

  it('have one tick for one due time', async () => {
    const schedule = newSchedule({ nextDueAt: at(1_000) });
    await store.schedules.insert(schedule);
    const tick = {
      scheduleId: schedule.id,
      dueAt: at(1),
      status: 'waiting',
      workflowId: null,
      reason: '',
      createdAt: at(1),
    } as const;
    const inserted = await Promise.all([store.schedules.insertTick(tick), store.schedules.insertTick(tick)]);
    expect(inserted.toSorted()).toEqual([false, true]);
    expect(await store.schedules.waitingTicks(10)).toEqual([tick]);
    await store.schedules.updateTick(schedule.id, at(1), { status: 'submitted', workflowId: 'wf_x' });
    expect(await store.schedules.waitingTicks(10)).toEqual([]);
    expect(await store.schedules.ticks(schedule.id, 10)).toEqual([
      { ...tick, status: 'submitted', workflowId: 'wf_x' },
    ]);
  });

  it('that are due are handed to one process only', async () => {
    const due = newSchedule({ nextDueAt: at(5) });
    await store.schedules.insert(due);
    await store.schedules.insert(newSchedule({ nextDueAt: at(5), paused: true }));
    await store.schedules.insert(newSchedule({ nextDueAt: at(900) }));
    await store.transaction(async (one) => {
      expect((await one.schedules.due(at(6), 10)).map((row) => row.id)).toEqual([due.id]);
      await store.transaction(async (other) => {
        expect(await other.schedules.due(at(6), 10)).toEqual([]);
      });
    });
  });

  it('are listed newest first in pages', async () => {
    const newest = newSchedule({ createdAt: at(2_000), nextDueAt: null });
    const older = newSchedule({ createdAt: at(1_000), nextDueAt: null });
    await store.schedules.insert(older);
    await store.schedules.insert(newest);
    const first = await store.schedules.list({ limit: 1 });
    const second = await store.schedules.list({ limit: 1, cursor: first.next ?? '' });
    expect([first.items[0].id, second.items[0].id]).toEqual([newest.id, older.id]);
  });
});

describe('the outbox', () => {
  it('gives undelivered messages to one dispatcher each, oldest first', async () => {
    const [a, b] = [newId('ob'), newId('ob')];
    await store.outbox.add(b, { kind: 'cancel', workflowId: 'wf_b' }, at(2));
    await store.outbox.add(a, { kind: 'dispatch', workflowId: 'wf_a', iteration: 1 }, at(1));
    await store.transaction(async (one) => {
      expect((await one.outbox.take(at(5), 1)).map((row) => row.id)).toEqual([a]);
      await store.transaction(async (other) => {
        expect((await other.outbox.take(at(5), 10)).map((row) => row.id)).toEqual([b]);
      });
    });
    await store.outbox.failed(a, 'queue \0 gone');
    await store.outbox.delivered(b, at(6));
    expect(await store.outbox.take(at(5), 10)).toMatchObject([{ id: a, attempts: 1 }]);
    expect(await store.outbox.take(at(1), 10)).toEqual([]);
    expect(await store.outbox.get(a)).toMatchObject({ message: { kind: 'dispatch', iteration: 1 } });
  });
});

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

  it('takes the same configurations from many searches at once', async () => {
    const family = newId('wf');
    const trials = Array.from({ length: 50 }, (_, i) => trial(family, `${i}`, i / 100));
    await Promise.all(
      [trials, trials.toReversed(), trials].map((list) => store.trials.record(newId('wf'), list, at(1))),
    );
    expect((await store.trials.summary(family)).count).toBe(50);
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
