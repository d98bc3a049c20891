import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScheduleInput } from '../../../src/application/application.ts';
import { syncSchedules } from '../../../src/application/manage-schedules.ts';
import { PRUNING } from '../../../src/application/prune.ts';
import { reconcile } from '../../../src/application/reconcile.ts';
import { tickDueSchedules, tickSchedule } from '../../../src/application/tick-schedule.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { createMetrics } from '../../../src/observability/metrics.ts';
import { createRunningJobs } from '../../../workers/running-jobs.ts';
import { schedulerWorker } from '../../../workers/scheduler.ts';
import { ANN, describeOnBothStores, SAMPLE } from '../../support/both-stores.ts';
import { createTestPlatform, type TestPlatform } from '../../support/platform.ts';
import { describeWithRedis } from '../../support/redis.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2026-03-02T00:30:00Z');

const hourly: ScheduleInput = {
  name: 'hourly',
  cron: '0 * * * *',
  timeZone: 'UTC',
  spec: SAMPLE,
  overlap: 'skip',
  catchUp: '0',
  paused: false,
};

describe('a schedule', () => {
  let platform: TestPlatform;
  const clock = fixedClock(START_MS);
  beforeAll(async () => {
    platform = await createTestPlatform({ queue: 'postgres', clock });
  });
  afterAll(() => platform.stop());

  const create = (changes: Partial<ScheduleInput> = {}) =>
    platform.application.createSchedule({ ...hourly, ...changes }, ANN);
  const ticksOf = async (id: string) =>
    (await platform.dependencies.store.schedules.ticks(id, 100)).map(({ status, dueAt }) => [
      status,
      dueAt.toISOString(),
    ]);
  const toNextHour = (lateMs = 1_000) => clock.advance(HOUR_MS - (clock.nowMs() % HOUR_MS) + lateMs);

  it('submits one workflow a due time, however often it is asked', async () => {
    const { id, nextDueAt } = await create();
    expect(nextDueAt!.getTime() % HOUR_MS).toBe(0);
    await tickSchedule(platform.dependencies, id);
    expect(await ticksOf(id)).toEqual([]);
    toNextHour();
    await Promise.all([1, 2, 3].map(() => tickSchedule(platform.dependencies, id)));
    expect(await ticksOf(id)).toEqual([['submitted', nextDueAt!.toISOString()]]);
    const page = await platform.dependencies.store.workflows.list({ scheduleId: id, limit: 10 });
    expect(page.items).toHaveLength(1);
  });

  it('skips while the workflow before it is still going', async () => {
    const { id } = await create();
    toNextHour();
    await tickSchedule(platform.dependencies, id);
    toNextHour();
    await tickSchedule(platform.dependencies, id);
    expect((await ticksOf(id)).map(([status]) => status)).toEqual(['skipped', 'submitted']);
  });

  it('cancels the one before, or waits for it, when that is the policy', async () => {
    const cancelling = await create({ overlap: 'cancel_previous' });
    const queueing = await create({ overlap: 'queue' });
    for (let i = 0; i < 2; i++) {
      toNextHour();
      await tickSchedule(platform.dependencies, cancelling.id);
      await tickSchedule(platform.dependencies, queueing.id);
    }
    const { workflows } = platform.dependencies.store;
    const [, first] = (await workflows.list({ scheduleId: cancelling.id, limit: 10 })).items;
    expect(first.cancelRequestedAt).not.toBeNull();
    expect((await ticksOf(queueing.id)).map(([status]) => status)).toEqual(['waiting', 'submitted']);

    const [running] = (await workflows.list({ scheduleId: queueing.id, limit: 10 })).items;
    await workflows.update(running.id, {
      status: 'completed',
      stage: 'completed',
      finishedAt: new Date(clock.nowMs()),
    });
    await tickDueSchedules(platform.dependencies);
    expect((await ticksOf(queueing.id)).map(([status]) => status)).toEqual(['submitted', 'submitted']);
  });

  it('lists what was missed, and makes up for the latest only when it is young enough', async () => {
    const strict = await create();
    const lenient = await create({ catchUp: '2h' });
    clock.advance(3 * HOUR_MS + HOUR_MS / 4);
    await tickDueSchedules(platform.dependencies);
    expect((await ticksOf(strict.id)).map(([status]) => status)).toEqual(['missed', 'missed', 'missed']);
    expect((await ticksOf(lenient.id)).map(([status]) => status)).toEqual(['submitted', 'missed', 'missed']);
  });

  it('of the platform itself lets go of what was kept long enough, and counts it', async () => {
    const { dependencies } = platform;
    const old = new Date(clock.nowMs() - 8 * 24 * HOUR_MS);
    await dependencies.store.outbox.add('ob_old', { kind: 'cancel', workflowId: 'wf_x' }, old);
    await dependencies.store.outbox.delivered('ob_old', old);
    const metrics = createMetrics();
    const { retention } = loadConfig({});
    const process = schedulerWorker.processor({
      dependencies,
      metrics,
      retention,
      running: createRunningJobs(),
    });
    const job = { data: { scheduleId: PRUNING.id }, opts: {}, attemptsMade: 0 };
    await process(job as Parameters<typeof process>[0], 'token');
    expect(await dependencies.store.outbox.get('ob_old')).toBeNull();
    expect(await metrics.render()).toContain('bullwright_pruned_rows_total{kind="messages"} 1');
  });

  it('waits once: two that start what waits make one workflow, also when it has ended in between', async () => {
    const { store } = platform.dependencies;
    const { id } = await create({ overlap: 'queue' });
    for (let i = 0; i < 2; i++) {
      toNextHour();
      await tickSchedule(platform.dependencies, id);
    }
    const end = async () => {
      const [running] = (await store.workflows.list({ scheduleId: id, limit: 10 })).items;
      const finishedAt = new Date(clock.nowMs());
      await store.workflows.update(running.id, { status: 'completed', stage: 'completed', finishedAt });
    };
    await end();
    // Another process has read what waits before this one starts it.
    const waiting = await store.schedules.waitingTicks(10);
    const late = { ...store, schedules: { ...store.schedules, waitingTicks: async () => waiting } };
    await tickDueSchedules(platform.dependencies);
    await end();
    await tickDueSchedules({ ...platform.dependencies, store: late });
    expect((await store.workflows.list({ scheduleId: id, limit: 10 })).items).toHaveLength(2);
  });

  it('goes on when its spec is no longer valid, says so, and keeps no other waiting', async () => {
    const { store } = platform.dependencies;
    const broken = await create({ overlap: 'queue' });
    toNextHour();
    await tickSchedule(platform.dependencies, broken.id);
    toNextHour();
    await tickSchedule(platform.dependencies, broken.id);
    const fine = await create();
    // As a version with other rules finds it.
    await store.schedules.update(broken.id, { spec: { market: 'of old' } as never });
    const [running] = (await store.workflows.list({ scheduleId: broken.id, limit: 1 })).items;
    const finishedAt = new Date(clock.nowMs());
    await store.workflows.update(running.id, { status: 'completed', stage: 'completed', finishedAt });
    toNextHour(10_000);
    await tickDueSchedules(platform.dependencies);
    expect((await ticksOf(broken.id)).map(([status]) => status)).toEqual(['missed', 'missed', 'submitted']);
    const [latest] = await store.schedules.ticks(broken.id, 1);
    expect(latest.reason).toContain('no longer valid');
    expect((await ticksOf(fine.id)).map(([status]) => status)).toEqual(['submitted']);
    expect((await store.schedules.get(broken.id))!.nextDueAt!.getTime()).toBeGreaterThan(clock.nowMs());
    await expect(platform.application.triggerSchedule(broken.id)).rejects.toMatchObject({
      code: 'spec_invalid',
    });
  });

  it('goes past a time that has its tick already', async () => {
    const { store } = platform.dependencies;
    const { id, nextDueAt } = await create();
    toNextHour();
    await tickSchedule(platform.dependencies, id);
    // A process whose clock is behind has put the schedule back.
    await store.schedules.update(id, { nextDueAt });
    await tickSchedule(platform.dependencies, id);
    expect(await ticksOf(id)).toHaveLength(1);
    expect((await store.schedules.get(id))!.nextDueAt!.getTime()).toBeGreaterThan(clock.nowMs());
  });

  it('triggers now, under the same policy', async () => {
    const { id } = await create();
    expect(await platform.application.triggerSchedule(id)).toMatchObject({ status: 'submitted' });
    clock.advance(1);
    expect(await platform.application.triggerSchedule(id)).toMatchObject({ status: 'skipped' });
  });

  it('keeps to the local time of its zone through a change of the clock', async () => {
    // Berlin moves from UTC+1 to UTC+2 on 2026-03-29.
    clock.advance(Date.parse('2026-03-28T12:00:00Z') - clock.nowMs());
    const { nextDueAt, id } = await create({ cron: '0 9 * * *', timeZone: 'Europe/Berlin' });
    expect(nextDueAt?.toISOString()).toBe('2026-03-29T07:00:00.000Z');
    await platform.application.updateSchedule(id, { timeZone: 'UTC' });
    expect((await platform.dependencies.store.schedules.get(id))?.nextDueAt?.toISOString()).toBe(
      '2026-03-29T09:00:00.000Z',
    );
  });

  it('has no due time while it is paused', async () => {
    const { id } = await create();
    expect(await platform.application.updateSchedule(id, { paused: true })).toMatchObject({
      nextDueAt: null,
    });
    clock.advance(5 * HOUR_MS);
    await tickDueSchedules(platform.dependencies);
    expect(await ticksOf(id)).toEqual([]);
  });

  it.each([
    [{ cron: 'every day' }, 'request_invalid'],
    [{ cron: '61 * * * *' }, 'request_invalid'],
    [{ timeZone: 'Mars/Olympus' }, 'request_invalid'],
    [{ catchUp: 'a while' }, 'request_invalid'],
    [{ spec: {} }, 'spec_invalid'],
  ])('refuses %j', async (changes, code) => {
    await expect(create(changes)).rejects.toMatchObject({ code });
  });
});

