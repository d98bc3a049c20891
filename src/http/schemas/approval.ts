import { z } from 'zod';
import type { ApprovalRow, ApprovalStatus } from '../../application/ports/approvals.ts';
import { REVIEW_KINDS, reviewOutcomeSchema } from '../../orchestration/state.ts';
import { artifactSchema, artifactView } from './artifact.ts';
import { anyJson, timeSchema, toTime, toTimeOrNull } from './common.ts';

export const APPROVAL_STATUSES = [
  'pending',
  'approved',
  'rejected',
  'revised',
  'expired',
  'cancelled',
] as const satisfies readonly ApprovalStatus[];

const outcomeDocument = reviewOutcomeSchema.meta({ id: 'ReviewOutcome' });

export const approvalSchema = z
  .strictObject({
    id: z.string(),
    workflowId: z.string(),
    iteration: z.int(),
    kind: z.enum(REVIEW_KINDS),
    status: z.enum(APPROVAL_STATUSES),
    evidenceHash: z.string().meta({ description: 'Send it back with the decision.' }),
    quorum: z.int(),
    allowSelfApproval: z.boolean(),
    onTimeout: z.enum(['reject', 'approve', 'escalate']),
    votes: z.array(
      z.strictObject({
        by: z.string(),
        decision: z.enum(['approve', 'reject', 'revise']),
        comment: z.string(),
        at: timeSchema,
      }),
    ),
    outcome: outcomeDocument.nullable(),
    requestedAt: timeSchema,
    deadlineAt: timeSchema,
    escalatedAt: timeSchema.nullable(),
    decidedAt: timeSchema.nullable(),
    links: z.strictObject({
      self: z.string(),
      decision: z.string(),
      workflow: z.string(),
      report: z.string(),
    }),
  })
  .meta({ id: 'Approval' });

export const approvalDetailSchema = approvalSchema
  .extend({ evidence: anyJson, artifacts: z.array(artifactSchema) })
  .meta({ id: 'ApprovalDetail' });

const edits = z
  .record(z.string(), anyJson)
  .meta({ description: 'For `revise`: what to change in the spec, merged into it.' });

export const decisionBodySchema = z
  .strictObject({
    decision: z.enum(['approve', 'reject', 'revise']),
    comment: z.string().trim().max(2_000).default(''),
    stage: z.enum(['data_preparation', 'feature_discovery', 'model_training']).optional(),
    edits: edits.optional(),
    evidenceHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be the evidenceHash of the approval'),
  })
  .refine((body) => body.decision === 'approve' || body.comment !== '', {
    path: ['comment'],
    message: 'must say why when the decision is reject or revise',
  })
  .refine((body) => body.decision === 'revise' || (body.edits === undefined && body.stage === undefined), {
    path: ['decision'],
    message: 'must be revise when stage or edits are given',
  })
  .meta({ id: 'ApprovalDecision' });

export function approvalView(row: ApprovalRow): z.output<typeof approvalSchema> {
  const self = `/v1/approvals/${row.id}`;
  return {
    id: row.id,
    workflowId: row.workflowId,
    iteration: row.iteration,
    kind: row.kind,
    status: row.status,
    evidenceHash: row.evidenceHash,
    quorum: row.quorum,
    allowSelfApproval: row.allowSelfApproval,
    onTimeout: row.onTimeout,
    votes: row.votes.map((vote) => ({ ...vote })),
    outcome: row.outcome,
    requestedAt: toTime(row.requestedAt),
    deadlineAt: toTime(row.deadlineAt),
    escalatedAt: toTimeOrNull(row.escalatedAt),
    decidedAt: toTimeOrNull(row.decidedAt),
    links: {
      self,
      decision: `${self}/decision`,
      workflow: `/v1/workflows/${row.workflowId}`,
      report: `/v1/workflows/${row.workflowId}/report`,
    },
  };
}

export const approvalDetailView = (row: ApprovalRow): z.output<typeof approvalDetailSchema> => ({
  ...approvalView(row),
  evidence: row.evidence,
  artifacts: row.artifacts.map(artifactView),
});
