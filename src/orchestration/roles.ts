/** The specialist agents, in the order in which their results are merged. */
export const AGENT_ROLES = [
  'data_engineer',
  'smc_analyst',
  'ml_engineer',
  'validation_agent',
  'signal_evaluator',
  'risk_manager',
] as const;
export type AgentRole = (typeof AGENT_ROLES)[number];

/** Everything that has a queue and a worker: the agents, the human gate, the supervisor and the scheduler. */
export const WORKER_ROLES = [...AGENT_ROLES, 'human_review', 'supervisor', 'scheduler'] as const;
export type WorkerRole = (typeof WORKER_ROLES)[number];

/** Who can be a child of a supervisor tick. */
export type ChildRole = AgentRole | 'human_review';

/** What an agent can be asked to do. Only the ML engineer has two tasks. */
export const AGENT_TASKS = {
  data_engineer: ['prepare'],
  smc_analyst: ['features'],
  ml_engineer: ['features', 'train'],
  validation_agent: ['validate'],
  signal_evaluator: ['signals'],
  risk_manager: ['assess'],
} as const satisfies Record<AgentRole, readonly string[]>;
export type AgentTask = (typeof AGENT_TASKS)[AgentRole][number];
