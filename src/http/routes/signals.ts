import { z } from 'zod';
import { content, json } from '../routing/reply.ts';
import { defineRoute, type Route } from '../routing/route.ts';
import { listOf } from '../schemas/common.ts';
import { releasedSignalSchema, SIGNAL_FORMATS, signalBookDocument } from '../schemas/signal.ts';
import { workflowParams } from './workflows.ts';

const ARROW = 'application/vnd.apache.arrow.file';

const ofWorkflow = defineRoute({
  method: 'get',
  path: '/v1/workflows/{id}/signals',
  operationId: 'getWorkflowSignals',
  tag: 'Signals',
  summary: 'The signals of a workflow, with the decision on each',
  description:
    'Best first: what the filters kept over the out-of-sample bars, with entry, stop, targets, size, expiry, the features that drove them, and what the risk manager decided and why. `arrow` has numbers only.',
  access: 'read',
  page: true,
  params: workflowParams,
  query: z.strictObject({ format: z.enum(SIGNAL_FORMATS).default('json') }),
  responses: {
    200: {
      description: 'The signals.',
      content: {
        'application/json': { schema: signalBookDocument },
        'text/csv': { schema: z.string() },
        [ARROW]: { schema: z.string().meta({ format: 'binary' }) },
      },
    },
  },
  problems: ['not_found', 'artifact_missing', 'artifact_corrupt'],
  handle: async ({ params: { id }, query: { format } }, { application }) => {
    const signals = await application.exportSignals(id, format);
    if (signals.format === 'json') return json(signals.book);
    const headers = { 'Content-Disposition': `attachment; filename="signals-${id}.${format}"` };
    return signals.format === 'csv'
      ? content('text/csv; charset=utf-8', signals.text, { headers })
      : content(ARROW, signals.bytes, { headers });
  },
});

const list = defineRoute({
  method: 'get',
  path: '/v1/signals',
  operationId: 'listSignals',
  tag: 'Signals',
  summary: 'Signals of the bots in use, newest first, each once',
  description:
    'Of champions and challengers, rejected signals left out. Runs over the same bars find the same signals again: of two with one `id` the champion’s is shown, else that of the newer model.',
  access: 'read',
  query: z.strictObject({
    symbol: z.string().min(1).max(100).optional(),
    limit: z.coerce.number().int().min(1).max(1_000).default(100),
  }),
  responses: {
    200: {
      description: 'The signals.',
      content: { 'application/json': { schema: listOf(releasedSignalSchema) } },
    },
  },
  problems: ['artifact_missing', 'artifact_corrupt'],
  handle: async ({ query }, { application }) => json({ items: await application.releasedSignals(query) }),
});

export const signalRoutes: readonly Route[] = [ofWorkflow, list];
