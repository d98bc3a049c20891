import type { FlowJob, JobsOptions } from 'bullmq';
import type { Dispatch } from '../src/application/ports/queue.ts';
import type { AgentJob, ReviewJob, TickJob } from './contracts/jobs.ts';
import { jobId, queueName } from './contracts/names.ts';

/** Starts of an agent job after failures that may pass: the first and four retries, about 15 s in all. */
const AGENT_ATTEMPTS = 5;
/** A tick only fails when Postgres is away; it waits for minutes before the workflow is parked. */
const TICK_ATTEMPTS = 12;

/** Finished jobs stay visible in Bull Board for a while; what they decided is in Postgres for good. */
export const RETENTION = {
  removeOnComplete: { age: 7 * 86_400, count: 10_000 },
  removeOnFail: { age: 30 * 86_400, count: 10_000 },
} as const satisfies JobsOptions;

/**
 * The flow of one transition, as a pure function of its dispatch: the parent is the tick that joins the step,
 * the children are its agents side by side, or the held job of the human gate.
 * Every child carries exactly one failure option, so a failed child never leaves its parent waiting.
 */
export function buildFlow(dispatch: Dispatch): FlowJob {
  const { workflowId, iteration } = dispatch;
  return {
    name: 'tick',
    queueName: queueName('supervisor'),
    data: { workflowId, iteration } satisfies TickJob,
    opts: { jobId: jobId(workflowId, iteration, 'supervisor'), ...retries(TICK_ATTEMPTS), ...RETENTION },
    children: childrenOf(dispatch),
  };
}

function childrenOf({
  workflowId,
  iteration,
  decision,
  timeoutMs,
  review,
}: Dispatch): NonNullable<FlowJob['children']> {
  if (decision.kind === 'run') {
    return decision.agents.map(({ role, task }) => ({
      name: task,
      queueName: queueName(role),
      data: { workflowId, iteration, role, task, timeoutMs } satisfies AgentJob,
      opts: child(jobId(workflowId, iteration, role)),
    }));
  }
  if (!review) throw new TypeError('the dispatch of a review needs its approval');
  return [
    {
      name: decision.review,
      queueName: queueName('human_review'),
      data: { workflowId, iteration, approvalId: review.approvalId } satisfies ReviewJob,
      opts: { ...child(jobId(workflowId, iteration, 'human_review')), delay: Math.max(1, review.delayMs) },
    },
  ];
}

const child = (id: string) => ({
  jobId: id,
  ignoreDependencyOnFailure: true,
  ...retries(AGENT_ATTEMPTS),
  ...RETENTION,
});

/** `custom` is the backoff of `backoff.ts`: exponential with jitter, or what `Retry-After` said. */
const retries = (attempts: number) => ({ attempts, backoff: { type: 'custom' } });
