import { join } from 'node:path';
import { openQueueBackend, type QueueBackend } from '../queues/backend.ts';
import { migrateQueues } from '../queues/migrate.ts';
import { createProducer, type Producer } from '../queues/producer.ts';
import { withDatasets } from '../src/application/dataset-source.ts';
import type { AgentDependencies, AgentPorts, RunIdentity } from '../src/application/dependencies.ts';
import { marketDataOfRole } from '../src/application/market-data-of-role.ts';
import type { ArtifactStore } from '../src/application/ports/artifact-store.ts';
import type { Store } from '../src/application/ports/store.ts';
import { createArtifacts } from '../src/artifacts/artifacts.ts';
import { createDatasetBars } from '../src/artifacts/dataset-bars.ts';
import { createFolderStore } from '../src/artifacts/folder.ts';
import { createVault } from '../src/artifacts/vault.ts';
import { codeHash } from '../src/code-hash.ts';
import { createCompute } from '../src/compute/pool.ts';
import type { Config } from '../src/config/schema.ts';
import { createFeeds, type Feeds } from '../src/data-sources/feeds/feeds.ts';
import { createMarketData } from '../src/data-sources/market-data.ts';
import { createUploads } from '../src/data-sources/uploads.ts';
import { createDatasetExports } from '../src/data-sources/writers/export-bars.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { createLogger } from '../src/observability/logger.ts';
import { createMetrics, type Metrics } from '../src/observability/metrics.ts';
import { type Database, openDatabase } from '../src/persistence/database.ts';
import { startEmbeddedPostgres } from '../src/persistence/embedded.ts';
import { migrateToLatest } from '../src/persistence/migrate.ts';
import { openQueuePool } from '../src/persistence/queue-pool.ts';
import { createSignals } from '../src/persistence/signals.ts';
import { createStore } from '../src/persistence/store.ts';
import { logNativeLines } from './native-lines.ts';
import { createTeardown, type Teardown } from './teardown.ts';

/** Everything a process of the platform is made of, started and migrated. */
export interface Composition {
  readonly dependencies: AgentDependencies;
  readonly database: Database;
  readonly backend: QueueBackend;
  readonly producer: Producer;
  readonly metrics: Metrics;
  readonly teardown: Teardown;
}

export interface ComposeOptions {
  /** Workers this process will run: each one listens on a connection of its own. */
  readonly workers: number;
}

/** Connections for queries of the queue store, on top of one for each listening worker. */
const QUEUE_QUERY_CONNECTIONS = 8;
const STORE_CONNECTIONS = 12;

/**
 * Opens the database (the embedded one without DATABASE_URL), migrates it, opens the queue store, and wires the ports.
 * When a step fails, what was started before it is stopped.
 * @throws AppError naming what cannot be reached and what to do.
 */
