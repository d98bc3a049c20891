import { z } from 'zod';
import { json } from '../routing/reply.ts';
import { defineRoute, type Route } from '../routing/route.ts';
import {
  APPROVAL_STATUSES,
  approvalDetailSchema,
  approvalDetailView,
  approvalSchema,
  approvalView,
  decisionBodySchema,
} from '../schemas/approval.ts';
import { idParams, pageOf, pageQuery } from '../schemas/common.ts';
import { findApproval } from './find.ts';
import { pageReply } from './page-reply.ts';

const params = idParams('ap', 'approval');

const list = defineRoute({
  method: 'get',
  path: '/v1/approvals',
  operationId: 'listApprovals',
  tag: 'Approvals',
  summary: 'List approvals, pending first',
  access: 'read',
  query: z.strictObject({
    ...pageQuery,
    status: z.enum(APPROVAL_STATUSES).optional(),
    workflowId: z.string().min(1).max(100).optional(),
  }),
  responses: {
    200: {
      description: 'A slice of the list.',
      content: { 'application/json': { schema: pageOf(approvalSchema) } },
      headers: { Link: 'The next slice, when there is one.' },
    },
  },
  handle: async ({ query, raw }, { store }) =>
    pageReply(raw, await store.approvals.list(query), approvalView),
});

const show = defineRoute({
  method: 'get',
  path: '/v1/approvals/{id}',
  operationId: 'getApproval',
  tag: 'Approvals',
  summary: 'One approval with its evidence',
  access: 'read',
  params,
  responses: {
    200: {
      description: 'The approval.',
      content: { 'application/json': { schema: approvalDetailSchema } },
    },
  },
  problems: ['not_found'],
  handle: async ({ params: { id } }, { store }) => json(approvalDetailView(await findApproval(store, id))),
});

const decide = defineRoute({
  method: 'post',
  path: '/v1/approvals/{id}/decision',
  operationId: 'decideApproval',
  tag: 'Approvals',
  summary: 'Approve, reject, or send back with changes',
  description:
    'The decision holds for the evidence whose hash it names. An approval takes one decision of each person, and one outcome: a second is a conflict.',
  access: 'decide',
  params,
  body: {
    schema: decisionBodySchema,
    required: true,
    examples: {
      approve: {
        summary: 'Release',
        value: {
          decision: 'approve',
          comment: 'Figures hold in every window.',
          evidenceHash: '3f0c9a4be1d2576c8f90a1b2c3d4e5f60718293a4b5c6d7e8f9001122334455a',
        },
      },
      revise: {
        summary: 'Back to training, with a larger search',
        value: {
          decision: 'revise',
          comment: 'Too few trials to tell.',
          stage: 'model_training',
          edits: { training: { trials: 40 } },
          evidenceHash: '3f0c9a4be1d2576c8f90a1b2c3d4e5f60718293a4b5c6d7e8f9001122334455a',
        },
      },
    },
  },
  responses: {
    200: {
      description: 'The approval as it now stands; pending when the quorum is not yet reached.',
      content: { 'application/json': { schema: approvalSchema } },
    },
  },
  problems: ['not_found', 'approval_already_decided', 'evidence_changed', 'conflict', 'spec_invalid'],
  handle: async ({ params: { id }, body, actor }, { application }) => {
    const { decision, comment, evidenceHash, stage, edits } = body;
    const row = await application.decideApproval(id, {
      decision,
      comment,
      evidenceHash,
      actor,
      ...(stage && { stage }),
      ...(edits && { edits }),
    });
    return json(approvalView(row));
  },
});

export const approvalRoutes: readonly Route[] = [list, show, decide];
