import { AppError, toAppError } from '../kernel/errors.ts';
import { parseSpec } from '../orchestration/spec/parse-spec.ts';
import { STATUSES } from '../orchestration/stages.ts';
import type { Actor } from './application.ts';
import { requestCancel } from './cancel-workflow.ts';
import { dueBetween, nextDue } from './cron.ts';
import type { Dependencies } from './dependencies.ts';
import { deliverNow } from './outbox-relay.ts';
import type { ScheduleRow, TickRow } from './ports/schedules.ts';
import type { Repositories } from './ports/store.ts';
import type { WorkflowRow } from './ports/workflows.ts';
import { insertWorkflow } from './submit-workflow.ts';

/** A tick this late is on time: queues and clocks are never exact. */
const ON_TIME_MS = 60_000;
/** Missed due times that get a row of their own; older ones are not listed. */
const MISSED_LIMIT = 50;

/**
 * Submits what a schedule owes: the due time that has come, or the latest one that was missed if it is young enough to
 * be made up for. Rows are unique by (schedule, due time), so any number of callers makes one workflow.
 */
export async function tickSchedule(deps: Dependencies, scheduleId: string): Promise<void> {
  const now = new Date(deps.clock.nowMs());
  const outboxIds = await deps.store.transaction(async (repositories) => {
    const schedule = await repositories.schedules.lock(scheduleId);
    return schedule ? tickLocked(repositories, schedule, now) : [];
  });
  for (const id of outboxIds) await deliverNow(deps, id);
}

/** Ticks every schedule that is due, and starts waiting ticks whose predecessor has ended. */
export async function tickDueSchedules(deps: Dependencies): Promise<void> {
  const now = new Date(deps.clock.nowMs());
  // A little late on purpose: the queue's own tick comes first when it works.
  const overdue = new Date(now.getTime() - 5_000);
  const due = await deps.store.transaction((repositories) => repositories.schedules.due(overdue, 100));
  for (const { id } of due) await alone(deps, id, () => tickSchedule(deps, id));
  for (const tick of await deps.store.schedules.waitingTicks(100)) {
    await alone(deps, tick.scheduleId, () => startWaiting(deps, tick));
  }
}

/** One schedule that cannot be ticked must not keep the others waiting. */
async function alone(deps: Dependencies, scheduleId: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.retryable) throw error;
    deps.logger.error({ scheduleId, err: error }, 'a schedule could not be ticked');
  }
}

/** Submits now. The tick's due time is the moment of the call. */
export async function triggerSchedule(deps: Dependencies, scheduleId: string): Promise<TickRow> {
  const now = new Date(deps.clock.nowMs());
  const { tick, outboxIds } = await deps.store.transaction(async (repositories) => {
    const schedule = await repositories.schedules.lock(scheduleId);
    if (!schedule) throw new AppError('not_found', `There is no schedule ${scheduleId}.`);
    const done = await runTick(repositories, schedule, { dueAt: now, now, reason: 'triggered by hand' });
    if (done) return done;
    throw new AppError('conflict', `The schedule ${scheduleId} has ticked for ${now.toISOString()}.`);
  });
  for (const id of outboxIds) await deliverNow(deps, id);
  return tick;
}

async function tickLocked(repositories: Repositories, schedule: ScheduleRow, now: Date): Promise<string[]> {
  if (schedule.paused || !schedule.nextDueAt || schedule.nextDueAt > now) return [];
  const { cron, timeZone } = schedule;
  const later = dueBetween(cron, timeZone, { after: schedule.nextDueAt, until: now, limit: MISSED_LIMIT });
  const due = [schedule.nextDueAt, ...later];
  const latest = due.at(-1)!;
  const latenessMs = now.getTime() - latest.getTime();
  const mistake = mistakeOf(schedule);
  const isWorthIt = mistake === null && latenessMs <= Math.max(ON_TIME_MS, schedule.catchUpMs);

  for (const missedAt of isWorthIt ? due.slice(0, -1) : due) {
    await repositories.schedules.insertTick(missed(schedule, missedAt, { now, reason: mistake ?? TOO_OLD }));
  }
  await repositories.schedules.update(schedule.id, {
    nextDueAt: nextDue(cron, timeZone, now),
    updatedAt: now,
  });
  if (!isWorthIt) return [];
  const reason = latenessMs <= ON_TIME_MS ? 'due' : 'made up for: nothing ran at its time';
  return (await runTick(repositories, schedule, { dueAt: latest, now, reason }))?.outboxIds ?? [];
}

const TOO_OLD = 'nothing ran at its time, and it is too old to be made up for';

/** What makes the spec of a schedule impossible: it was valid when it was stored, by the rules of that time. */
function mistakeOf({ spec }: ScheduleRow): string | null {
  try {
    parseSpec(spec);
    return null;
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'spec_invalid') throw error;
    return `the spec is no longer valid: ${error.message}`;
  }
}

