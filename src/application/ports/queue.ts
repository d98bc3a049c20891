import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { Checkpoint } from './checkpoints.ts';

/** The transport, as the use cases see it. Everything here is idempotent: telling it twice is harmless. */
export interface WorkQueue {
  /** Adds the flow of a transition: the next tick, and the jobs it waits for. */
  dispatch(checkpoint: Checkpoint, spec: WorkflowSpec): Promise<void>;
  /** Wakes the held job of a review. Harmless when it is already awake or gone. */
  releaseReview(workflowId: string, iteration: number): Promise<void>;
  /** Moves the deadline of a held review. */
  delayReview(workflowId: string, iteration: number, untilMs: number): Promise<void>;
  /** What the queue knows of the tick that ends this transition. */
  tickState(workflowId: string, iteration: number): Promise<TickState>;
  /** Removes what is left of a transition's jobs, so that it can be dispatched anew. Active jobs stay. */
  discard(checkpoint: Checkpoint): Promise<void>;
}

/** `alive`: waiting, active, delayed, or waiting for children that are themselves alive. */
export type TickState = 'alive' | 'failed' | 'completed' | 'missing';
