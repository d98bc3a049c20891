/** What is to be told to the queue once the transaction that decided it has committed. */
export type OutboxMessage =
  | { readonly kind: 'dispatch'; readonly workflowId: string; readonly iteration: number }
  | {
      readonly kind: 'release_review';
      readonly workflowId: string;
      readonly iteration: number;
      readonly approvalId: string;
    }
  | { readonly kind: 'cancel'; readonly workflowId: string };

export interface OutboxRow {
  readonly id: string;
  readonly message: OutboxMessage;
  readonly attempts: number;
  readonly createdAt: Date;
}

export interface Outbox {
  add(id: string, message: OutboxMessage, at: Date): Promise<void>;
  /** Messages created before `before` that are still to be delivered: those that failed least often first, then the oldest. */
  undelivered(before: Date, limit: number): Promise<readonly OutboxRow[]>;
  get(id: string): Promise<OutboxRow | null>;
  delivered(id: string, at: Date): Promise<void>;
  failed(id: string, reason: string): Promise<void>;
}
