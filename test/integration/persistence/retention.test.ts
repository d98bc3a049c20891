import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { WorkflowChanges } from '../../../src/application/ports/workflows.ts';
import { prune, type Retention } from '../../../src/application/prune.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { at, newApproval, newCheckpoint, newSchedule, newWorkflow } from './fixtures.ts';

const DAY_MS = 86_400_000;
const RETENTION: Retention = { messagesDays: 7, historyDays: 90, fitsDays: 30 };
const clock = fixedClock(at(0).getTime());
const ago = (days: number): Date => new Date(clock.nowMs() - days * DAY_MS);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(clock);
});
afterAll(() => database.drop());
afterEach(() => database.db.pool.query('truncate workflows, events, outbox, schedules cascade'));

const written: object[] = [];
const logger = { info: (fields: object) => written.push(fields) } as never;
const run = (retention = RETENTION, signal = new AbortController().signal) =>
  prune({ store: database.store, clock, logger }, retention, signal);

/** A workflow of three checkpoints with a report of progress and a stage event. */
async function workflowWith(changes: WorkflowChanges): Promise<{ id: string; checkpoints: string[] }> {
  const { store } = database;
  const workflow = newWorkflow();
  await store.workflows.insert(workflow);
  const checkpoints = [1, 2, 3].map((iteration) => newCheckpoint(workflow.id, iteration));
  for (const checkpoint of checkpoints) await store.checkpoints.insert(checkpoint);
  await store.workflows.update(workflow.id, changes);
  await store.events.append(
    (['agent.progress', 'workflow.stage'] as const).map((type) => ({
      workflowId: workflow.id,
      type,
      at: ago(200),
      data: {},
    })),
  );
  return { id: workflow.id, checkpoints: checkpoints.map(({ id }) => id) };
}

/** Iterations whose state is still there, and the types of the events that are. */
async function leftOf({ id, checkpoints }: { id: string; checkpoints: readonly string[] }) {
  const { rows } = await database.db.pool.query<{ type: string }>(
    'select type from events where workflow_id = $1 order by type',
    [id],
  );
  const { rows: states } = await database.db.pool.query<{ iteration: number }>(
    'select iteration from checkpoints where workflow_id = $1 and state is not null order by iteration',
    [id],
  );
  expect(await database.store.checkpoints.list(id)).toHaveLength(checkpoints.length);
  return { states: states.map((row) => row.iteration), events: rows.map((row) => row.type) };
}

const EVERYTHING = { states: [1, 2, 3], events: ['agent.progress', 'workflow.stage'] };

