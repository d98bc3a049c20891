import type { Processor } from '../queues/backend.ts';
import type { AgentDependencies } from '../src/application/dependencies.ts';
import type { Retention } from '../src/application/prune.ts';
import type { Metrics } from '../src/observability/metrics.ts';
import type { WorkerRole } from '../src/orchestration/roles.ts';
import type { RunningJobs } from './running-jobs.ts';

/** What every processor is given. */
export interface ProcessorOptions {
  readonly dependencies: AgentDependencies;
  readonly running: RunningJobs;
  readonly metrics: Metrics;
  readonly retention: Retention;
}

/** The worker of one role: its queue is named after the role, its processor does the work of a job. */
export interface WorkerDefinition {
  readonly role: WorkerRole;
  processor(options: ProcessorOptions): Processor;
}
