import { consume } from '../queues/consumer.ts';
import { scheduleJobSchema } from '../queues/contracts/jobs.ts';
import { PRUNING, prune } from '../src/application/prune.ts';
import { tickSchedule } from '../src/application/tick-schedule.ts';
import type { WorkerDefinition } from './worker.ts';

/** Submits the workflows of schedules at their times, and lets go of what was kept long enough. */
export const schedulerWorker: WorkerDefinition = {
  role: 'scheduler',
  processor: ({ dependencies, running, retention, metrics }) =>
    consume({
      schema: scheduleJobSchema,
      register: (_job, controller) => running.register(null, controller),
      handle: async ({ scheduleId }, { signal }) => {
        if (scheduleId === PRUNING.id) {
          const pruned = await prune(dependencies, retention, signal);
          if (pruned) metrics.recordPruned(pruned);
        } else {
          await tickSchedule(dependencies, scheduleId);
        }
        return { kind: 'done', result: { scheduleId } };
      },
    }),
};
