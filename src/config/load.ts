import { join, resolve } from 'node:path';
import { AppError, type ErrorIssue } from '../kernel/errors.ts';
import { WORKER_ROLES, type WorkerRole } from '../orchestration/roles.ts';
import { concurrencyVariable } from './concurrency.ts';
import { type Environment, environment } from './environment.ts';
import { nearest } from './nearest.ts';
import {
  type Config,
  type EnvironmentValues,
  environmentSchema,
  SECRET_VARIABLES,
  VARIABLE_PREFIX,
  VARIABLES,
} from './schema.ts';

/** What the commands that talk to a running server need. */
export interface ClientConfig {
  readonly url: string | null;
  readonly key: string | null;
  readonly home: string;
  /** NO_COLOR is set (https://no-color.org): print no escape sequences. */
  readonly noColor: boolean;
}

/**
 * The configuration of a platform process, from its environment. Frozen. An empty variable counts as unset.
 * @throws AppError `config_invalid` with every problem at once; an unknown `BULLWRIGHT_…` variable is one.
 */
export function loadConfig(env: Environment = environment()): Config {
  const values = parseEnvironment(env);
  const home = resolve(values.BULLWRIGHT_HOME);
  const concurrency = Object.fromEntries(
    WORKER_ROLES.map((role) => [role, values[concurrencyVariable(role)]]),
  ) as Record<WorkerRole, number>;
  return Object.freeze({
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    home,
    dataDir: resolve(values.BULLWRIGHT_DATA_DIR),
    feeds:
      values.BULLWRIGHT_LIVE_FEEDS === 'off'
        ? null
        : Object.freeze({
            forexsb: withoutSlash(values.BULLWRIGHT_FOREXSB_URL),
            binance: withoutSlash(values.BULLWRIGHT_BINANCE_URL),
            dukascopy: withoutSlash(values.BULLWRIGHT_DUKASCOPY_URL),
          }),
    feedHeaders: Object.freeze({
      userAgent: values.BULLWRIGHT_FEED_USER_AGENT,
      forexsbReferer: values.BULLWRIGHT_FOREXSB_REFERER ?? null,
    }),
    artifactsDir: resolve(values.BULLWRIGHT_ARTIFACTS_DIR ?? join(home, 'artifacts')),
    host: values.BULLWRIGHT_HOST,
    port: values.BULLWRIGHT_PORT,
    queuePrefix: values.BULLWRIGHT_QUEUE_PREFIX,
    logLevel: values.BULLWRIGHT_LOG_LEVEL,
    logFormat: values.BULLWRIGHT_LOG_FORMAT,
    computeThreads: values.BULLWRIGHT_COMPUTE_THREADS,
    taskMemoryBytes:
      values.BULLWRIGHT_TASK_MEMORY_MB === undefined
        ? null
        : values.BULLWRIGHT_TASK_MEMORY_MB * BYTES_A_MEGABYTE,
    concurrency: Object.freeze(concurrency),
    lockMs: values.BULLWRIGHT_LOCK_MS,
    stalledCheckMs: values.BULLWRIGHT_STALLED_CHECK_MS,
    shutdownMs: values.BULLWRIGHT_SHUTDOWN_MS,
    retention: Object.freeze({
      messagesDays: values.BULLWRIGHT_KEEP_MESSAGES_DAYS,
      historyDays: values.BULLWRIGHT_KEEP_HISTORY_DAYS,
      fitsDays: values.BULLWRIGHT_KEEP_FITS_DAYS,
    }),
    adminKey: values.BULLWRIGHT_ADMIN_KEY ?? null,
    lightGbmLibrary: values.LIGHTGBM_LIBRARY ? resolve(values.LIGHTGBM_LIBRARY) : null,
  });
}

const BYTES_A_MEGABYTE = 2 ** 20;

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

/** What a client command needs of the environment. @throws AppError `config_invalid`. */
export function loadClientConfig(env: Environment = environment()): ClientConfig {
  const values = parseEnvironment(env);
  return Object.freeze({
    url: values.BULLWRIGHT_URL ?? null,
    key: values.BULLWRIGHT_KEY ?? null,
    home: resolve(values.BULLWRIGHT_HOME),
    noColor: (env.NO_COLOR ?? '') !== '',
  });
}

/** The variables, parsed and with their defaults. @throws AppError `config_invalid`. */
export function parseEnvironment(env: Environment): EnvironmentValues {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = environmentSchema.safeParse(given);
  const issues = [
    ...unknownVariables(given),
    ...(result.success ? [] : invalidValues(result.error.issues, given)),
  ];
  if (result.success && issues.length === 0) return result.data;
  const list = issues.map((issue) => `${issue.path} ${issue.message}`).join('; ');
  throw new AppError('config_invalid', `The environment has ${issues.length} problem(s): ${list}`, {
    issues,
  });
}

function unknownVariables(env: Environment): ErrorIssue[] {
  const known: readonly string[] = VARIABLES;
  return Object.keys(env)
    .filter((name) => name.startsWith(VARIABLE_PREFIX) && !known.includes(name))
    .map((name) => {
      const guess = nearest(name, known);
      return { path: name, message: `is not a setting${guess ? `; did you mean ${guess}?` : ''}` };
    });
}

function invalidValues(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
  env: Environment,
): ErrorIssue[] {
  return issues.map((issue) => {
    const name = issue.path.map(String).join('.');
    const isPrintable = !SECRET_VARIABLES.has(name) && !name.endsWith('_URL');
    return {
      path: name,
      message: `${issue.message}${isPrintable ? ` (given: ${JSON.stringify(env[name])})` : ''}`,
    };
  });
}