export async function compose(config: Config, options: ComposeOptions): Promise<Composition> {
  const logger = createLogger(config);
  const teardown = createTeardown((step, err) => logger.error({ step, err }, 'a part did not stop cleanly'));
  try {
    return await composeWith(config, options, teardown, logger);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function composeWith(
  config: Config,
  options: ComposeOptions,
  teardown: Teardown,
  logger: ReturnType<typeof createLogger>,
): Promise<Composition> {
  const connectionString = config.databaseUrl ?? (await startDatabase(config, teardown, logger));
  const database = openDatabase({
    connectionString,
    maxConnections: STORE_CONNECTIONS,
    applicationName: 'bullwright',
    onConnectionLost: (err) => {
      if (!teardown.isRunning) logger.warn({ err }, 'PostgreSQL closed an idle connection');
    },
  });
  teardown.add('database', () => database.close());
  await database.ping();
  const applied = await migrateToLatest(database);
  if (applied.length > 0) logger.info({ applied }, 'migrated');

  const backend = await openQueues(config, connectionString, options, { teardown, logger });
  const producer = createProducer(backend);
  teardown.add('producer', () => producer.close());

  const signals = createSignals({
    connectionString,
    onLost: (err) => logger.warn({ err }, 'the signal connection was lost; it is being rebuilt'),
  });
  await signals.start();
  teardown.add('signals', () => signals.stop());

  const compute = createCompute({
    threads: config.computeThreads,
    ...(config.taskMemoryBytes !== null && { maxTaskBytes: config.taskMemoryBytes }),
    libraryPath: config.lightGbmLibrary ?? undefined,
    codeHash: codeHash(),
    onLine: logNativeLines(logger),
  });
  teardown.add('compute', () => compute.stop());

  const store = createStore(database);
  const artifactStore = await createFolderStore(config.artifactsDir);
  const datasetBars = createDatasetBars(artifactStore);
  const marketData = withDatasets(
    createMarketData({ dataDirectory: config.dataDir, feeds: openFeeds(config) }),
    {
      datasets: store.datasets,
      datasetBars,
    },
  );
  const dependencies: AgentDependencies = {
    store,
    queue: producer,
    signals,
    artifactStore,
    uploads: createUploads(),
    datasetBars,
    exports: createDatasetExports(),
    compute,
    clock: systemClock,
    logger,
    portsFor: (run) => ({
      ...boundPorts(store, artifactStore, run),
      marketData: marketDataOfRole(run.role, marketData),
      compute,
    }),
  };
  return { dependencies, database, backend, producer, metrics: createMetrics(), teardown };
}

/** What fetches live data, where the configuration allows it. */
function openFeeds({ feeds, feedHeaders, dataDir }: Config): Feeds | null {
  if (feeds === null) return null;
  return createFeeds({
    cacheDirectory: join(dataDir, '.feeds'),
    urls: feeds,
    headers: feedHeaders,
    clock: systemClock,
  });
}

async function startDatabase(
  config: Config,
  teardown: Teardown,
  logger: ReturnType<typeof createLogger>,
): Promise<string> {
  const embedded = await startEmbeddedPostgres({
    directory: join(config.home, 'postgres'),
    log: (line) => logger.debug({ line }, 'postgres'),
  });
  teardown.add('embedded postgres', () => embedded.stop());
  return embedded.connectionString;
}

async function openQueues(
  config: Config,
  connectionString: string,
  { workers }: ComposeOptions,
  { teardown, logger }: { teardown: Teardown; logger: ReturnType<typeof createLogger> },
): Promise<QueueBackend> {
  // While the process stops, connections end on purpose.
  const onError = (err: Error) => {
    if (!teardown.isRunning) logger.warn({ err }, 'the queue store is not answering');
  };
  if (config.redisUrl) {
    const backend = openQueueBackend(
      { kind: 'redis', url: config.redisUrl, prefix: config.queuePrefix },
      { onError },
    );
    teardown.add('redis', () => backend.close());
    await backend.ping();
    return backend;
  }
  const pool = openQueuePool({
    connectionString,
    maxConnections: workers + QUEUE_QUERY_CONNECTIONS,
    applicationName: 'bullwright queues',
  });
  teardown.add('queue pool', () => pool.end());
  await migrateQueues(pool);
  return openQueueBackend({ kind: 'postgres', pool }, { onError });
}

/** The ports of one run that know which workflow and role they serve. */
function boundPorts(
  store: Store,
  artifactStore: ArtifactStore,
  { workflowId, role, onStored }: RunIdentity,
): Pick<AgentPorts, 'artifacts' | 'trials' | 'fitMemo' | 'vault'> {
  return {
    artifacts: createArtifacts({ store: artifactStore, onStored }),
    trials: {
      record: (trials) => store.trials.record(workflowId, trials, new Date(systemClock.nowMs())),
      summary: (family) => store.trials.summary(family),
      best: (family, count) => store.trials.bestBefore(workflowId, family, count),
      stopOf: (key) => store.trials.stopOf(key),
      judged: (exceptModelId) => store.verdicts.judged(exceptModelId),
      recordStop: (stop) => store.trials.recordStop(workflowId, stop, new Date(systemClock.nowMs())),
    },
    fitMemo: store.fitMemo,
    vault: createVault({ artifacts: artifactStore, store, workflowId, role, clock: systemClock }),
  };
}
