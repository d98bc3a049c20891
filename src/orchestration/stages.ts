/** Where a workflow stands. Each stage but the last four has agents or a person at work. */
export const STAGES = [
  'initialization',
  'data_preparation',
  'feature_discovery',
  'model_training',
  'validation',
  'signal_generation',
  'risk_assessment',
  'human_review',
  'completed',
  'rejected',
  'failed',
  'cancelled',
] as const;
export type Stage = (typeof STAGES)[number];

export const TERMINAL_STAGES = [
  'completed',
  'rejected',
  'failed',
  'cancelled',
] as const satisfies readonly Stage[];
export type TerminalStage = (typeof TERMINAL_STAGES)[number];

export const isTerminal = (stage: Stage): stage is TerminalStage =>
  (TERMINAL_STAGES as readonly Stage[]).includes(stage);

/** What the API shows. */
export const STATUSES = [
  'queued',
  'running',
  'awaiting_approval',
  'completed',
  'rejected',
  'failed',
  'cancelled',
] as const;
export type WorkflowStatus = (typeof STATUSES)[number];

export function statusOf(stage: Stage): WorkflowStatus {
  if (stage === 'initialization') return 'queued';
  if (stage === 'human_review') return 'awaiting_approval';
  return isTerminal(stage) ? stage : 'running';
}

/** Share of the way each stage stands for, for progress bars. A retry of validation moves it back. */
const STAGE_PROGRESS: Record<Stage, number> = {
  initialization: 0,
  data_preparation: 0.05,
  feature_discovery: 0.15,
  model_training: 0.3,
  validation: 0.6,
  signal_generation: 0.8,
  risk_assessment: 0.9,
  human_review: 0.95,
  completed: 1,
  rejected: 1,
  failed: 1,
  cancelled: 1,
};

/** Progress of a workflow in [0, 1]. */
export const progressOf = (stage: Stage): number => STAGE_PROGRESS[stage];
