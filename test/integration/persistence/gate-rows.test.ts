import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/application/ports/store.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { hashJson } from '../../../src/kernel/hash.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { at, newApproval, newSchedule, newWorkflow } from './fixtures.ts';

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
  it('tells what is to be delivered: what failed least often first, then the oldest', async () => {
    const [a, b] = [newId('ob'), newId('ob')];
    await store.outbox.add(b, { kind: 'cancel', workflowId: 'wf_b' }, at(2));
    await store.outbox.add(a, { kind: 'dispatch', workflowId: 'wf_a', iteration: 1 }, at(1));
    const undelivered = async () => (await store.outbox.undelivered(at(5), 10)).map((row) => row.id);
    expect(await undelivered()).toEqual([a, b]);
    await store.outbox.failed(a, 'queue \0 gone');
    expect(await undelivered()).toEqual([b, a]);
    await store.outbox.delivered(b, at(6));
    expect(await store.outbox.undelivered(at(5), 10)).toMatchObject([{ id: a, attempts: 1 }]);
    expect(await store.outbox.undelivered(at(1), 10)).toEqual([]);
    expect(await store.outbox.get(a)).toMatchObject({ message: { kind: 'dispatch', iteration: 1 } });
  });
});
