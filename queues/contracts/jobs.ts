import { z } from 'zod';
import { isId } from '../../src/kernel/ids.ts';
import { AGENT_ROLES } from '../../src/orchestration/roles.ts';

const workflowId = z.string().refine((text) => isId('wf', text), 'must be the id of a workflow');
const iteration = z.int().min(1);

/** Payload of every agent job: who is to do what, for which transition. The rest is read from Postgres. */
export const agentJobSchema = z.strictObject({
  workflowId,
  iteration,
  role: z.enum(AGENT_ROLES),
  task: z.enum(['prepare', 'features', 'train', 'validate', 'signals', 'assess']),
  timeoutMs: z.int().min(1),
});
export type AgentJob = z.infer<typeof agentJobSchema>;

/** Payload of a held job of the human gate. The decision itself is only ever read from Postgres. */
export const reviewJobSchema = z.strictObject({ workflowId, iteration, approvalId: z.string() });
export type ReviewJob = z.infer<typeof reviewJobSchema>;

/** Payload of a supervisor tick: it joins the children of this transition. */
export const tickJobSchema = z.strictObject({ workflowId, iteration });
export type TickJob = z.infer<typeof tickJobSchema>;

/** Payload of a schedule's tick. */
export const scheduleJobSchema = z.strictObject({ scheduleId: z.string() });
export type ScheduleJob = z.infer<typeof scheduleJobSchema>;
