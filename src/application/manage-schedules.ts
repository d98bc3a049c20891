import { AppError } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import { durationMs, durationSchema } from '../orchestration/spec/duration.ts';
import { parseSpec } from '../orchestration/spec/parse-spec.ts';
import type { WorkflowSpecInput } from '../orchestration/spec/spec.ts';
import type { Actor, ScheduleInput } from './application.ts';
import { nextDue } from './cron.ts';
import type { Dependencies } from './dependencies.ts';
import type { ScheduleRow } from './ports/schedules.ts';
import { PRUNING } from './prune.ts';

/** @throws AppError `spec_invalid`, `request_invalid` for a cron expression, zone or duration that does not parse. */
export async function createSchedule(
  deps: Dependencies,
  input: ScheduleInput,
  actor: Actor,
): Promise<ScheduleRow> {
  const now = new Date(deps.clock.nowMs());
  const schedule: ScheduleRow = {
    id: newId('sc'),
    name: input.name,
    cron: input.cron,
    timeZone: input.timeZone,
    spec: checkedSpec(input.spec),
    overlap: input.overlap,
    catchUpMs: catchUpMs(input.catchUp),
    paused: input.paused,
    nextDueAt: dueUnlessPaused(input, now),
    createdBy: actor.id,
    createdAt: now,
    updatedAt: now,
  };
  await deps.store.schedules.insert(schedule);
  await tellQueue(deps, schedule);
  return schedule;
}

export async function updateSchedule(
  deps: Dependencies,
  scheduleId: string,
  changes: Partial<ScheduleInput>,
): Promise<ScheduleRow> {
  const now = new Date(deps.clock.nowMs());
  const updated = await deps.store.transaction(async (repositories) => {
    const current = await repositories.schedules.lock(scheduleId);
    if (!current) throw notFound(scheduleId);
    const { spec, catchUp, ...plain } = changes;
    const merged = { ...current, ...plain };
    const next = {
      ...plain,
      ...(spec !== undefined && { spec: checkedSpec(spec) }),
      ...(catchUp !== undefined && { catchUpMs: catchUpMs(catchUp) }),
      nextDueAt: dueUnlessPaused(merged, now),
      updatedAt: now,
    };
    await repositories.schedules.update(scheduleId, next);
    return { ...current, ...next };
  });
  await tellQueue(deps, updated);
  return updated;
}

export async function deleteSchedule(deps: Dependencies, scheduleId: string): Promise<void> {
  if (!(await deps.store.schedules.delete(scheduleId))) throw notFound(scheduleId);
  await quietly(deps, scheduleId, () => deps.queue.removeSchedule(scheduleId));
}

/** Makes the queue's schedulers those of Postgres, and the one that prunes: for a store that was lost, or that missed a change. */
export async function syncSchedules(deps: Dependencies): Promise<void> {
  const known = new Set(await deps.queue.scheduleIds());
  for await (const schedule of allSchedules(deps)) {
    const isWanted = !schedule.paused;
    if (isWanted && !known.has(schedule.id)) await deps.queue.upsertSchedule(schedule);
    if (isWanted) known.delete(schedule.id);
  }
  if (!known.delete(PRUNING.id)) await deps.queue.upsertSchedule(PRUNING);
  for (const orphan of known) await deps.queue.removeSchedule(orphan);
}

async function* allSchedules(deps: Dependencies): AsyncGenerator<ScheduleRow> {
  let cursor: string | undefined;
  do {
    const page = await deps.store.schedules.list({ limit: 200, ...(cursor && { cursor }) });
    yield* page.items;
    cursor = page.next ?? undefined;
  } while (cursor);
}

async function tellQueue(deps: Dependencies, schedule: ScheduleRow): Promise<void> {
  await quietly(deps, schedule.id, () =>
    schedule.paused ? deps.queue.removeSchedule(schedule.id) : deps.queue.upsertSchedule(schedule),
  );
}

/** Postgres has the schedule; a queue that is away is told by the reconciler. */
async function quietly(deps: Dependencies, scheduleId: string, tell: () => Promise<void>): Promise<void> {
  try {
    await tell();
  } catch (err) {
    deps.logger.warn({ scheduleId, err }, 'the queue could not be told of the schedule; the reconciler will');
  }
}

/** A schedule keeps the spec as it was written; it is parsed here so that a mistake shows now and not at 3 a.m. */
function checkedSpec(spec: unknown): WorkflowSpecInput {
  parseSpec(spec);
  return spec as WorkflowSpecInput;
}

function catchUpMs(text: string): number {
  if (text === '0') return 0;
  const parsed = durationSchema.safeParse(text);
  if (parsed.success) return durationMs(parsed.data);
  const message = `"${text}" must be 0 or a duration such as "6h"`;
  throw new AppError('request_invalid', `catchUp ${message}.`, { issues: [{ path: 'catchUp', message }] });
}

/** Parses cron and zone even when paused, so that nothing wrong is stored. */
function dueUnlessPaused(
  schedule: Pick<ScheduleInput, 'cron' | 'timeZone' | 'paused'>,
  now: Date,
): Date | null {
  const due = nextDue(schedule.cron, schedule.timeZone, now);
  return schedule.paused ? null : due;
}

const notFound = (id: string): AppError => new AppError('not_found', `There is no schedule ${id}.`);
