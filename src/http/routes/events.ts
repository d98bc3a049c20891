import { z } from 'zod';
import type { HttpOptions } from '../options.ts';
import { type Reply, stream } from '../routing/reply.ts';
import { defineRoute, type Route, type RouteRequest } from '../routing/route.ts';
import { eventSchema } from '../schemas/event.ts';
import { sendEvents } from '../sse/event-stream.ts';
import { findWorkflow } from './find.ts';
import { workflowParams } from './workflows.ts';

const query = z.strictObject({
  after: z.string().min(1).max(100).optional().meta({
    description:
      'Start behind this cursor. `latest`: no history. `Last-Event-ID` wins over it. Neither: from the first event.',
  }),
});

const responses = {
  200: {
    description:
      'Server-sent events: `id` is the cursor, `event` the type, `data` an Event. The stream of one workflow ends with `event: end`.',
    content: { 'text/event-stream': { schema: eventSchema } },
  },
  204: { description: 'To a `Last-Event-ID` behind which nothing will come: do not reconnect.' },
};

const ofWorkflow = defineRoute({
  method: 'get',
  path: '/v1/workflows/{id}/events',
  operationId: 'streamWorkflowEvents',
  tag: 'Events',
  summary: 'Events of one workflow, live and replayed',
  access: 'read',
  params: workflowParams,
  query,
  responses,
  problems: ['not_found'],
  handle: async (request, options) => {
    const workflow = await findWorkflow(options.store, request.params.id);
    return eventsFrom(request, options, workflow.id);
  },
});

const ofAll = defineRoute({
  method: 'get',
  path: '/v1/events',
  operationId: 'streamEvents',
  tag: 'Events',
  summary: 'Events of all workflows, live and replayed',
  access: 'read',
  query,
  responses: { 200: responses[200] },
  handle: async (request, options) => eventsFrom(request, options),
});

export const eventRoutes: readonly Route[] = [ofWorkflow, ofAll];

async function eventsFrom(
  { query: { after }, raw }: RouteRequest<unknown, z.output<typeof query>, unknown>,
  { store, signals, logger, shutdown }: HttpOptions,
  workflowId?: string,
): Promise<Reply> {
  const lastEventId = raw.get('last-event-id') || undefined;
  const scope = workflowId === undefined ? {} : { workflowId };
  const start = lastEventId ?? after ?? null;
  const cursor = start === 'latest' ? await store.events.latest(scope) : start;
  const isReconnect = lastEventId !== undefined;
  return stream((req, res) =>
    sendEvents(req, res, { ...scope, store, signals, logger, shutdown, cursor, isReconnect }),
  );
}
