import { z } from 'zod';
import type { ScheduleRow, TickRow } from '../../application/ports/schedules.ts';
import { durationSchema } from '../../orchestration/spec/duration.ts';
import { timeSchema, toTime, toTimeOrNull } from './common.ts';
import { specDocument } from './workflow.ts';

const overlap = z.enum(['skip', 'queue', 'cancel_previous']).meta({
  description: 'What happens to a tick while the workflow of an earlier one is still going.',
});

/** A length of time, or `0` for none. */
const catchUp = z.union([z.literal('0'), durationSchema]).meta({
  description: 'A tick missed no longer ago than this is made up for: the latest one. `0`: none.',
  example: '6h',
});

const fields = {
  name: z.string().trim().min(1).max(200),
  cron: z.string().trim().min(1).max(200).meta({ description: 'Five fields.', example: '30 22 * * 1-5' }),
  timeZone: z
    .string()
    .refine(isTimeZone, 'must be an IANA time zone such as "Europe/London" or "UTC"')
    .meta({ example: 'Europe/London' }),
  overlap,
  catchUp,
  paused: z.boolean(),
};

/** The spec itself is parsed by the use case, which answers 422 with every problem. */
const anySpec = z.record(z.string(), z.unknown());

export const scheduleBodySchema = z.strictObject({
  name: fields.name,
  cron: fields.cron,
  timeZone: fields.timeZone.default('UTC'),
  spec: anySpec,
  overlap: overlap.default('skip'),
  catchUp: catchUp.default('0'),
  paused: fields.paused.default(false),
});

export const scheduleBodyDocument = scheduleBodySchema
  .extend({ spec: specDocument })
  .meta({ id: 'ScheduleInput' });

export const scheduleChangesSchema = z
  .strictObject({ ...fields, spec: anySpec })
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, 'must change something');

export const scheduleChangesDocument = z
  .strictObject({ ...fields, spec: specDocument })
  .partial()
  .meta({ id: 'ScheduleChanges' });

export const scheduleSchema = z
  .strictObject({
    id: z.string(),
    ...fields,
    catchUp: z.string(),
    spec: specDocument,
    nextDueAt: timeSchema.nullable().meta({ description: 'Null while paused.' }),
    createdBy: z.string(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
    links: z.strictObject({ self: z.string(), trigger: z.string() }),
  })
  .meta({ id: 'Schedule' });

export const tickSchema = z
  .strictObject({
    scheduleId: z.string(),
    dueAt: timeSchema,
    status: z.enum(['submitted', 'skipped', 'waiting', 'missed']),
    workflowId: z.string().nullable(),
    reason: z.string(),
    createdAt: timeSchema,
  })
  .meta({ id: 'Tick' });

export const scheduleDetailSchema = scheduleSchema
  .extend({ ticks: z.array(tickSchema).meta({ description: 'The latest, newest first.' }) })
  .meta({ id: 'ScheduleDetail' });

export function scheduleView(row: ScheduleRow): z.output<typeof scheduleSchema> {
  const self = `/v1/schedules/${row.id}`;
  return {
    id: row.id,
    name: row.name,
    cron: row.cron,
    timeZone: row.timeZone,
    spec: row.spec as z.output<typeof specDocument>,
    overlap: row.overlap,
    catchUp: durationText(row.catchUpMs),
    paused: row.paused,
    nextDueAt: toTimeOrNull(row.nextDueAt),
    createdBy: row.createdBy,
    createdAt: toTime(row.createdAt),
    updatedAt: toTime(row.updatedAt),
    links: { self, trigger: `${self}/trigger` },
  };
}

export const scheduleDetailView = (
  row: ScheduleRow,
  ticks: readonly TickRow[],
): z.output<typeof scheduleDetailSchema> => ({ ...scheduleView(row), ticks: ticks.map(tickView) });

export const tickView = (tick: TickRow): z.output<typeof tickSchema> => ({
  scheduleId: tick.scheduleId,
  dueAt: toTime(tick.dueAt),
  status: tick.status,
  workflowId: tick.workflowId,
  reason: tick.reason,
  createdAt: toTime(tick.createdAt),
});

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/** The shortest text that `durationMs` reads back as the same milliseconds: the largest unit that divides them. */
export function durationText(ms: number): string {
  const unit = UNITS.find(([, size]) => ms > 0 && ms % size === 0);
  return unit ? `${ms / unit[1]}${unit[0]}` : '0';
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
