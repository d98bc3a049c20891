import type { Decision } from '../../orchestration/decision.ts';
import type { Stage } from '../../orchestration/stages.ts';
import type { AgentState } from '../../orchestration/state.ts';

/** A state as it was when a transition was decided, with the decision: all it takes to go on from there. */
export interface Checkpoint {
  readonly id: string;
  readonly workflowId: string;
  readonly iteration: number;
  readonly stage: Stage;
  readonly state: AgentState;
  readonly decision: Decision;
  readonly createdAt: Date;
}

export type CheckpointHead = Omit<Checkpoint, 'state'>;

export interface Checkpoints {
  /** False when this (workflow, iteration) already has one: the transition was made by somebody else. */
  insert(checkpoint: Checkpoint): Promise<boolean>;
  latest(workflowId: string): Promise<Checkpoint | null>;
  get(id: string): Promise<Checkpoint | null>;
  at(workflowId: string, iteration: number): Promise<Checkpoint | null>;
  /** Oldest first, without the states. */
  list(workflowId: string): Promise<readonly CheckpointHead[]>;
}
