import type { FlowJob, FlowProducer, Job, Queue } from 'bullmq';
import type { Dispatch, TickState, WorkQueue } from '../src/application/ports/queue.ts';
import type { WorkerRole } from '../src/orchestration/roles.ts';
import { WORKER_ROLES } from '../src/orchestration/roles.ts';
import { type QueueBackend, storeError } from './backend.ts';
import {
  agentJobSchema,
  reviewJobSchema,
  type ScheduleJob,
  scheduleJobSchema,
  tickJobSchema,
} from './contracts/jobs.ts';
import { jobId, queueName } from './contracts/names.ts';
import { buildFlow, RETENTION } from './flow.ts';

export interface Producer extends WorkQueue {
  readonly queues: ReadonlyMap<WorkerRole, Queue>;
  /** Jobs by queue and state, for metrics. */
  depths(): Promise<readonly { readonly queue: string; readonly state: string; readonly jobs: number }[]>;
  close(): Promise<void>;
}

/** The only writer of jobs. What it adds has been parsed by the contract of its queue. */
export function createProducer(backend: QueueBackend): Producer {
  const queues = new Map(WORKER_ROLES.map((role) => [role, backend.queue(queueName(role))]));
  const flows: FlowProducer = backend.flowProducer();
  const queueOf = (role: WorkerRole): Queue => queues.get(role)!;
  const scheduler = queueOf('scheduler');

  const findJob = (role: WorkerRole, workflowId: string, iteration: number): Promise<Job | undefined> =>
    queueOf(role).getJob(jobId(workflowId, iteration, role));

  const workQueue: WorkQueue = {
    dispatch: async (dispatch) => {
      const flow = buildFlow(dispatch);
      parseFlow(flow);
      await flows.add(flow);
    },

    releaseReview: async (workflowId, iteration) => {
      const job = await findJob('human_review', workflowId, iteration);
      if (!job) return false;
      const state = await job.getState();
      // It may have looked before there was anything to see, and be on its way back to sleep.
      if (state === 'active') return false;
      if (state !== 'delayed') return true;
      try {
        await job.promote();
      } catch (error) {
        // Somebody else woke it between the question and the promotion: that is what was wanted.
        if (await job.isDelayed()) throw error;
      }
      return true;
    },

    tickState: async (workflowId, iteration) => {
      const job = await findJob('supervisor', workflowId, iteration);
      return job ? tickStateOf(await job.getState()) : 'missing';
    },

    discard: async (dispatch) => {
      for (const { role, id } of jobsOf(dispatch)) {
        const job = await queueOf(role).getJob(id);
        if (job && ['failed', 'completed'].includes(await job.getState())) await job.remove();
      }
    },

    upsertSchedule: async ({ id, cron, timeZone }) => {
      const data: ScheduleJob = scheduleJobSchema.parse({ scheduleId: id });
      await scheduler.upsertJobScheduler(
        id,
        { pattern: cron, tz: timeZone },
        { name: 'tick', data, opts: RETENTION },
      );
    },

    removeSchedule: async (scheduleId) => {
      await scheduler.removeJobScheduler(scheduleId);
    },

    scheduleIds: async () => {
      const known = await scheduler.getJobSchedulers(0, -1);
      return known.flatMap((entry) => (entry?.key ? [entry.key] : []));
    },
  };

  return {
    ...namingOutages(workQueue),
    queues,

    depths: async () => {
      const counts = await Promise.all(
        [...queues.values()].map(async (queue) => ({
          queue: queue.name,
          counts: await queue.getJobCounts(),
        })),
      );
      return counts.flatMap(({ queue, counts }) =>
        Object.entries(counts).map(([state, jobs]) => ({ queue, state, jobs })),
      );
    },

    close: async () => {
      await Promise.all([flows.close(), ...[...queues.values()].map((queue) => queue.close())]);
    },
  };
}

/** The same queue, whose methods throw `queue_unavailable` while the store is away. */
function namingOutages(queue: WorkQueue): WorkQueue {
  const named =
    <A extends unknown[], T>(ask: (...args: A) => Promise<T>) =>
    (...args: A): Promise<T> =>
      ask(...args).catch((thrown: unknown) => {
        throw storeError(thrown);
      });
  return {
    dispatch: named(queue.dispatch),
    releaseReview: named(queue.releaseReview),
    tickState: named(queue.tickState),
    discard: named(queue.discard),
    upsertSchedule: named(queue.upsertSchedule),
    removeSchedule: named(queue.removeSchedule),
    scheduleIds: named(queue.scheduleIds),
  };
}

/** Every job is parsed on adding by the same schema that parses it on taking. */
function parseFlow(flow: FlowJob): void {
  tickJobSchema.parse(flow.data);
  for (const child of flow.children ?? []) {
    const schema = child.queueName === queueName('human_review') ? reviewJobSchema : agentJobSchema;
    schema.parse(child.data);
  }
}

/** Parent first: removing a child first would wake a parent that still waits. */
function jobsOf({ workflowId, iteration, decision }: Dispatch): { role: WorkerRole; id: string }[] {
  const children: WorkerRole[] =
    decision.kind === 'run' ? decision.agents.map((agent) => agent.role) : ['human_review'];
  return (['supervisor', ...children] as WorkerRole[]).map((role) => ({
    role,
    id: jobId(workflowId, iteration, role),
  }));
}

function tickStateOf(state: string): TickState {
  if (state === 'completed' || state === 'failed') return state;
  return state === 'unknown' ? 'missing' : 'alive';
}