interface TickTime {
  readonly dueAt: Date;
  readonly now: Date;
  readonly reason: string;
}

/** One tick under the overlap policy; null when there is one of this time. The row of the schedule is locked. */
async function runTick(
  repositories: Repositories,
  schedule: ScheduleRow,
  { dueAt, now, reason }: TickTime,
): Promise<{ tick: TickRow; outboxIds: string[] } | null> {
  const active = await activeWorkflow(repositories, schedule.id);
  const base = { scheduleId: schedule.id, dueAt, createdAt: now };
  if (active && schedule.overlap !== 'cancel_previous') {
    const status = schedule.overlap === 'skip' ? ('skipped' as const) : ('waiting' as const);
    const tick: TickRow = {
      ...base,
      status,
      workflowId: null,
      reason: `${active.id} is still ${active.status}`,
    };
    return (await repositories.schedules.insertTick(tick)) ? { tick, outboxIds: [] } : null;
  }
  const claim: TickRow = { ...base, status: 'submitted', workflowId: null, reason };
  if (!(await repositories.schedules.insertTick(claim))) return null;
  const cancelled =
    active && !active.cancelRequestedAt ? await cancelPrevious(repositories, active, schedule, now) : [];
  const { workflowId, outboxId } = await submitFor(repositories, schedule, now);
  await repositories.schedules.updateTick(schedule.id, dueAt, { workflowId });
  await announce(repositories, schedule, { workflowId, dueAt, now });
  const tick: TickRow = { ...claim, workflowId };
  return { tick, outboxIds: [...cancelled, ...(outboxId ? [outboxId] : [])] };
}

async function cancelPrevious(
  repositories: Repositories,
  active: WorkflowRow,
  schedule: ScheduleRow,
  now: Date,
): Promise<string[]> {
  const locked = await repositories.workflows.lock(active.id);
  if (!locked || locked.finishedAt) return [];
  return requestCancel(repositories, locked, actorOf(schedule), now);
}

/** A tick that waited for its predecessor. */
async function startWaiting(deps: Dependencies, tick: TickRow): Promise<void> {
  const now = new Date(deps.clock.nowMs());
  const outboxId = await deps.store.transaction(async (repositories) => {
    const schedule = await repositories.schedules.lock(tick.scheduleId);
    // Whoever held the lock before may have started it, and its workflow may have ended since.
    const current = schedule && (await repositories.schedules.tick(tick.scheduleId, tick.dueAt));
    if (!schedule || current?.status !== 'waiting') return null;
    if (await activeWorkflow(repositories, tick.scheduleId)) return null;
    const mistake = mistakeOf(schedule);
    if (mistake !== null) {
      await repositories.schedules.updateTick(tick.scheduleId, tick.dueAt, {
        status: 'missed',
        reason: mistake,
      });
      return null;
    }
    const started = await submitFor(repositories, schedule, now);
    await repositories.schedules.updateTick(tick.scheduleId, tick.dueAt, {
      status: 'submitted',
      workflowId: started.workflowId,
      reason: 'the workflow before it has ended',
    });
    await announce(repositories, schedule, { workflowId: started.workflowId, dueAt: tick.dueAt, now });
    return started.outboxId;
  });
  await deliverNow(deps, outboxId);
}

const submitFor = (repositories: Repositories, schedule: ScheduleRow, now: Date) =>
  insertWorkflow(
    repositories,
    { spec: schedule.spec, actor: actorOf(schedule), scheduleId: schedule.id },
    now,
  );

const actorOf = (schedule: ScheduleRow): Actor => ({
  id: schedule.createdBy,
  name: `schedule ${schedule.name}`,
});

const ACTIVE = STATUSES.filter((status) => ['queued', 'running', 'awaiting_approval'].includes(status));

async function activeWorkflow(repositories: Repositories, scheduleId: string): Promise<WorkflowRow | null> {
  for (const status of ACTIVE) {
    const page = await repositories.workflows.list({ scheduleId, status, limit: 1 });
    if (page.items.length > 0) return page.items[0];
  }
  return null;
}

const missed = (
  schedule: ScheduleRow,
  dueAt: Date,
  { now, reason }: { readonly now: Date; readonly reason: string },
): TickRow => ({
  scheduleId: schedule.id,
  dueAt,
  status: 'missed',
  workflowId: null,
  reason,
  createdAt: now,
});

async function announce(
  repositories: Repositories,
  schedule: ScheduleRow,
  tick: { workflowId: string; dueAt: Date; now: Date },
): Promise<void> {
  await repositories.events.append([
    {
      workflowId: tick.workflowId,
      type: 'schedule.ticked',
      at: tick.now,
      data: { scheduleId: schedule.id, name: schedule.name, dueAt: tick.dueAt.toISOString() },
    },
  ]);
}
