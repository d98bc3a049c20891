import { WORKER_ROLES, type WorkerRole } from '../../src/orchestration/roles.ts';

/** Queue of a role: `data-engineer`, `human-review`, … BullMQ forbids `:` in names. */
export const queueName = (role: WorkerRole): string => role.replaceAll('_', '-');

export const QUEUE_NAMES: readonly string[] = WORKER_ROLES.map(queueName);

/** Job id: the same job added twice is one job. */
export const jobId = (workflowId: string, iteration: number, role: WorkerRole): string =>
  `${workflowId}.${iteration}.${role}`;

/** All keys of one platform share a hash tag, so a Redis Cluster keeps them on one node. */
export const DEFAULT_PREFIX = '{bullwright}';
