import type { Decision, RunDecision } from './decision.ts';
import type { ChildResult } from './reduce.ts';
import type { WorkerRole } from './roles.ts';
import type { AgentState, Note } from './state.ts';

export interface AdvanceInput {
  readonly state: AgentState;
  readonly decision: Decision;
  readonly results: readonly ChildResult[];
  /** Ids of the checkpoint this transition writes and, for a review, of the approval it asks for. */
  readonly checkpointId: string;
  readonly approvalId?: string;
}

/** The state after a transition: the decision's stage, one more iteration, and the warnings that go with it. Pure. */
export function advance(input: AdvanceInput): AgentState {
  const { state, decision, checkpointId } = input;
  const agents = workersOf(decision);
  return {
    ...state,
    stage: decision.stage,
    currentAgent: agents,
    nextAgent: nextAgentOf(decision),
    iteration: state.iteration + 1,
    plan: decision.kind === 'run' && decision.plan ? decision.plan : state.plan,
    requiresHumanApproval: decision.kind === 'review',
    review: reviewOf(input),
    warnings: [...state.warnings, ...warningsOf(input)],
    checkpoints: { ...state.checkpoints, [decision.stage]: checkpointId },
    messages: [...state.messages, { role: 'supervisor', text: decision.reason.slice(0, 2_000) }],
  };
}

function workersOf(decision: Decision): WorkerRole[] {
  if (decision.kind === 'run') return decision.agents.map((agent) => agent.role);
  return decision.kind === 'review' ? ['human_review'] : [];
}

/** Who is expected next if the step goes well. */
const SUCCESSOR: Record<RunDecision['stage'], WorkerRole> = {
  data_preparation: 'smc_analyst',
  feature_discovery: 'ml_engineer',
  model_training: 'validation_agent',
  validation: 'signal_evaluator',
  signal_generation: 'risk_manager',
  risk_assessment: 'human_review',
};

const nextAgentOf = (decision: Decision): WorkerRole | null =>
  decision.kind === 'run' ? SUCCESSOR[decision.stage] : null;

function reviewOf({ state, decision, approvalId }: AdvanceInput): AgentState['review'] {
  if (decision.kind !== 'review') return state.review;
  if (!approvalId) throw new TypeError('a review needs the id of its approval');
  return { approvalId, kind: decision.review, outcome: null };
}

function warningsOf({ decision, results }: AdvanceInput): Note[] {
  if (decision.kind === 'finish' && decision.code === 'max_iterations') {
    return [{ role: 'supervisor', code: 'max_iterations', message: decision.reason }];
  }
  if (decision.kind !== 'run' || decision.stage !== 'model_training') return [];
  return results
    .filter((result) => result.status === 'failed')
    .map((result) => ({
      role: 'supervisor' as const,
      code: 'degraded',
      message: `Going on without the features of ${result.role}.`,
    }));
}
