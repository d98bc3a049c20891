import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../src/kernel/ids.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { newEvent } from './fixtures.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** A promise with its resolver outside. */
function latch(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

const stepsAfter = async (cursor: string | null, workflowId: string) =>
  (await database.store.events.after(cursor, { workflowId, limit: 100 })).map((event) => event.data.step);

describe('the event log', () => {
  it('hands events out after a cursor, in order, none twice', async () => {
    const { events } = database.store;
    const workflowId = newId('wf');
    await events.append([newEvent(workflowId, 1), newEvent(workflowId, 2)]);
    await events.append([newEvent(workflowId, 3)]);
    const [first, second] = await events.after(null, { workflowId, limit: 2 });
    expect([first.data, second.data]).toEqual([{ step: 1 }, { step: 2 }]);
    expect(first).toMatchObject({ workflowId, type: 'workflow.stage', at: newEvent(null, 1).at });
    expect(await stepsAfter(second.cursor, workflowId)).toEqual([3]);
    expect(await stepsAfter(await events.latest({ workflowId }), workflowId)).toEqual([]);
  });

  it('keeps workflows apart, and has a place for events of none', async () => {
    const { events } = database.store;
    const [a, b] = [newId('wf'), newId('wf')];
    const from = await events.latest({});
    await events.append([newEvent(a, 1), newEvent(b, 2), newEvent(null, 3)]);
    expect(await stepsAfter(from, a)).toEqual([1]);
    const all = await events.after(from, { limit: 10 });
    expect(all.map((event) => event.workflowId)).toEqual([a, b, null]);
    expect(await events.latest({ workflowId: newId('wf') })).toBeNull();
  });

  it('holds an event back while an earlier transaction is open, so that no reader steps over it', async () => {
    const { store } = database;
    const workflowId = newId('wf');
    const slowHasWritten = latch();
    const slowMayCommit = latch();
    const slow = store.transaction(async ({ events }) => {
      await events.append([newEvent(workflowId, 1)]);
      slowHasWritten.open();
      await slowMayCommit.opened;
    });
    await slowHasWritten.opened;
    await store.transaction(({ events }) => events.append([newEvent(workflowId, 2)]));
    // The second one has committed, the first one may still commit in front of it.
    expect(await stepsAfter(null, workflowId)).toEqual([]);
    expect(await store.events.latest({ workflowId })).toBeNull();
    slowMayCommit.open();
    await slow;
    expect(await stepsAfter(null, workflowId)).toEqual([1, 2]);
  });

  it('is gapless for a reader that polls while many transactions commit in any order', async () => {
    const { store } = database;
    const workflowId = newId('wf');
    const writers = Array.from({ length: 40 }, (_, step) =>
      store.transaction(async ({ events, workflows }) => {
        await events.append([newEvent(workflowId, step)]);
        if (step % 3 === 0) await workflows.get(workflowId);
        await events.append([newEvent(workflowId, step + 100)]);
      }),
    );
    let isWriting = true;
    const writing = Promise.all(writers).then(() => {
      isWriting = false;
    });
    const seen: unknown[] = [];
    let cursor: string | null = null;
    for (;;) {
      const isLastRound = !isWriting;
      const batch = await store.events.after(cursor, { workflowId, limit: 7 });
      seen.push(...batch.map((event) => event.data.step));
      cursor = batch.at(-1)?.cursor ?? cursor;
      if (isLastRound && batch.length === 0) break;
    }
    await writing;
    const expected = Array.from({ length: 40 }, (_, step) => [step, step + 100]).flat();
    expect([...seen].sort((a, b) => Number(a) - Number(b))).toEqual(expected.sort((a, b) => a - b));
  });

  it('forgets the events of a transaction that failed', async () => {
    const workflowId = newId('wf');
    const failing = database.store.transaction(async ({ events }) => {
      await events.append([newEvent(workflowId, 1)]);
      throw new Error('undone');
    });
    await expect(failing).rejects.toThrow('undone');
    expect(await stepsAfter(null, workflowId)).toEqual([]);
  });

  it.each(['', 'abc', '12', '-1-2', '1-2-3', '99999999999999999999-1', "1-1' or true --"])(
    'refuses the cursor %j, which it did not make',
    async (cursor) => {
      await expect(database.store.events.after(cursor, { limit: 1 })).rejects.toMatchObject({
        code: 'request_invalid',
      });
    },
  );
});
