/**
 * Lets go of rows nothing needs any more. Each call is one short transaction over at most `limit` rows, steps around rows
 * others hold, and says how many went.
 */
export interface Pruning {
  /** Messages of the outbox that were delivered before. */
  deliveredMessages(before: Date, limit: number): Promise<number>;
  /** Idempotency keys claimed before, with the answers kept for them. */
  answers(before: Date, limit: number): Promise<number>;
  /**
   * States of checkpoints, all but the last one, of workflows that ended for good before. The rows stay: what was decided
   * when is history. A failed workflow may be resumed and keeps every state.
   */
  checkpointStates(endedBefore: Date, limit: number): Promise<number>;
  /** Reports of progress of workflows that ended before; every other event stays. */
  progressEvents(endedBefore: Date, limit: number): Promise<number>;
  /** Times of schedules that are past; one that waits for its predecessor stays. */
  ticks(before: Date, limit: number): Promise<number>;
}
