import { z } from 'zod';
import type { AgentRun } from '../../application/ports/agent-runs.ts';
import type { WorkflowRow } from '../../application/ports/workflows.ts';
import { workflowSpecSchema } from '../../orchestration/spec/spec.ts';
import { STAGES, STATUSES } from '../../orchestration/stages.ts';
import { anyJson, timeSchema, toTime, toTimeOrNull } from './common.ts';

export const specDocument = workflowSpecSchema.meta({
  id: 'WorkflowSpec',
  description: 'What to build and what it must prove. Every field has a default but `market.source`.',
});

/** An error as a workflow or a run keeps it. */
export const failureSchema = z
  .strictObject({
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), anyJson).optional(),
    issues: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Failure' });

export const workflowSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    symbol: z.string(),
    labels: z.record(z.string(), z.string()).meta({ description: '`tags` of the spec.' }),
    status: z.enum(STATUSES),
    stage: z.enum(STAGES),
    iteration: z.int(),
    progress: z.number().min(0).max(1),
    lineage: z.string().meta({ description: 'First ancestor of the fork tree, or the workflow itself.' }),
    parentId: z.string().nullable(),
    parentCheckpointId: z.string().nullable(),
    scheduleId: z.string().nullable(),
    createdBy: z.string().meta({ description: 'Id of the API key, or `schedule`.' }),
    createdAt: timeSchema,
    updatedAt: timeSchema,
    finishedAt: timeSchema.nullable(),
    cancelRequestedAt: timeSchema.nullable(),
    result: anyJson.meta({ description: 'Outcome; null until the workflow ends.' }),
    error: failureSchema.nullable(),
    links: z.strictObject({
      self: z.string(),
      state: z.string(),
      checkpoints: z.string(),
      artifacts: z.string(),
      report: z.string(),
      events: z.string(),
      approvals: z.string(),
    }),
  })
  .meta({ id: 'Workflow' });

export const agentRunSchema = z
  .strictObject({
    iteration: z.int(),
    role: z.string(),
    task: z.string(),
    status: z.enum(['running', 'succeeded', 'failed']),
    starts: z.int().meta({ description: 'How often a worker started it.' }),
    startedAt: timeSchema,
    finishedAt: timeSchema.nullable(),
    error: failureSchema.nullable(),
  })
  .meta({ id: 'AgentRun' });

export const workflowDetailSchema = workflowSchema
  .extend({ spec: specDocument, runs: z.array(agentRunSchema) })
  .meta({ id: 'WorkflowDetail' });

export function workflowView(row: WorkflowRow): z.output<typeof workflowSchema> {
  const self = `/v1/workflows/${row.id}`;
  return {
    id: row.id,
    name: row.name,
    symbol: row.symbol,
    labels: row.spec.tags,
    status: row.status,
    stage: row.stage,
    iteration: row.iteration,
    progress: row.progress,
    lineage: row.lineage,
    parentId: row.parentId,
    parentCheckpointId: row.parentCheckpointId,
    scheduleId: row.scheduleId,
    createdBy: row.createdBy,
    createdAt: toTime(row.createdAt),
    updatedAt: toTime(row.updatedAt),
    finishedAt: toTimeOrNull(row.finishedAt),
    cancelRequestedAt: toTimeOrNull(row.cancelRequestedAt),
    result: row.result,
    error: row.error && failureView(row.error),
    links: {
      self,
      state: `${self}/state`,
      checkpoints: `${self}/checkpoints`,
      artifacts: `${self}/artifacts`,
      report: `${self}/report`,
      events: `${self}/events`,
      approvals: `/v1/approvals?workflowId=${row.id}`,
    },
  };
}

export const workflowDetailView = (
  row: WorkflowRow,
  runs: readonly AgentRun[],
): z.output<typeof workflowDetailSchema> => ({
  ...workflowView(row),
  spec: row.spec,
  runs: runs.map(agentRunView),
});

function agentRunView(run: AgentRun): z.output<typeof agentRunSchema> {
  return {
    iteration: run.iteration,
    role: run.role,
    task: run.task,
    status: run.status,
    starts: run.starts,
    startedAt: toTime(run.startedAt),
    finishedAt: toTimeOrNull(run.finishedAt),
    error: run.error && failureView(run.error),
  };
}

/** `details` stay in the log and the database: they may name files and hosts. */
const failureView = ({
  code,
  message,
  issues,
}: NonNullable<WorkflowRow['error']>): z.output<typeof failureSchema> => ({
  code,
  message,
  ...(issues && { issues: issues.map((issue) => ({ ...issue })) }),
});
