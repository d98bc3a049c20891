import type { Decision } from '../../orchestration/decision.ts';

/** Everything the queue must know of a transition: the tick that ends it and the jobs the tick waits for. */
export interface Dispatch {
  readonly workflowId: string;
  readonly iteration: number;
  readonly decision: Exclude<Decision, { kind: 'finish' }>;
  /** Deadline of each agent job. */
  readonly timeoutMs: number;
  /** For a review: the approval, and how long its job is held. */
  readonly review: { readonly approvalId: string; readonly delayMs: number } | null;
}

/**
 * The transport, as the use cases see it. Everything here is idempotent: telling it twice is harmless.
 * @throws AppError `queue_unavailable` (of PostgreSQL: `database_unavailable`, by `toAppError`) while the store is away
 */
export interface WorkQueue {
  /** Adds the flow of a transition: the next tick, and the jobs it waits for. */
  dispatch(dispatch: Dispatch): Promise<void>;
  /**
   * Wakes the held job of a review; harmless when it has ended. False when there is no such job, or when it is awake right
   * now and may go back to sleep without having seen what it was woken for: then it has to be told again.
   */
  releaseReview(workflowId: string, iteration: number): Promise<boolean>;
  /** What the queue knows of the tick that ends this transition. */
  tickState(workflowId: string, iteration: number): Promise<TickState>;
  /** Removes what is left of a transition's finished jobs, so that it can be dispatched anew. */
  discard(dispatch: Dispatch): Promise<void>;
  /** Makes the queue tick a schedule at its times. */
  upsertSchedule(schedule: {
    readonly id: string;
    readonly cron: string;
    readonly timeZone: string;
  }): Promise<void>;
  removeSchedule(scheduleId: string): Promise<void>;
  /** Ids of the schedules the queue knows. */
  scheduleIds(): Promise<readonly string[]>;
}

/** `alive` is everything that has yet to run: waiting, active, delayed, or waiting for its children. */
export type TickState = 'alive' | 'failed' | 'completed' | 'missing';