describeOnBothStores('the schedulers of the queue', (queue) => {
  it('follow PostgreSQL', async () => {
    const platform = await createTestPlatform({ queue });
    try {
      const { application, dependencies, producer } = platform;
      const kept = await application.createSchedule(hourly, ANN);
      const paused = await application.createSchedule({ ...hourly, paused: true }, ANN);
      expect(await producer.scheduleIds()).toEqual([kept.id]);
      await producer.removeSchedule(kept.id);
      await producer.upsertSchedule({ id: paused.id, cron: hourly.cron, timeZone: 'UTC' });
      for (const _round of [1, 2]) {
        await syncSchedules(dependencies);
        expect([...(await producer.scheduleIds())].sort()).toEqual([PRUNING.id, kept.id]);
      }
      await application.deleteSchedule(kept.id);
      expect(await producer.scheduleIds()).toEqual([PRUNING.id]);
    } finally {
      await platform.stop();
    }
  });
});

describeWithRedis('a schedule while Redis is away', () => {
  it('is ticked all the same', async () => {
    const clock = fixedClock(START_MS);
    const platform = await createTestPlatform({ queue: 'redis', clock });
    try {
      const { id } = await platform.application.createSchedule(hourly, ANN);
      clock.advance(HOUR_MS / 2 + 10_000);
      await platform.backend.close();
      await expect(reconcile(platform.dependencies, { graceMs: 0, after: null })).rejects.toMatchObject({
        code: 'queue_unavailable',
      });
      const ticks = await platform.dependencies.store.schedules.ticks(id, 10);
      expect(ticks.map(({ status }) => status)).toEqual(['submitted']);
    } finally {
      await platform.stop();
    }
  });
});