describe('what is kept', () => {
  it.each([
    ['runs', { status: 'running' }],
    ['waits for a person', { status: 'awaiting_approval', stage: 'human_review' }],
    ['ended a day too late', { status: 'completed', stage: 'completed', finishedAt: ago(89) }],
  ] as const)('is everything of a workflow that %s', async (_what, changes) => {
    const workflow = await workflowWith(changes);
    const approval = newApproval(workflow.id, { requestedAt: ago(300) });
    await database.store.approvals.insert(approval);
    expect(await run()).toEqual({});
    expect(await leftOf(workflow)).toEqual(EVERYTHING);
    expect(await database.store.approvals.get(approval.id)).toMatchObject({ status: 'pending' });
  });

  it('is every state of a workflow that failed: it can be resumed', async () => {
    const workflow = await workflowWith({ status: 'failed', stage: 'failed', finishedAt: ago(300) });
    expect(await run()).toEqual({ progress_events: 1 });
    expect(await leftOf(workflow)).toEqual({ states: [1, 2, 3], events: ['workflow.stage'] });
  });

  it('is the last state of a workflow that ended for good; an earlier one says why it is gone', async () => {
    const { store } = database;
    for (const status of ['completed', 'rejected', 'cancelled'] as const) {
      const workflow = await workflowWith({ status, stage: status, finishedAt: ago(91) });
      expect(await run()).toEqual({ checkpoint_states: 2, progress_events: 1 });
      expect(await leftOf(workflow)).toEqual({ states: [3], events: ['workflow.stage'] });
      expect(await store.checkpoints.latest(workflow.id)).toMatchObject({ iteration: 3 });
      await expect(store.checkpoints.get(workflow.checkpoints[0])).rejects.toMatchObject({
        code: 'not_found',
        message: expect.stringContaining('BULLWRIGHT_KEEP_HISTORY_DAYS'),
      });
      expect(await run()).toEqual({});
    }
  });

  it('is a message nobody delivered, however old, and an answer that is young', async () => {
    const { outbox, idempotency } = database.store;
    const message = { kind: 'cancel', workflowId: newId('wf') } as const;
    for (const id of ['ob_old', 'ob_young', 'ob_waiting']) await outbox.add(id, message, ago(400));
    await outbox.delivered('ob_old', ago(8));
    await outbox.delivered('ob_young', ago(6));
    for (const [key, days] of [
      ['old', 8],
      ['young', 6],
    ] as const) {
      await idempotency.claim({ owner: 'key_a', key, requestHash: 'h' }, ago(days), ago(days));
      await idempotency.complete('key_a', key, { status: 202, headers: {}, body: { key } });
    }
    expect(await run()).toEqual({ messages: 1, answers: 1 });
    expect(await outbox.get('ob_old')).toBeNull();
    expect(await outbox.get('ob_young')).not.toBeNull();
    expect(await outbox.get('ob_waiting')).not.toBeNull();
    const again = (key: string) =>
      idempotency.claim({ owner: 'key_a', key, requestHash: 'h' }, ago(0), ago(1));
    expect(await again('young')).toMatchObject({ claimed: false, record: { response: { status: 202 } } });
    expect(await again('old')).toMatchObject({ claimed: true });
  });

  it('is a time of a schedule that waits for its predecessor', async () => {
    const { schedules } = database.store;
    const schedule = newSchedule();
    await schedules.insert(schedule);
    for (const [status, days] of [
      ['waiting', 300],
      ['missed', 299],
      ['submitted', 298],
      ['skipped', 10],
    ] as const) {
      const tick = {
        scheduleId: schedule.id,
        dueAt: ago(days),
        workflowId: null,
        reason: 'x',
        createdAt: at(0),
      };
      await schedules.insertTick({ ...tick, status });
    }
    expect(await run()).toEqual({ schedule_ticks: 2 });
    const left = await schedules.ticks(schedule.id, 10);
    expect(left.map((tick) => tick.status)).toEqual(['skipped', 'waiting']);
  });

  it('is everything with 0 days', async () => {
    await workflowWith({ status: 'completed', stage: 'completed', finishedAt: ago(4_000) });
    await database.store.outbox.add('ob_1', { kind: 'cancel', workflowId: 'wf_x' }, ago(4_000));
    await database.store.outbox.delivered('ob_1', ago(4_000));
    expect(await run({ messagesDays: 0, historyDays: 0, fitsDays: 0 })).toEqual({});
  });

  it('is the whole ledger: trials, verdicts, openings of sealed segments, and where studies stopped', async () => {
    const { id } = await workflowWith({ status: 'rejected', stage: 'rejected', finishedAt: ago(4_000) });
    const old = ago(4_000);
    await database.db.pool.query(
      `insert into trials (id, workflow_id, family, config_hash, status, params, seed, dataset_id, fold_scores, created_at)
       values ('tr_1', $1, 'f', 'c', 'completed', '{}', 7, 'd', '[]', $2)`,
      [id, old],
    );
    await database.db.pool.query(
      `insert into verdicts (workflow_id, attempt, model_id, passed, verdict_hash, at) values ($1, 1, 'm', false, 'v', $2)`,
      [id, old],
    );
    await database.db.pool.query(
      `insert into unsealings (lineage, workflow_id, role, model_id, artifact_hash, reason, at)
       values ('l', $1, 'validation_agent', 'm', 'a', 'r', $2)`,
      [id, old],
    );
    await database.db.pool.query(
      `insert into study_stops (key, trials, reason, train_ms, workflow_id, created_at) values ('k', 3, 'time', 1, $1, $2)`,
      [id, old],
    );
    expect(await run()).toEqual({ checkpoint_states: 2, progress_events: 1 });
    for (const table of ['trials', 'verdicts', 'unsealings', 'study_stops']) {
      const { rowCount } = await database.db.pool.query(`select from ${table} where workflow_id = $1`, [id]);
      expect([table, rowCount]).toEqual([table, 1]);
    }
  });
});

describe('pruning', () => {
  it('goes on in batches until nothing is left, steps around rows others hold, and tells what went', async () => {
    const { outbox } = database.store;
    await database.db.pool.query(
      `insert into outbox (id, message, created_at, delivered_at)
       select 'ob_' || i, '{"kind":"cancel","workflowId":"wf_x"}', $1, $1 from generate_series(1, 2500) i`,
      [ago(30)],
    );
    const holder = await database.db.pool.connect();
    try {
      await holder.query(`begin; select id from outbox where id = 'ob_1' for update`);
      expect(await run()).toEqual({ messages: 2_499 });
    } finally {
      await holder.query('rollback');
      holder.release();
    }
    expect(await outbox.get('ob_1')).not.toBeNull();
    expect(written.at(-1)).toEqual({ pruned: { messages: 2_499 } });
  });

  it('is done by one process at a time, and ends between two batches when it is told to', async () => {
    await database.store.exclusively('pruning', async () => {
      expect(await run()).toBeUndefined();
    });
    const stop = AbortSignal.abort(new Error('stopping'));
    await expect(run(RETENTION, stop)).rejects.toThrow('stopping');
  });
});
