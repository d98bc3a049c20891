import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openQueueBackend, type QueueBackend, type QueueStore } from '../../queues/backend.ts';
import { migrateQueues } from '../../queues/migrate.ts';
import { createProducer, type Producer } from '../../queues/producer.ts';
import type { Agent } from '../../src/agents/agent.ts';
import type { Application } from '../../src/application/application.ts';
import { createApplication } from '../../src/application/create-application.ts';
import type { AgentDependencies, Logger } from '../../src/application/dependencies.ts';
import type { WorkflowRow } from '../../src/application/ports/workflows.ts';
import { createArtifacts } from '../../src/artifacts/artifacts.ts';
import { createDatasetBars } from '../../src/artifacts/dataset-bars.ts';
import { createFolderStore } from '../../src/artifacts/folder.ts';
import { loadConfig } from '../../src/config/load.ts';
import { createUploads } from '../../src/data-sources/uploads.ts';
import { createDatasetExports } from '../../src/data-sources/writers/export-bars.ts';
import { type Clock, systemClock } from '../../src/kernel/clock.ts';
import { createMetrics } from '../../src/observability/metrics.ts';
import { AGENT_ROLES, type AgentRole, WORKER_ROLES, type WorkerRole } from '../../src/orchestration/roles.ts';
import { openQueuePool } from '../../src/persistence/queue-pool.ts';
import { createSignals } from '../../src/persistence/signals.ts';
import { humanReviewWorker } from '../../workers/human-review.ts';
import { type Running, startWorkers } from '../../workers/lifecycle.ts';
import { createRunningJobs } from '../../workers/running-jobs.ts';
import { schedulerWorker } from '../../workers/scheduler.ts';
import { specialist } from '../../workers/specialist.ts';
import { supervisorWorker } from '../../workers/supervisor.ts';
import { createAgentContext } from './agent-context.ts';
import { createTestDatabase } from './database.ts';
import { redisUrl, uniquePrefix } from './redis.ts';
import { dataset, featureSet, model, risk, signalSet, verdict } from './states.ts';

export type Script = Partial<Record<AgentRole, Agent['run']>>;

/** The orchestration on real stores, with agents that do what a test says: what is tested is the road, not the cargo. */
export interface TestPlatform {
  readonly application: Application;
  readonly dependencies: AgentDependencies;
  readonly backend: QueueBackend;
  readonly producer: Producer;
  /** What each agent does from now on; roles that are not named do their default. */
  script(changes: Script): void;
  startWorkers(roles?: readonly WorkerRole[]): Promise<Running>;
  /** Resolves when the workflow satisfies the condition; wakes on committed events. */
  until(workflowId: string, condition: (workflow: WorkflowRow) => boolean): Promise<WorkflowRow>;
  stop(): Promise<void>;
}

export interface TestPlatformOptions {
  readonly queue: QueueStore['kind'];
  readonly clock?: Clock;
}

/** Agents whose results let a workflow through to the release gate. */
const DEFAULTS: Record<AgentRole, Agent['run']> = {
  data_engineer: async () => ({ dataset: dataset(), messages: [{ role: 'data_engineer', text: 'Bars.' }] }),
  smc_analyst: async () => ({ candidateFeatures: [featureSet('smc_analyst')] }),
  ml_engineer: async ({ task }) =>
    task === 'features'
      ? { candidateFeatures: [featureSet('ml_engineer')] }
      : { trainedModels: [model()], bestModel: model(), selectedFeatures: featureSet('ml_engineer') },
  validation_agent: async () => ({ validationResults: [verdict(true)] }),
  signal_evaluator: async () => ({ generatedSignals: signalSet(), filteredSignals: signalSet() }),
  risk_manager: async () => ({ riskAssessments: { [model().id]: risk(true) } }),
};

export async function createTestPlatform(options: TestPlatformOptions): Promise<TestPlatform> {
  const clock = options.clock ?? systemClock;
  const database = await createTestDatabase(clock);
  const folder = await mkdtemp(join(tmpdir(), 'bullwright-test-'));
  const pool = openQueuePool({
    connectionString: database.connectionString,
    maxConnections: WORKER_ROLES.length + 6,
    applicationName: 'bullwright test queues',
  });
  if (options.queue === 'postgres') await migrateQueues(pool);
  const backend = openQueueBackend(
    options.queue === 'postgres'
      ? { kind: 'postgres', pool }
      : { kind: 'redis', url: redisUrl()!, prefix: uniquePrefix() },
    { onError: () => undefined },
  );
  await backend.ping();
  const producer = createProducer(backend);
  const signals = createSignals({ connectionString: database.connectionString });
  await signals.start();
  const artifactStore = await createFolderStore(folder);

  let current = DEFAULTS;
  const definitions = [
    ...AGENT_ROLES.map((role) =>
      specialist({ role, run: (input, context) => current[role](input, context) }),
    ),
    humanReviewWorker,
    supervisorWorker,
    schedulerWorker,
  ];
  const { marketData, compute, trials, fitMemo, vault } = createAgentContext().context;
  const silent = () => undefined;
  const logger: Logger = { debug: silent, info: silent, warn: silent, error: silent, child: () => logger };
  const dependencies: AgentDependencies = {
    store: database.store,
    queue: producer,
    signals,
    artifactStore,
    uploads: createUploads(),
    datasetBars: createDatasetBars(artifactStore),
    exports: createDatasetExports(),
    compute,
    clock,
    logger,
    portsFor: ({ onStored }) => ({
      artifacts: createArtifacts({ store: artifactStore, onStored }),
      marketData,
      compute,
      trials,
      fitMemo,
      vault,
    }),
  };
  const started: Running[] = [];
  return {
    application: createApplication(dependencies),
    dependencies,
    backend,
    producer,
    script: (changes) => {
      current = { ...DEFAULTS, ...changes };
    },
    startWorkers: async (roles = WORKER_ROLES) => {
      const workers = await startWorkers({
        dependencies,
        backend,
        definitions: definitions.filter(({ role }) => roles.includes(role)),
        running: createRunningJobs(),
        metrics: createMetrics(),
        retention: loadConfig({}).retention,
        config: {
          concurrency: Object.fromEntries(WORKER_ROLES.map((role) => [role, 5])) as Record<
            WorkerRole,
            number
          >,
          lockMs: 2_000,
          stalledCheckMs: 1_000,
          shutdownMs: 200,
        },
      });
      started.push(workers);
      return workers;
    },
    until: (workflowId, condition) => untilWorkflow(dependencies, workflowId, condition),
    stop: async () => {
      await Promise.all(started.map((workers) => workers.stop()));
      await signals.stop();
      await producer.close();
      await backend.close();
      await pool.end();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilWorkflow(
  { store, signals }: AgentDependencies,
  workflowId: string,
  condition: (workflow: WorkflowRow) => boolean,
): Promise<WorkflowRow> {
  let wake: () => void = () => undefined;
  let woken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const stopListening = signals.onEvents(() => wake());
  try {
    for (;;) {
      const workflow = await store.workflows.get(workflowId);
      if (workflow && condition(workflow)) return workflow;
      await woken;
      woken = new Promise((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    stopListening();
  }
}

/** A promise with its resolver outside: a test's way to know, and to say, that something has happened. */
export function latch<T = void>(): { readonly opened: Promise<T>; open(value: T): void } {
  let open: (value: T) => void = () => undefined;
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
