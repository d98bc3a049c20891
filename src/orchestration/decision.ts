import { z } from 'zod';
import { planSchema } from './plan.ts';
import { AGENT_ROLES } from './roles.ts';
import { TERMINAL_STAGES } from './stages.ts';
import { REVIEW_KINDS } from './state.ts';

const taskSchema = z.enum(['prepare', 'features', 'train', 'validate', 'signals', 'assess']);
const workingStage = z.enum([
  'data_preparation',
  'feature_discovery',
  'model_training',
  'validation',
  'signal_generation',
  'risk_assessment',
]);

/** What the supervisor does next: run agents side by side, ask a person, or end. */
export const decisionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('run'),
    stage: workingStage,
    agents: z.array(z.strictObject({ role: z.enum(AGENT_ROLES), task: taskSchema })).min(1),
    /** A revised plan for this and the following steps; absent: the plan stays. */
    plan: planSchema.optional(),
    reason: z.string(),
  }),
  z.strictObject({
    kind: z.literal('review'),
    stage: z.literal('human_review'),
    review: z.enum(REVIEW_KINDS),
    reason: z.string(),
  }),
  z.strictObject({
    kind: z.literal('finish'),
    stage: z.enum(TERMINAL_STAGES),
    reason: z.string(),
    /** Code of the error that ended the workflow; set when the stage is `failed`. */
    code: z.string().optional(),
  }),
]);
export type Decision = z.infer<typeof decisionSchema>;
export type FinishDecision = Extract<Decision, { kind: 'finish' }>;
export type RunDecision = Extract<Decision, { kind: 'run' }>;
export type WorkingStage = RunDecision['stage'];
