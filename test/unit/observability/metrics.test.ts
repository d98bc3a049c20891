import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../../src/observability/metrics.ts';

describe('createMetrics', () => {
  it('renders what was recorded, in seconds', async () => {
    const metrics = createMetrics();
    metrics.recordWorkflowFinished('rejected');
    metrics.recordAgentRun({ role: 'ml_engineer', outcome: 'succeeded', durationMs: 1500 });
    metrics.recordAgentError({ role: 'data_engineer', code: 'data_unreadable' });
    metrics.recordHttp({ method: 'GET', route: '/v1/workflows/:id', status: 200, durationMs: 4 });
    const text = await metrics.render();
    expect(text).toContain('bullwright_workflows_finished_total{status="rejected"} 1');
    expect(text).toContain(
      'bullwright_agent_run_duration_seconds_sum{role="ml_engineer",outcome="succeeded"} 1.5',
    );
    expect(text).toContain('bullwright_agent_errors_total{role="data_engineer",code="data_unreadable"} 1');
    expect(text).toContain('route="/v1/workflows/:id",status="200"} 0.004');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    expect(metrics.contentType).toContain('text/plain');
  });

  it('asks for queue depths at every scrape and forgets those that are gone', async () => {
    const metrics = createMetrics();
    let depths = [{ queue: 'ml-engineer', state: 'waiting', jobs: 3 }];
    metrics.collectQueueDepths(async () => depths);
    expect(await metrics.render()).toContain('bullwright_queue_jobs{queue="ml-engineer",state="waiting"} 3');
    depths = [];
    expect(await metrics.render()).not.toContain('queue="ml-engineer"');
  });

  it('keeps rendering when the queues cannot be counted, and counts that', async () => {
    const metrics = createMetrics();
    metrics.recordWorkflowFinished('completed');
    metrics.collectQueueDepths(() => Promise.reject(new Error('redis is down')));
    await metrics.render();
    const text = await metrics.render();
    expect(text).toContain('bullwright_workflows_finished_total{status="completed"} 1');
    expect(text).toMatch(/bullwright_queue_depth_failures_total [12]/);
  });

  it('gives every platform its own registry', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.recordWorkflowFinished('failed');
    expect(await other.render()).not.toContain('status="failed"');
  });
});
