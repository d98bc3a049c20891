import { consume } from '../queues/consumer.ts';
import { scheduleJobSchema } from '../queues/contracts/jobs.ts';
import { tickSchedule } from '../src/application/tick-schedule.ts';
import type { WorkerDefinition } from './worker.ts';

/** Submits the workflows of schedules at their times. */
export const schedulerWorker: WorkerDefinition = {
  role: 'scheduler',
  processor: ({ dependencies, running }) =>
    consume({
      schema: scheduleJobSchema,
      register: (_job, controller) => running.register(null, controller),
      handle: async ({ scheduleId }) => {
        await tickSchedule(dependencies, scheduleId);
        return { kind: 'done', result: { scheduleId } };
      },
    }),
};
