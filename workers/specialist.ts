import { consume } from '../queues/consumer.ts';
import { agentJobSchema } from '../queues/contracts/jobs.ts';
import type { Agent } from '../src/agents/agent.ts';
import { runAgent } from '../src/application/run-agent.ts';
import { toAppError } from '../src/kernel/errors.ts';
import type { WorkerDefinition } from './worker.ts';

/** The worker of an agent: parse, run with a deadline, record, measure. */
export function specialist(agent: Agent): WorkerDefinition {
  const { role } = agent;
  return {
    role,
    processor: ({ dependencies, running, metrics }) =>
      consume({
        schema: agentJobSchema.refine((job) => job.role === role, {
          path: ['role'],
          message: `must be ${role}`,
        }),
        timeoutMs: (job) => job.timeoutMs,
        register: (job, controller) => running.register(job.workflowId, controller),
        onPoison: (job, err) =>
          dependencies.logger.error({ jobId: job.id, role, err }, 'a payload does not parse'),
        handle: async (job, execution) => {
          const startedMs = performance.now();
          const record = (outcome: 'succeeded' | 'failed' | 'reused') =>
            metrics.recordAgentRun({ role, outcome, durationMs: performance.now() - startedMs });
          try {
            const result = await runAgent(dependencies, agent, {
              ...job,
              signal: execution.signal,
              attempt: execution.attempt,
              isLastAttempt: execution.isLastAttempt,
              onProgress: execution.progress,
            });
            record(result.reused ? 'reused' : 'succeeded');
            const { workflowId, iteration } = job;
            return { kind: 'done', result: { workflowId, iteration, role, ...result } };
          } catch (thrown) {
            const err = toAppError(thrown);
            record('failed');
            metrics.recordAgentError({ role, code: err.code });
            const { workflowId, iteration } = job;
            const { attempt } = execution;
            dependencies.logger.warn({ workflowId, iteration, role, attempt, err }, 'an agent run failed');
            throw err;
          }
        },
      }),
  };
}
