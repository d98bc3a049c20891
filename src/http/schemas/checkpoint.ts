import { z } from 'zod';
import type { CheckpointHead } from '../../application/ports/checkpoints.ts';
import { decisionSchema } from '../../orchestration/decision.ts';
import { STAGES } from '../../orchestration/stages.ts';
import { agentStateSchema } from '../../orchestration/state.ts';
import { timeSchema, toTime } from './common.ts';

export const agentStateDocument = agentStateSchema.meta({
  id: 'AgentState',
  description: 'The whole state of a workflow. Data lives in artifacts; this holds references.',
});

const decisionDocument = decisionSchema.meta({ id: 'Decision', description: 'What the supervisor decided.' });

export const checkpointSchema = z
  .strictObject({
    id: z.string(),
    workflowId: z.string(),
    iteration: z.int(),
    stage: z.enum(STAGES),
    decision: decisionDocument,
    createdAt: timeSchema,
  })
  .meta({ id: 'Checkpoint' });

export const checkpointView = (head: CheckpointHead): z.output<typeof checkpointSchema> => ({
  id: head.id,
  workflowId: head.workflowId,
  iteration: head.iteration,
  stage: head.stage,
  decision: head.decision,
  createdAt: toTime(head.createdAt),
});
