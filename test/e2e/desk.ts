import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../src/cli/client.ts';
import { followWorkflow } from '../../src/cli/follow.ts';
import type { WorkflowEvent } from '../../src/cli/progress-view.ts';

/** An empty folder to work in; removed at the end. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'bullwright-e2e-'));
  // As root the database runs under another account, which must be able to reach its folder.
  await chmod(path, 0o711);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A user's HTTP client: plain fetch with a key. */
export interface Desk {
  readonly url: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** All events of a workflow up to its end; `onEvent` sees each one as it comes in. */
  follow(
    workflowId: string,
    onEvent?: (event: WorkflowEvent) => void | Promise<void>,
  ): Promise<WorkflowEvent[]>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, when it is JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  readonly body: any;
}

export function openDesk(url: string, key: string | null): Desk {
  const signal = new AbortController().signal;
  return {
    url,
    call: async (method, path, body, headers = {}) => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(key && { Authorization: `Bearer ${key}` }),
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = /json/.test(response.headers.get('content-type') ?? '');
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: isJson ? JSON.parse(text) : null,
      };
    },
    follow: async (workflowId, onEvent) => {
      const events: WorkflowEvent[] = [];
      await followWorkflow({
        client: createClient({ url, key, signal }),
        workflowId,
        signal,
        onEvent: async (event) => {
          events.push(event);
          await onEvent?.(event);
        },
      });
      return events;
    },
  };
}

/** A spec that runs every agent in some seconds. */
export const smallSpec = {
  name: 'small',
  market: { source: { kind: 'sample', name: 'sp500' }, from: '2014-01-01' },
  training: { trials: 2, folds: 2, selection: { method: 'screen' }, search: { num_iterations: [10, 20] } },
  validation: { walkForward: { windows: 2, trials: 1 }, draws: 99 },
  limits: { retries: 0 },
};
