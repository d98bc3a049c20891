import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import type { RequestHandler } from 'express';
import type { WorkerRole } from '../src/orchestration/roles.ts';

/**
 * Bull Board over every queue, mounted under `basePath`. The gate queue is read-only: only the approval endpoint
 * decides, and a job promoted by hand would be put back to sleep anyway.
 */
export function createBoard(queues: ReadonlyMap<WorkerRole, Queue>, basePath: string) {
  const server = new LocalAdapter();
  server.setBasePath(basePath);
  createBullBoard({
    queues: [...queues].map(([role, queue]) => adapterOf(role, queue)),
    serverAdapter: server,
    options: { uiConfig: { boardTitle: 'Bullwright queues', hideRedisDetails: true } },
  });
  return server.getRouter();
}

/** The page of the board names a font of another server, which our policy forbids to ask: it is left out. */
class LocalAdapter extends ExpressAdapter {
  override setEntryRoute({ route, handler }: Parameters<ExpressAdapter['setEntryRoute']>[0]): this {
    const show: RequestHandler = (_req, res, next) => {
      const { name, params } = handler({ basePath: this.basePath, uiConfig: this.uiConfig });
      res.render(name, params, (error: Error | null, page: string) => {
        if (error) next(error);
        else res.send(page.replaceAll(FOREIGN_STYLES, ''));
      });
    };
    this.app.get(route, show);
    return this;
  }
}

const FOREIGN_STYLES = /<link\b[^>]*\bhref="https?:[^>]*>/g;

function adapterOf(role: WorkerRole, queue: Queue): BullMQAdapter {
  const adapter = new BullMQAdapter(queue, {
    readOnlyMode: role === 'human_review',
    externalJobUrl: ({ data }) => ({ displayText: 'Workflow', href: workflowHref(data) }),
    description: role === 'human_review' ? 'Held until a person decides: use the approvals API.' : '',
  });
  adapter.setFormatter('name', (job) => `${job.name} · ${shortId(job.data)}`);
  adapter.setFormatter('returnValue', (value) => value ?? '(none)');
  return adapter;
}

/** The last characters of a workflow id are what tells two of them apart on a screen. */
function shortId(data: unknown): string {
  const id = (data as { workflowId?: unknown } | null)?.workflowId;
  return typeof id === 'string' ? id.slice(-6) : '';
}

/** The page of the workflow says what the few ids of a payload do not. */
function workflowHref(data: unknown): string {
  const id = (data as { workflowId?: unknown } | null)?.workflowId;
  return typeof id === 'string' ? `/#/workflows/${id}` : '/';
}
