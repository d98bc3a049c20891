import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import { content, json } from '../routing/reply.ts';
import { defineRoute, type Route } from '../routing/route.ts';
import { workflowArtifactSchema, workflowArtifactView } from '../schemas/artifact.ts';
import { agentStateDocument, checkpointSchema, checkpointView } from '../schemas/checkpoint.ts';
import { listOf } from '../schemas/common.ts';
import { REPORT_POLICY } from '../security.ts';
import { findWorkflow } from './find.ts';
import { workflowParams } from './workflows.ts';

const state = defineRoute({
  method: 'get',
  path: '/v1/workflows/{id}/state',
  operationId: 'getWorkflowState',
  tag: 'Workflows',
  summary: 'The state of the latest checkpoint',
  access: 'read',
  params: workflowParams,
  responses: {
    200: {
      description: 'The agent state.',
      content: { 'application/json': { schema: agentStateDocument } },
    },
  },
  problems: ['not_found'],
  handle: async ({ params }, { store }) => {
    const workflow = await findWorkflow(store, params.id);
    const checkpoint = await store.checkpoints.latest(workflow.id);
    if (!checkpoint) throw new AppError('not_found', `The workflow "${workflow.id}" has no checkpoint yet.`);
    return json(checkpoint.state);
  },
});

const checkpoints = defineRoute({
  method: 'get',
  path: '/v1/workflows/{id}/checkpoints',
  operationId: 'listCheckpoints',
  tag: 'Workflows',
  summary: 'Checkpoints, oldest first: where a fork can start',
  description:
    'Of a workflow that ended long ago (`BULLWRIGHT_KEEP_HISTORY_DAYS`) only the last one keeps its state; a fork from another answers 404.',
  access: 'read',
  params: workflowParams,
  responses: {
    200: {
      description: 'All checkpoints.',
      content: { 'application/json': { schema: listOf(checkpointSchema) } },
    },
  },
  problems: ['not_found'],
  handle: async ({ params }, { store }) => {
    const workflow = await findWorkflow(store, params.id);
    return json({ items: (await store.checkpoints.list(workflow.id)).map(checkpointView) });
  },
});

const artifacts = defineRoute({
  method: 'get',
  path: '/v1/workflows/{id}/artifacts',
  operationId: 'listWorkflowArtifacts',
  tag: 'Artifacts',
  summary: 'What the workflow has made so far',
  access: 'read',
  params: workflowParams,
  responses: {
    200: {
      description: 'All artifacts, sealed ones without a link.',
      content: { 'application/json': { schema: listOf(workflowArtifactSchema) } },
    },
  },
  problems: ['not_found'],
  handle: async ({ params }, { store }) => {
    const workflow = await findWorkflow(store, params.id);
    return json({ items: (await store.artifacts.ofWorkflow(workflow.id)).map(workflowArtifactView) });
  },
});

const report = defineRoute({
  method: 'get',
  path: '/v1/workflows/{id}/report',
  operationId: 'getReport',
  tag: 'Workflows',
  summary: 'The tear sheet, a self-contained HTML page',
  description: 'Of what there is so far; also before the workflow ends.',
  access: 'read',
  page: true,
  params: workflowParams,
  responses: {
    200: { description: 'The page.', content: { 'text/html': { schema: z.string() } } },
  },
  problems: ['not_found'],
  handle: async ({ params }, { application }) =>
    content('text/html; charset=utf-8', await application.renderReport(params.id), {
      headers: { 'Content-Security-Policy': REPORT_POLICY },
    }),
});

export const workflowDetailRoutes: readonly Route[] = [state, checkpoints, artifacts, report];
