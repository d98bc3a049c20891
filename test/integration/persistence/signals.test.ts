import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../src/kernel/ids.ts';
import { createSignals } from '../../../src/persistence/signals.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { newEvent } from './fixtures.ts';

type Signals = ReturnType<typeof createSignals>;
let database: TestDatabase;
let started: Signals[] = [];
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((signals) => signals.stop()));
  await database.drop();
});

async function startedSignals(onLost?: (error: Error) => void): Promise<Signals> {
  const signals = createSignals({ connectionString: database.connectionString, ...(onLost && { onLost }) });
  await signals.start();
  started = [...started, signals];
  return signals;
}

/** Collects what a listener is told; `next` waits for the next one. */
function inbox<T>(): { readonly receive: (value: T) => void; next(): Promise<T> } {
  const values: T[] = [];
  const waiting: ((value: T) => void)[] = [];
  return {
    receive: (value) => {
      const taker = waiting.shift();
      if (taker) taker(value);
      else values.push(value);
    },
    next: () =>
      values.length > 0
        ? Promise.resolve(values.shift() as T)
        : new Promise((resolve) => waiting.push(resolve)),
  };
}

describe('signals', () => {
  it('tell every process of committed events, once a workflow and statement', async () => {
    const [here, there] = [inbox<string | null>(), inbox<string | null>()];
    (await startedSignals()).onEvents(here.receive);
    (await startedSignals()).onEvents(there.receive);
    const workflowId = newId('wf');
    await database.store.events.append([newEvent(workflowId, 1), newEvent(workflowId, 2)]);
    await database.store.events.append([newEvent(null, 3)]);
    expect([await here.next(), await here.next()]).toEqual([workflowId, null]);
    expect([await there.next(), await there.next()]).toEqual([workflowId, null]);
  });

  it('say nothing of events that were rolled back', async () => {
    const box = inbox<string | null>();
    (await startedSignals()).onEvents(box.receive);
    const undone = database.store.transaction(async ({ events }) => {
      await events.append([newEvent(newId('wf'), 1)]);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    const kept = newId('wf');
    await database.store.events.append([newEvent(kept, 1)]);
    expect(await box.next()).toBe(kept);
  });

  it('carry a cancellation to the other processes, until a listener leaves', async () => {
    const [staying, leaving] = [inbox<string>(), inbox<string>()];
    const signals = await startedSignals();
    signals.onCancel(staying.receive);
    const leave = signals.onCancel(leaving.receive);
    const sender = await startedSignals();
    await sender.announceCancel('wf_1');
    expect([await staying.next(), await leaving.next()]).toEqual(['wf_1', 'wf_1']);
    leave();
    await sender.announceCancel('wf_2');
    expect(await staying.next()).toBe('wf_2');
    const unheard = leaving.next();
    await expect(Promise.race([unheard, Promise.resolve('nothing')])).resolves.toBe('nothing');
  });

  it('come again after the server dropped the connection', async () => {
    const lost = inbox<Error>();
    const box = inbox<string>();
    const signals = await startedSignals(lost.receive);
    signals.onCancel(box.receive);
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'bullwright signals'`.execute(
      database.db.kysely,
    );
    await lost.next();
    await expect(signals.announceCancel('wf_1')).rejects.toMatchObject({ code: 'database_unavailable' });
    for (;;) {
      const isBack = await signals.announceCancel('wf_2').then(
        () => true,
        () => new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 20)),
      );
      if (isBack) break;
    }
    expect(await box.next()).toBe('wf_2');
  });

  it('say clearly that there is no server, and stop while they look for one', async () => {
    const signals = createSignals({ connectionString: 'postgresql://a:secret@127.0.0.1:1/x' });
    await expect(signals.start()).rejects.toMatchObject({
      code: 'database_unavailable',
      message: expect.not.stringContaining('secret'),
    });
    await signals.stop();
    await signals.stop();
  });
});
