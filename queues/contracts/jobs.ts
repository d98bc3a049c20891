import { z } from 'zod';
import { AGENT_ROLES } from '../../src/orchestration/roles.ts';

const workflowId = z.string().regex(/^wf_[0-9a-z]{26}$/);
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

/** What a child leaves as its job result: a note for people. The patch itself is in Postgres. */
export const childResultSchema = z.strictObject({
  workflowId,
  iteration,
  role: z.string(),
  summary: z.string(),
  /** True when an earlier run with the same input was found and nothing was computed again. */
  reused: z.boolean(),
});
export type ChildJobResult = z.infer<typeof childResultSchema>;
