import type { Processor } from 'bullmq';
import { consume } from '../queues/consumer.ts';
import {
  agentJobSchema,
  reviewJobSchema,
  scheduleJobSchema,
  tickJobSchema,
} from '../queues/contracts/jobs.ts';
import { advanceWorkflow } from '../src/application/advance-workflow.ts';
import type { AgentDependencies } from '../src/application/dependencies.ts';
import { resolveReview } from '../src/application/resolve-review.ts';
import { runAgent } from '../src/application/run-agent.ts';
import { tickSchedule } from '../src/application/tick-schedule.ts';
import { toAppError } from '../src/kernel/errors.ts';
import type { Metrics } from '../src/observability/metrics.ts';
import { AGENT_ROLES, type AgentRole, type ChildRole, type WorkerRole } from '../src/orchestration/roles.ts';
import type { RunningJobs } from './running-jobs.ts';

export interface ProcessorOptions {
  readonly dependencies: AgentDependencies;
  readonly running: RunningJobs;
  readonly metrics: Metrics;
}

/** The processor of a role: its contract, and the use case behind it. */
export function processorOf(role: WorkerRole, options: ProcessorOptions): Processor {
  switch (role) {
    case 'supervisor':
      return supervisor(options);
    case 'human_review':
      return humanReview(options);
    case 'scheduler':
      return scheduler(options);
    default:
      return specialist(role, options);
  }
}

function specialist(role: AgentRole, { dependencies, running, metrics }: ProcessorOptions): Processor {
  return consume({
    schema: agentJobSchema.refine((job) => job.role === role, { path: ['role'], message: `must be ${role}` }),
    timeoutMs: (job) => job.timeoutMs,
    register: (job, controller) => running.register(job.workflowId, controller),
    onPoison: (job, error) =>
      dependencies.logger.error({ jobId: job.id, role, err: error }, 'a payload does not parse'),
    handle: async (job, execution) => {
      const startedMs = performance.now();
      const record = (outcome: 'succeeded' | 'failed' | 'reused') =>
        metrics.recordAgentRun({ role, outcome, durationMs: performance.now() - startedMs });
      try {
        const result = await runAgent(dependencies, {
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
        const error = toAppError(thrown);
        record('failed');
        metrics.recordAgentError({ role, code: error.code });
        dependencies.logger.warn(
          {
            workflowId: job.workflowId,
            iteration: job.iteration,
            role,
            attempt: execution.attempt,
            err: error,
          },
          'an agent run failed',
        );
        throw error;
      }
    },
  });
}

function supervisor({ dependencies, running, metrics }: ProcessorOptions): Processor {
  return consume({
    schema: tickJobSchema,
    // A tick is one transaction: a cancel must not stop the very thing that carries it out.
    register: (_job, controller) => running.register(null, controller),
    handle: async ({ workflowId, iteration }, execution) => {
      const lostChildren = rolesOf(await execution.failedChildren());
      const { isLastAttempt } = execution;
      const result = await advanceWorkflow(dependencies, {
        workflowId,
        iteration,
        lostChildren,
        isLastAttempt,
      });
      if (result.finished) metrics.recordWorkflowFinished(result.finished);
      return { kind: 'done', result };
    },
  });
}

/** Job keys end with our job id, and that ends with the role. */
function rolesOf(failures: Readonly<Record<string, string>>): Partial<Record<ChildRole, string>> {
  const roles: readonly ChildRole[] = [...AGENT_ROLES, 'human_review'];
  const lost: Partial<Record<ChildRole, string>> = {};
  for (const [jobKey, reason] of Object.entries(failures)) {
    const role = roles.find((candidate) => jobKey.endsWith(`.${candidate}`));
    if (role) lost[role] = reason;
  }
  return lost;
}

function humanReview({ dependencies, running }: ProcessorOptions): Processor {
  return consume({
    schema: reviewJobSchema,
    register: (_job, controller) => running.register(null, controller),
    handle: (job) => resolveReview(dependencies, job),
  });
}

function scheduler({ dependencies, running }: ProcessorOptions): Processor {
  return consume({
    schema: scheduleJobSchema,
    register: (_job, controller) => running.register(null, controller),
    handle: async ({ scheduleId }) => {
      await tickSchedule(dependencies, scheduleId);
      return { kind: 'done', result: { scheduleId } };
    },
  });
}
