import { availableParallelism } from 'node:os';
import { z } from 'zod';
import type { WorkerRole } from '../orchestration/roles.ts';
import { concurrencyFields } from './concurrency.ts';
import { headerField, integerField, urlField } from './fields.ts';

/** Everything a process of the platform can be told. Parsed once, frozen, passed down. */
export interface Config {
  /** PostgreSQL that keeps everything; null: an embedded server under `home`. */
  readonly databaseUrl: string | null;
  /** Redis or Valkey as the queue store; null: the queues live in PostgreSQL too. */
  readonly redisUrl: string | null;
  /** Absolute path: embedded database, artifacts, admin key, address of the running server. */
  readonly home: string;
  /** Absolute path: where `market.source.kind: file` may read. */
  readonly dataDir: string;
  /** Addresses of the live feeds; null: nothing is fetched. */
  readonly feeds: { readonly forexsb: string; readonly binance: string; readonly dukascopy: string } | null;
  /** What live feeds are told of who asks. */
  readonly feedHeaders: { readonly userAgent: string; readonly forexsbReferer: string | null };
  readonly artifactsDir: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly queuePrefix: string;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  readonly computeThreads: number;
  /** Memory one training may take, bytes; null: half of the machine, shared by the compute threads. */
  readonly taskMemoryBytes: number | null;
  /** Jobs a worker process runs at once, by role. */
  readonly concurrency: Readonly<Record<WorkerRole, number>>;
  /** How long a job belongs to a worker without a sign of life. */
  readonly lockMs: number;
  /** How often jobs of dead workers are looked for. */
  readonly stalledCheckMs: number;
  /** Longest drain before a stop becomes a hard one. */
  readonly shutdownMs: number;
  /** Days that what nobody needs any more is kept; 0: for ever. */
  readonly retention: {
    readonly messagesDays: number;
    readonly historyDays: number;
    readonly fitsDays: number;
  };
  readonly adminKey: string | null;
  readonly lightGbmLibrary: string | null;
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const LOG_FORMATS = ['json', 'pretty'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/**
 * The environment, one field a variable. Descriptions are printed by `config check`;
 * the table in README.md is compared with them by a test.
 */
export const environmentSchema = z.object({
  DATABASE_URL: urlField(['postgres', 'postgresql'])
    .optional()
    .describe('PostgreSQL 14 or newer; unset: an embedded server under BULLWRIGHT_HOME'),
  REDIS_URL: urlField(['redis', 'rediss'])
    .optional()
    .describe('Redis or Valkey as the queue store; unset: the queues live in PostgreSQL'),
  BULLWRIGHT_HOME: z
    .string()
    .default('.bullwright')
    .describe('Folder of the embedded database, the admin key and the address of the running server'),
  BULLWRIGHT_DATA_DIR: z
    .string()
    .default('data')
    .describe(
      'Folder that specs with a file source may read from; answers of live feeds are kept in .feeds below it',
    ),
  BULLWRIGHT_LIVE_FEEDS: z
    .enum(['on', 'off'], { error: 'must be on or off' })
    .default('off')
    .describe(
      'on: specs may name live feeds (Forexsb, Binance, Dukascopy) as their source, which are then fetched',
    ),
  BULLWRIGHT_FOREXSB_URL: urlField(['http', 'https'])
    .default('https://data.forexsb.com')
    .describe('Address of the Forexsb feed, or of a mirror'),
  BULLWRIGHT_BINANCE_URL: urlField(['http', 'https'])
    .default('https://api.binance.com')
    .describe('Address of the Binance REST API, or of a mirror'),
  BULLWRIGHT_DUKASCOPY_URL: urlField(['http', 'https'])
    .default('https://jetta.dukascopy.com')
    .describe('Address of the Dukascopy data API, or of a mirror'),
  BULLWRIGHT_FEED_USER_AGENT: headerField()
    .default('Mozilla/5.0 (compatible; bullwright)')
    .describe('User-Agent sent to live feeds; some refuse clients that do not look like a browser'),
  BULLWRIGHT_FOREXSB_REFERER: urlField(['http', 'https'])
    .optional()
    .describe('Referer sent to the Forexsb feed, should it ask for the page of its app; unset: none'),
  BULLWRIGHT_ARTIFACTS_DIR: z
    .string()
    .optional()
    .describe('Folder of the artifacts; unset: artifacts/ in BULLWRIGHT_HOME'),
  BULLWRIGHT_HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, 'must be a host name or an IP address')
    .default('127.0.0.1')
    .describe('Address the API listens on'),
  BULLWRIGHT_PORT: integerField(0, 65_535)
    .default(8080)
    .describe('Port the API listens on; 0: any free port'),
  BULLWRIGHT_QUEUE_PREFIX: z
    .string()
    .regex(
      /^\{[A-Za-z0-9_-]{1,40}\}$/,
      'must be 1 to 40 letters, digits, _ or - in braces, like {bullwright}',
    )
    .default('{bullwright}')
    .describe('Prefix of every queue key in Redis; the braces keep them on one Cluster node'),
  BULLWRIGHT_LOG_LEVEL: z
    .enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` })
    .default('info')
    .describe('Least severe log line that is written'),
  BULLWRIGHT_LOG_FORMAT: z
    .enum(LOG_FORMATS, { error: `must be one of ${LOG_FORMATS.join(', ')}` })
    .default(process.stderr.isTTY ? 'pretty' : 'json')
    .describe('Log lines as JSON, or for people; unset: for people on a terminal'),
  BULLWRIGHT_COMPUTE_THREADS: integerField(1, 256)
    .default(defaultThreads(availableParallelism()))
    .describe('Threads that train models; by default all cores less one, at least one'),
  BULLWRIGHT_TASK_MEMORY_MB: integerField(1, 16_777_216)
    .optional()
    .describe(
      'Megabytes (2^20 bytes) one task of a compute thread may take; unset: half of the memory, shared by the compute threads',
    ),
  ...concurrencyFields(),
  BULLWRIGHT_LOCK_MS: integerField(1_000, 600_000)
    .default(6_000)
    .describe('Milliseconds a job belongs to a worker that shows no sign of life'),
  BULLWRIGHT_STALLED_CHECK_MS: integerField(500, 600_000)
    .default(5_000)
    .describe('Milliseconds between two looks for jobs of dead workers'),
  BULLWRIGHT_SHUTDOWN_MS: integerField(0, 600_000)
    .default(20_000)
    .describe('Milliseconds a stopping process waits for running jobs before it leaves them to others'),
  BULLWRIGHT_KEEP_MESSAGES_DAYS: integerField(0, 36_500)
    .default(7)
    .describe('Days that delivered messages and answers to idempotency keys are kept; 0: for ever'),
  BULLWRIGHT_KEEP_HISTORY_DAYS: integerField(0, 36_500)
    .default(90)
    .describe(
      'Days after its end that a workflow keeps the states before its last and its reports of progress, and a schedule its past times; 0: for ever',
    ),
  BULLWRIGHT_KEEP_FITS_DAYS: integerField(0, 36_500)
    .default(30)
    .describe('Days that a finished training nobody asks for is kept for reuse; 0: for ever'),
  BULLWRIGHT_ADMIN_KEY: z
    .string()
    .regex(/^bw_[A-Za-z0-9_-]{43}$/, 'must be bw_ and 43 characters of base64url (256 bits)')
    .optional()
    .describe('Secret of the first admin key; unset: one is made and kept in BULLWRIGHT_HOME'),
  LIGHTGBM_LIBRARY: z
    .string()
    .optional()
    .describe('Path of another LightGBM shared library; unset: the one compiled at install'),
  BULLWRIGHT_URL: urlField(['http', 'https'])
    .optional()
    .describe('Client commands: address of the API; unset: the server running in BULLWRIGHT_HOME'),
  BULLWRIGHT_KEY: z
    .string()
    .optional()
    .describe('Client commands: API key; unset: the admin key kept in BULLWRIGHT_HOME'),
});

export type EnvironmentValues = z.output<typeof environmentSchema>;
export type Variable = keyof EnvironmentValues;

/** Variables of ours that belong to no prefix; any other `BULLWRIGHT_…` is a mistake. */
export const VARIABLE_PREFIX = 'BULLWRIGHT_';
export const VARIABLES = Object.keys(environmentSchema.shape) as readonly Variable[];

/** Values that are never printed. Passwords inside URLs are masked on their own. */
export const SECRET_VARIABLES: ReadonlySet<string> = new Set(['BULLWRIGHT_ADMIN_KEY', 'BULLWRIGHT_KEY']);

/** Threads that train unless told otherwise: a core stays with the event loop, which renews the locks of the jobs. */
export function defaultThreads(cores: number): number {
  return Math.max(1, cores - 1);
}
