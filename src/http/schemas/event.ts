import { z } from 'zod';
import { EVENT_TYPES, type EventRow } from '../../application/ports/events.ts';
import { anyJson, timeSchema, toTime } from './common.ts';

export const eventSchema = z
  .strictObject({
    cursor: z.string().meta({ description: 'Position in the log; also the `id` of the message.' }),
    type: z.enum(EVENT_TYPES),
    workflowId: z.string().nullable(),
    at: timeSchema,
    data: z.record(z.string(), anyJson),
  })
  .meta({ id: 'Event', description: 'The `data` of one server-sent event.' });

export const eventView = (event: EventRow): z.output<typeof eventSchema> => ({
  cursor: event.cursor,
  type: event.type,
  workflowId: event.workflowId,
  at: toTime(event.at),
  data: event.data,
});
