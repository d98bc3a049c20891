import { createBoard } from '../queues/board.ts';
import { ensureAdminKey } from '../src/application/api-keys.ts';
import { createApplication } from '../src/application/create-application.ts';
import type { Config } from '../src/config/schema.ts';
import type { WorkerRole } from '../src/orchestration/roles.ts';
import { startApi } from '../src/server.ts';
import { VERSION } from '../src/version.ts';
import { WORKERS } from './all.ts';
import { type Composition, compose } from './compose.ts';
import { startReconciler, startWorkers } from './lifecycle.ts';
import { readinessOf } from './readiness.ts';
import { createRunningJobs } from './running-jobs.ts';

export interface PlatformOptions {
  readonly api: boolean;
  readonly roles: readonly WorkerRole[];
  /** Admin key kept by an earlier start; null: one is made on the first start. */
  readonly adminKey: string | null;
}

export interface Platform {
  /** Null without the API. */
  readonly apiUrl: string | null;
  /** Null without the API, or when nobody knows the secret of the admin key the database has. */
  readonly adminKey: { readonly secret: string; readonly created: boolean } | null;
  /** Drains and stops everything that was started, in reverse order. Idempotent. */
  stop(): Promise<void>;
}

export const BOARD_PATH = '/admin/queues';

/** Starts one process of the platform: the API, workers, or both. */
export async function startPlatform(config: Config, options: PlatformOptions): Promise<Platform> {
  const composition = await compose(config, { workers: options.roles.length });
  const { teardown } = composition;
  try {
    await startRoles(config, options.roles, composition);
    const api = options.api ? await startHttp(config, options.adminKey, composition) : null;
    return { apiUrl: api?.url ?? null, adminKey: api?.adminKey ?? null, stop: () => teardown.run() };
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function startRoles(
  config: Config,
  roles: readonly WorkerRole[],
  composition: Composition,
): Promise<void> {
  if (roles.length === 0) return;
  const { dependencies, backend, metrics, teardown } = composition;
  const running = createRunningJobs();
  const definitions = WORKERS.filter(({ role }) => roles.includes(role));
  const workers = await startWorkers({
    dependencies,
    backend,
    metrics,
    running,
    retention: config.retention,
    definitions,
    config,
  });
  teardown.add('workers', () => workers.stop());
  if (!roles.includes('supervisor')) return;
  const reconciler = startReconciler(dependencies);
  teardown.add('reconciler', () => reconciler.stop());
}

async function startHttp(config: Config, keptKey: string | null, composition: Composition) {
  const { dependencies, producer, metrics, teardown } = composition;
  const { store, clock, signals, artifactStore, logger } = dependencies;
  const { secret, created } = await ensureAdminKey({ store, clock }, config.adminKey ?? keptKey);
  metrics.collectQueueDepths(() => producer.depths());
  const api = await startApi(
    {
      application: createApplication(dependencies),
      store,
      artifactStore,
      signals,
      boardRouter: createBoard(producer.queues, BOARD_PATH),
      readiness: () => readinessOf(composition),
      metrics,
      clock,
      logger,
      version: VERSION,
    },
    config,
  );
  teardown.add('api', () => api.stop());
  return { url: api.url, adminKey: secret === null ? null : { secret, created } };
}
