import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { WorkflowStatus } from '../orchestration/stages.ts';

/** Jobs of one queue in one state, as the queue store counts them. */
export interface QueueDepth {
  readonly queue: string;
  readonly state: string;
  readonly jobs: number;
}

/** What the platform counts. Recording never throws and never waits. */
export interface Metrics {
  /** `route` is the pattern (`/v1/workflows/:id`), never the path: every label value is a time series. */
  recordHttp(request: { method: string; route: string; status: number; durationMs: number }): void;
  recordWorkflowFinished(status: WorkflowStatus): void;
  recordAgentRun(run: { role: string; outcome: 'succeeded' | 'failed' | 'reused'; durationMs: number }): void;
  recordAgentError(error: { role: string; code: string }): void;
  /** Rows the pruning has let go of, by kind. */
  recordPruned(rows: Readonly<Record<string, number>>): void;
  /** Asked at every scrape; when it fails, the scrape goes on without queue depths and says so in a counter. */
  collectQueueDepths(collect: () => Promise<readonly QueueDepth[]>): void;
  readonly contentType: string;
  /** All metrics in the Prometheus text format. */
  render(): Promise<string>;
}

/** From a no-op agent to a long training, in seconds. */
const RUN_BUCKETS = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600];
const HTTP_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

/** A registry of its own: two platforms in one process do not share counts. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const http = new Histogram({
    name: 'bullwright_http_request_duration_seconds',
    help: 'Time to answer an HTTP request',
    labelNames: ['method', 'route', 'status'],
    buckets: HTTP_BUCKETS,
    registers,
  });
  const finished = new Counter({
    name: 'bullwright_workflows_finished_total',
    help: 'Workflows that ended, by status',
    labelNames: ['status'],
    registers,
  });
  const runs = new Histogram({
    name: 'bullwright_agent_run_duration_seconds',
    help: 'Time of one agent run, by role and outcome',
    labelNames: ['role', 'outcome'],
    buckets: RUN_BUCKETS,
    registers,
  });
  const agentErrors = new Counter({
    name: 'bullwright_agent_errors_total',
    help: 'Errors of agents, by role and error code',
    labelNames: ['role', 'code'],
    registers,
  });
  const pruned = new Counter({
    name: 'bullwright_pruned_rows_total',
    help: 'Rows that were let go of because they were kept long enough, by kind',
    labelNames: ['kind'],
    registers,
  });
  const queues = queueGauge(registry);

  return {
    recordHttp: ({ method, route, status, durationMs }) =>
      http.observe({ method, route, status }, durationMs / 1000),
    recordWorkflowFinished: (status) => finished.inc({ status }),
    recordAgentRun: ({ role, outcome, durationMs }) => runs.observe({ role, outcome }, durationMs / 1000),
    recordAgentError: (error) => agentErrors.inc(error),
    recordPruned: (rows) => {
      for (const [kind, count] of Object.entries(rows)) pruned.inc({ kind }, count);
    },
    collectQueueDepths: queues.collectFrom,
    contentType: registry.contentType,
    render: () => registry.metrics(),
  };
}

function queueGauge(registry: Registry) {
  let source: () => Promise<readonly QueueDepth[]> = async () => [];
  const failures = new Counter({
    name: 'bullwright_queue_depth_failures_total',
    help: 'Scrapes that could not count the queues',
    registers: [registry],
  });
  new Gauge({
    name: 'bullwright_queue_jobs',
    help: 'Jobs by queue and state',
    labelNames: ['queue', 'state'],
    registers: [registry],
    async collect() {
      this.reset();
      try {
        for (const { queue, state, jobs } of await source()) this.set({ queue, state }, jobs);
      } catch {
        failures.inc(); // The other metrics matter most while the queue store is down.
      }
    },
  });
  return {
    collectFrom: (collect: () => Promise<readonly QueueDepth[]>) => {
      source = collect;
    },
  };
}
