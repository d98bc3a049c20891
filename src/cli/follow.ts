import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../kernel/errors.ts';
import { eventSchema } from './api-types.ts';
import type { Client } from './client.ts';
import type { WorkflowEvent } from './progress-view.ts';

export interface FollowOptions {
  readonly client: Client;
  readonly workflowId: string;
  readonly signal: AbortSignal;
  /** Called for every event once, in order. A promise is waited for. */
  readonly onEvent: (event: WorkflowEvent) => void | Promise<void>;
  /** Told that the connection was lost and is being rebuilt. */
  readonly onLost?: (error: AppError) => void;
  /** How long a server may stay away. */
  readonly patienceMs?: number;
}

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 3_000;
const PATIENCE_MS = 60_000;

/**
 * Follows a workflow's events from the first to the last; the server says which one is the last, because a workflow
 * that has ended may have been resumed. A lost connection is taken up again after the last event
 * that came in, so none is missed and none comes twice.
 * @throws AppError `upstream_unavailable` when the server stays away longer than `patienceMs`.
 */
export async function followWorkflow(options: FollowOptions): Promise<void> {
  let lastEventId: string | null = null;
  let waitMs = FIRST_WAIT_MS;
  let lostForMs = 0;
  while (true) {
    try {
      const path = `/v1/workflows/${encodeURIComponent(options.workflowId)}/events`;
      for await (const message of options.client.stream(path, lastEventId)) {
        if (message.event === 'end') return;
        lastEventId = message.id;
        waitMs = FIRST_WAIT_MS;
        lostForMs = 0;
        await options.onEvent(eventSchema.parse(JSON.parse(message.data)));
      }
    } catch (error) {
      if (!(error instanceof AppError) || !error.retryable || options.signal.aborted) throw error;
      if (lostForMs >= (options.patienceMs ?? PATIENCE_MS)) throw error;
      options.onLost?.(error);
    }
    options.signal.throwIfAborted();
    await sleep(waitMs, undefined, { signal: options.signal }).catch(() => options.signal.throwIfAborted());
    lostForMs += waitMs;
    waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
  }
}
