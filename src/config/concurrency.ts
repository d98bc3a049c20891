import type { z } from 'zod';
import { WORKER_ROLES, type WorkerRole } from '../orchestration/roles.ts';
import { integerField } from './fields.ts';

export type ConcurrencyVariable = `BULLWRIGHT_CONCURRENCY_${Uppercase<WorkerRole>}`;

export const concurrencyVariable = (role: WorkerRole): ConcurrencyVariable =>
  `BULLWRIGHT_CONCURRENCY_${role.toUpperCase() as Uppercase<WorkerRole>}`;

/** Training and validation keep every compute thread busy on their own; waiting costs nothing. */
const DEFAULT_CONCURRENCY: Record<WorkerRole, number> = {
  data_engineer: 2,
  smc_analyst: 2,
  ml_engineer: 1,
  validation_agent: 1,
  signal_evaluator: 2,
  risk_manager: 2,
  human_review: 10,
  supervisor: 10,
  scheduler: 1,
};

/** One field a role: how many of its jobs a process runs at once. */
export function concurrencyFields() {
  const fields = WORKER_ROLES.map((role) => [
    concurrencyVariable(role),
    integerField(1, 1_000)
      .default(DEFAULT_CONCURRENCY[role])
      .describe(`Jobs of ${role} that one process runs at once`),
  ]);
  return Object.fromEntries(fields) as Record<
    ConcurrencyVariable,
    z.ZodDefault<ReturnType<typeof integerField>>
  >;
}
