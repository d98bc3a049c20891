import type { Json } from '../../kernel/json.ts';

/** Everything that happens to a workflow, as the event table keeps it and SSE sends it. */
export const EVENT_TYPES = [
  'workflow.submitted',
  'workflow.stage',
  'workflow.finished',
  'workflow.cancel_requested',
  'workflow.resumed',
  'workflow.spec_revised',
  'agent.started',
  'agent.progress',
  'agent.completed',
  'agent.failed',
  'agent.retrying',
  'approval.requested',
  'approval.voted',
  'approval.decided',
  'approval.escalated',
  'approval.expired',
  'vault.opened',
  'schedule.ticked',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export interface NewEvent {
  /** Null for events that concern no workflow. */
  readonly workflowId: string | null;
  readonly type: EventType;
  readonly data: { readonly [key: string]: Json };
  readonly at: Date;
}

export interface EventRow extends NewEvent {
  /** Opaque, sortable position in the log: the id of the SSE message. */
  readonly cursor: string;
}

export interface Events {
  append(events: readonly NewEvent[]): Promise<void>;
  /**
   * Events after a cursor, in commit order without gaps: an event is handed out only when no transaction that
   * could still commit an earlier one is open. @throws AppError `request_invalid` for a cursor it did not make.
   */
  after(
    cursor: string | null,
    filter: { readonly workflowId?: string; readonly limit: number },
  ): Promise<readonly EventRow[]>;
  /**
   * Cursor of the newest event `after` would hand out now, null when there is none: where a listener starts
   * who wants no history.
   */
  latest(filter: { readonly workflowId?: string }): Promise<string | null>;
}
