import { consume } from '../queues/consumer.ts';
import { reviewJobSchema } from '../queues/contracts/jobs.ts';
import { resolveReview } from '../src/application/resolve-review.ts';
import type { WorkerDefinition } from './worker.ts';

/** Wakes held jobs: a decision ends them, a deadline decides them, anything else puts them back to sleep. */
export const humanReviewWorker: WorkerDefinition = {
  role: 'human_review',
  processor: ({ dependencies, running }) =>
    consume({
      schema: reviewJobSchema,
      register: (_job, controller) => running.register(null, controller),
      handle: (job) => resolveReview(dependencies, job),
    }),
};
