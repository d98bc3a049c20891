import { z } from 'zod';
import { empty, json } from '../routing/reply.ts';
import { defineRoute, type Route } from '../routing/route.ts';
import { idParams, pageOf, pageQuery } from '../schemas/common.ts';
import {
  scheduleBodyDocument,
  scheduleBodySchema,
  scheduleChangesDocument,
  scheduleChangesSchema,
  scheduleDetailSchema,
  scheduleDetailView,
  scheduleSchema,
  scheduleView,
  tickSchema,
  tickView,
} from '../schemas/schedule.ts';
import { findSchedule } from './find.ts';
import { pageReply } from './page-reply.ts';

const params = idParams('sc', 'schedule');
const SHOWN_TICKS = 50;

const create = defineRoute({
  method: 'post',
  path: '/v1/schedules',
  operationId: 'createSchedule',
  tag: 'Schedules',
  summary: 'Submit a workflow again and again',
  access: 'operate',
  idempotent: true,
  body: {
    schema: scheduleBodySchema,
    documented: scheduleBodyDocument,
    required: true,
    examples: {
      nightly: {
        summary: 'Weekdays after the close, made up for within six hours',
        value: {
          name: 'S&P 500 nightly',
          cron: '30 17 * * 1-5',
          timeZone: 'America/New_York',
          spec: { market: { source: { kind: 'sample', name: 'sp500' } } },
          overlap: 'skip',
          catchUp: '6h',
        },
      },
    },
  },
  responses: {
    201: {
      description: 'The schedule.',
      content: { 'application/json': { schema: scheduleSchema } },
      headers: { Location: 'Where the schedule is.' },
    },
  },
  problems: ['spec_invalid'],
  handle: async ({ body, actor }, { application }) => {
    const row = await application.createSchedule(body, actor);
    return json(scheduleView(row), 201, { Location: `/v1/schedules/${row.id}` });
  },
});

const list = defineRoute({
  method: 'get',
  path: '/v1/schedules',
  operationId: 'listSchedules',
  tag: 'Schedules',
  summary: 'List schedules',
  access: 'read',
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'A slice of the list.',
      content: { 'application/json': { schema: pageOf(scheduleSchema) } },
      headers: { Link: 'The next slice, when there is one.' },
    },
  },
  handle: async ({ query, raw }, { store }) =>
    pageReply(raw, await store.schedules.list(query), scheduleView),
});

const show = defineRoute({
  method: 'get',
  path: '/v1/schedules/{id}',
  operationId: 'getSchedule',
  tag: 'Schedules',
  summary: 'One schedule with its latest ticks',
  access: 'read',
  params,
  responses: {
    200: {
      description: 'The schedule.',
      content: { 'application/json': { schema: scheduleDetailSchema } },
    },
  },
  problems: ['not_found'],
  handle: async ({ params: { id } }, { store }) => {
    const row = await findSchedule(store, id);
    return json(scheduleDetailView(row, await store.schedules.ticks(row.id, SHOWN_TICKS)));
  },
});

const update = defineRoute({
  method: 'patch',
  path: '/v1/schedules/{id}',
  operationId: 'updateSchedule',
  tag: 'Schedules',
  summary: 'Change, pause or go on with a schedule',
  access: 'operate',
  params,
  body: {
    schema: scheduleChangesSchema,
    documented: scheduleChangesDocument,
    required: true,
    examples: { pause: { summary: 'Pause', value: { paused: true } } },
  },
  responses: {
    200: { description: 'The schedule.', content: { 'application/json': { schema: scheduleSchema } } },
  },
  problems: ['not_found', 'spec_invalid'],
  handle: async ({ params: { id }, body }, { application }) =>
    json(scheduleView(await application.updateSchedule(id, body))),
});

const remove = defineRoute({
  method: 'delete',
  path: '/v1/schedules/{id}',
  operationId: 'deleteSchedule',
  tag: 'Schedules',
  summary: 'Remove a schedule; its workflows stay',
  access: 'operate',
  params,
  responses: { 204: { description: 'Removed.' } },
  problems: ['not_found'],
  handle: async ({ params: { id } }, { application }) => {
    await application.deleteSchedule(id);
    return empty(204);
  },
});

const trigger = defineRoute({
  method: 'post',
  path: '/v1/schedules/{id}/trigger',
  operationId: 'triggerSchedule',
  tag: 'Schedules',
  summary: 'Tick now, whatever the cron says',
  description: 'The overlap policy still holds: the tick says what became of it.',
  access: 'operate',
  idempotent: true,
  params,
  body: { schema: z.strictObject({}).optional(), required: false, examples: {} },
  responses: {
    202: { description: 'The tick.', content: { 'application/json': { schema: tickSchema } } },
  },
  problems: ['not_found', 'conflict'],
  handle: async ({ params: { id } }, { application }) => {
    const tick = await application.triggerSchedule(id);
    const location = tick.workflowId === null ? {} : { Location: `/v1/workflows/${tick.workflowId}` };
    return json(tickView(tick), 202, location as Record<string, string>);
  },
});

export const scheduleRoutes: readonly Route[] = [create, list, show, update, remove, trigger];
