import { z } from 'zod';
import { defineRoute, type Route } from '../routing/route.ts';
import { accepted, acceptedDoc, workflowParams } from './workflows.ts';

/** An action that needs no more than its address. */
const noBody = {
  schema: z.strictObject({}).optional(),
  required: false,
  examples: {},
};

const cancel = defineRoute({
  method: 'post',
  path: '/v1/workflows/{id}/cancel',
  operationId: 'cancelWorkflow',
  tag: 'Workflows',
  summary: 'Cancel a workflow',
  description: 'Sets a durable flag and tells running agents. Cancelling again changes nothing.',
  access: 'operate',
  params: workflowParams,
  body: noBody,
  responses: acceptedDoc,
  problems: ['not_found', 'conflict'],
  handle: async ({ params, actor }, { application }) =>
    accepted(await application.cancelWorkflow(params.id, actor)),
});

const resume = defineRoute({
  method: 'post',
  path: '/v1/workflows/{id}/resume',
  operationId: 'resumeWorkflow',
  tag: 'Workflows',
  summary: 'Resume a failed workflow from its last checkpoint',
  description: 'Agent runs that had succeeded are not computed again.',
  access: 'operate',
  params: workflowParams,
  body: noBody,
  responses: acceptedDoc,
  problems: ['not_found', 'conflict'],
  handle: async ({ params, actor }, { application }) =>
    accepted(await application.resumeWorkflow(params.id, actor)),
});

const fork = defineRoute({
  method: 'post',
  path: '/v1/workflows/{id}/fork',
  operationId: 'forkWorkflow',
  tag: 'Workflows',
  summary: 'Start a new workflow from a checkpoint of this one',
  description:
    'The new one keeps a link to its parent, and its trials count against the same dataset family.',
  access: 'operate',
  idempotent: true,
  params: workflowParams,
  body: {
    schema: z
      .strictObject({
        checkpointId: z.string().min(1).max(100),
        edits: z
          .record(z.string(), z.unknown())
          .optional()
          .meta({ description: "Merged into the parent's spec." }),
      })
      .meta({ id: 'Fork' }),
    required: true,
    examples: {
      edited: {
        summary: 'The same data, a larger search',
        value: { checkpointId: 'ck_01j9zq3kfa5n8x7v2m4t6r8w0y', edits: { training: { trials: 40 } } },
      },
    },
  },
  responses: acceptedDoc,
  problems: ['not_found', 'spec_invalid', 'conflict'],
  handle: async ({ params, body, actor, onceKey }, { application }) => {
    const { checkpointId, edits } = body;
    return accepted(
      await application.forkWorkflow(params.id, {
        checkpointId,
        actor,
        ...(edits && { edits }),
        ...(onceKey && { onceKey }),
      }),
    );
  },
});

export const workflowActionRoutes: readonly Route[] = [cancel, resume, fork];
