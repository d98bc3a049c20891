import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { toAppError } from '../kernel/errors.ts';
import { type Cluster, openCluster, SUPERUSER } from './embedded/cluster.ts';
import { acquireInstanceLock } from './embedded/instance-lock.ts';
import { placeServer } from './embedded/placement.ts';
import { clearLeftovers, shutDown } from './embedded/postmaster-file.ts';
import { signal } from './embedded/processes.ts';
import { type RunningServer, startServer } from './embedded/server-process.ts';
import { watchOver } from './embedded/watchdog.ts';

export interface EmbeddedPostgresOptions {
  /** Folder of this server: data, password (mode 0600), port, log. Created when missing, re-used when there. */
  readonly directory: string;
  /** Told what a person may want to know: recovery, the log's place. */
  readonly log?: (line: string) => void;
  /** Server settings by PostgreSQL's names, over the ones fit for a laptop. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** `postgresql://…@127.0.0.1:…/bullwright` */
  readonly connectionString: string;
  /** Process id of the server. */
  readonly pid: number;
  /** Process id of the shell that shuts the server down when this process is killed; null where there is none. */
  readonly watchdogPid: number | null;
  /** Disconnects whoever is left and stops the server. Stopping twice is harmless. */
  stop(): Promise<void>;
}

const DATABASE = 'bullwright';

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '80',
  shared_buffers: '128MB',
  fsync: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/**
 * Starts a PostgreSQL server of one's own on 127.0.0.1, with an empty database `bullwright` the first time.
 * It recovers a folder that a crash left behind, and ends with this process however that ends.
 * @throws AppError `embedded_postgres_locked` when a live process uses the folder, `embedded_postgres_failed` otherwise.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const directory = path.resolve(options.directory);
  const log = options.log ?? (() => undefined);
  await mkdir(directory, { recursive: true, mode: 0o711 });
  const lock = await acquireInstanceLock(directory);
  let server: RunningServer | undefined;
  try {
    const placement = await placeServer(directory);
    const cluster = await openCluster(directory, placement);
    await clearLeftovers(cluster.dataDirectory, log);
    const logFile = await freshLogFile(directory);
    server = await startServer({
      cluster,
      placement,
      settings: { ...SETTINGS, ...options.settings },
      logFile,
      preferredPort: await lastPort(directory),
    });
    await writeFile(portFile(directory), `${server.port}\n`);
    await createDatabase(addressOf(server, cluster, 'postgres'));
    log(`PostgreSQL listens on 127.0.0.1:${server.port}, its log is ${logFile}`);
    return attend(server, addressOf(server, cluster, DATABASE), lock);
  } catch (error) {
    if (server) await shutDown(server.pid);
    await lock.release();
    throw toAppError(error, 'embedded_postgres_failed');
  }
}

/** Ties the server's life to this process's. */
function attend(
  server: RunningServer,
  connectionString: string,
  lock: { release(): Promise<void> },
): EmbeddedPostgres {
  const watchdog = watchOver(server.pid);
  // `process.exit` and an uncaught error leave no time to wait, but enough to ask the server to stop.
  const onExit = (): void => signal(server.pid, 'SIGINT');
  process.once('exit', onExit);
  void server.exited.then(() => {
    process.removeListener('exit', onExit);
    watchdog?.dismiss();
  });
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await shutDown(server.pid);
    await server.exited;
    await lock.release();
  };
  return {
    connectionString,
    pid: server.pid,
    watchdogPid: watchdog?.pid ?? null,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

const addressOf = (server: RunningServer, cluster: Cluster, database: string): string =>
  `postgresql://${SUPERUSER}:${cluster.password}@127.0.0.1:${server.port}/${database}`;

async function createDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

const LARGEST_LOG_BYTES = 5_000_000;

/** The log is appended to over many starts; one older generation is kept. */
async function freshLogFile(directory: string): Promise<string> {
  const file = path.join(directory, 'server.log');
  const size = await stat(file).then(
    (info) => info.size,
    () => 0,
  );
  if (size > LARGEST_LOG_BYTES) await rename(file, `${file}.1`);
  return file;
}

const portFile = (directory: string): string => path.join(directory, 'port');

async function lastPort(directory: string): Promise<number | null> {
  const port = Number(await readFile(portFile(directory), 'utf8').catch(() => ''));
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}
