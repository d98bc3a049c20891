import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/application/ports/store.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { at, newCheckpoint, newWorkflow } from './fixtures.ts';

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
    const { onceKey, ...workflow } = await insertedWorkflow({
      parentId: 'wf_p',
      parentCheckpointId: 'ck_p',
      onceKey: 'once',
    });
    expect(await store.workflows.findByOnceKey(onceKey!)).toBe(workflow.id);
    expect(await store.workflows.findByOnceKey('other')).toBeNull();
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
    const round = (after: string | null) => store.workflows.unfinished(at(-50), { after, limit: 10 });
    expect((await round(null)).map((row) => row.id)).toEqual([old.id]);
    expect(await round(old.id)).toEqual([]);
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
