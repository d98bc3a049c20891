import { z } from 'zod';
import type { WorkflowRow } from '../../application/ports/workflows.ts';
import { STATUSES } from '../../orchestration/stages.ts';
import { json, type Reply } from '../routing/reply.ts';
import { defineRoute, type Route } from '../routing/route.ts';
import { idParams, pageOf, pageQuery } from '../schemas/common.ts';
import { workflowExample } from '../schemas/examples.ts';
import {
  specDocument,
  workflowDetailSchema,
  workflowDetailView,
  workflowSchema,
  workflowView,
} from '../schemas/workflow.ts';
import { findWorkflow } from './find.ts';
import { pageReply } from './page-reply.ts';

export const workflowParams = idParams('wf', 'workflow');

/** The answer to everything that makes or changes a workflow: it goes on in the background. */
export const accepted = (row: WorkflowRow): Reply =>
  json(workflowView(row), 202, { Location: `/v1/workflows/${row.id}` });

export const acceptedDoc = {
  202: {
    description: 'Accepted; the work goes on in the background.',
    content: { 'application/json': { schema: workflowSchema, example: workflowExample } },
    headers: { Location: 'Where the workflow is.' },
  },
};

const submit = defineRoute({
  method: 'post',
  path: '/v1/workflows',
  operationId: 'submitWorkflow',
  tag: 'Workflows',
  summary: 'Submit a workflow',
  description: 'The body is the spec, as JSON or YAML.',
  access: 'operate',
  idempotent: true,
  body: {
    schema: z.unknown(),
    documented: specDocument,
    required: true,
    yaml: true,
    examples: {
      shortest: {
        summary: 'The S&P 500 bars that ship with the platform',
        value: { market: { source: { kind: 'sample', name: 'sp500' } } },
      },
      csv: {
        summary: 'Bars of your own, a smaller search, no person asked',
        value: {
          name: 'EURUSD hourly',
          market: { symbol: 'EURUSD', timeframe: '1h', source: { kind: 'csv', path: 'eurusd-1h.csv' } },
          training: { trials: 10 },
          approval: { release: 'never', onValidationFailed: false },
          tags: { desk: 'fx' },
        },
      },
    },
  },
  responses: acceptedDoc,
  problems: ['spec_invalid'],
  handle: async ({ body, actor, onceKey }, { application }) =>
    accepted(await application.submitWorkflow({ spec: body, actor, ...(onceKey && { onceKey }) })),
});

const list = defineRoute({
  method: 'get',
  path: '/v1/workflows',
  operationId: 'listWorkflows',
  tag: 'Workflows',
  summary: 'List workflows, newest first',
  access: 'read',
  query: z.strictObject({
    ...pageQuery,
    status: z.enum(STATUSES).optional(),
    symbol: z.string().min(1).max(32).optional(),
    label: z
      .string()
      .min(1)
      .max(300)
      .optional()
      .meta({ description: '`key:value`, or `key` for any value of it.', example: 'desk:fx' }),
    scheduleId: z.string().min(1).max(100).optional(),
  }),
  responses: {
    200: {
      description: 'A slice of the list.',
      content: { 'application/json': { schema: pageOf(workflowSchema) } },
      headers: { Link: 'The next slice, when there is one.' },
    },
  },
  handle: async ({ query, raw }, { store }) =>
    pageReply(raw, await store.workflows.list(query), workflowView),
});

const show = defineRoute({
  method: 'get',
  path: '/v1/workflows/{id}',
  operationId: 'getWorkflow',
  tag: 'Workflows',
  summary: 'One workflow: stage, progress, agent runs, spec, result',
  access: 'read',
  params: workflowParams,
  responses: {
    200: {
      description: 'The workflow.',
      content: { 'application/json': { schema: workflowDetailSchema } },
    },
  },
  problems: ['not_found'],
  handle: async ({ params }, { store }) => {
    const row = await findWorkflow(store, params.id);
    return json(workflowDetailView(row, await store.agentRuns.ofWorkflow(row.id)));
  },
});

export const workflowRoutes: readonly Route[] = [submit, list, show];
