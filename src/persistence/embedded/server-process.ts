import { type ChildProcess, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../kernel/errors.ts';
import { type Cluster, SERVER_ENVIRONMENT } from './cluster.ts';
import type { Placement } from './placement.ts';
import { readPostmasterFile } from './postmaster-file.ts';

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** Resolves when the server process has ended, for whatever reason. */
  readonly exited: Promise<void>;
}

export interface StartOptions {
  readonly cluster: Cluster;
  readonly placement: Placement;
  /** Server settings by PostgreSQL's own names. */
  readonly settings: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Tried first; another one is chosen when it is taken. */
  readonly preferredPort: number | null;
}

const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 20;
const PORT_ATTEMPTS = 5;
/** Backends of a killed server notice its death within a moment; until then the data directory is in use. */
const STILL_IN_USE_ATTEMPTS = 40;
const STILL_IN_USE_PAUSE_MS = 250;

/**
 * Starts a server on 127.0.0.1 and waits until it accepts connections.
 * @throws AppError `embedded_postgres_failed` with the end of its log.
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  let { preferredPort } = options;
  let portFailures = 0;
  let inUseFailures = 0;
  for (;;) {
    const port = await choosePort(preferredPort);
    const attempt = await tryStart(options, port);
    if (attempt.kind === 'ready') return attempt.server;
    if (/could not bind|Address already in use/i.test(attempt.log) && ++portFailures < PORT_ATTEMPTS) {
      preferredPort = null;
    } else if (
      /pre-existing shared memory block|lock file "postmaster.pid" already exists/.test(attempt.log) &&
      ++inUseFailures < STILL_IN_USE_ATTEMPTS
    ) {
      await sleep(STILL_IN_USE_PAUSE_MS);
    } else {
      throw new AppError(
        'embedded_postgres_failed',
        `The embedded PostgreSQL did not start; its log (${options.logFile}) ends with: ${attempt.log.slice(-1_500).trim()}`,
        { details: { logFile: options.logFile } },
      );
    }
  }
}

type Attempt =
  | { readonly kind: 'ready'; readonly server: RunningServer }
  | { readonly kind: 'failed'; readonly log: string };

async function tryStart(
  { cluster, placement, settings, logFile }: StartOptions,
  port: number,
): Promise<Attempt> {
  const log = await open(logFile, 'a+', 0o600);
  try {
    const { size: logStart } = await log.stat();
    const child = spawn(
      placement.binaries.postgres,
      ['-D', cluster.dataDirectory, ...settingFlags({ ...settings, port: String(port) })],
      {
        ...placement.user,
        cwd: cluster.dataDirectory,
        env: SERVER_ENVIRONMENT,
        // A group of its own: Ctrl-C in a terminal reaches the whole foreground group, and the server must outlive
        // the drain of everything that uses it.
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
      },
    );
    const exited = whenGone(child);
    const isReady = await becomesReady(cluster.dataDirectory, child, exited);
    if (isReady && child.pid !== undefined) {
      child.unref();
      return { kind: 'ready', server: { pid: child.pid, port, exited } };
    }
    child.kill('SIGKILL');
    await exited;
    return { kind: 'failed', log: await tail(log, logStart) };
  } finally {
    await log.close();
  }
}

/** Resolves on exit, and also when the program could not be executed at all: the caller finds it not ready. */
function whenGone(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
}

/** The server writes `ready` into its own file, as pg_ctl reads it: no connection, no password needed. */
async function becomesReady(
  dataDirectory: string,
  child: ChildProcess,
  exited: Promise<void>,
): Promise<boolean> {
  let isGone = false;
  void exited.then(() => {
    isGone = true;
  });
  for (let waitedMs = 0; waitedMs < READY_TIMEOUT_MS && !isGone; waitedMs += POLL_MS) {
    const file = await readPostmasterFile(dataDirectory);
    if (file?.pid === child.pid && file?.status === 'ready') return true;
    await Promise.race([sleep(POLL_MS), exited]);
  }
  return false;
}

const settingFlags = (settings: Readonly<Record<string, string>>): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

async function tail(log: Awaited<ReturnType<typeof open>>, from: number): Promise<string> {
  const { size } = await log.stat();
  const buffer = Buffer.alloc(Math.max(0, size - from));
  await log.read(buffer, 0, buffer.length, from);
  return buffer.toString();
}

/** The preferred port when it is free, else one the system gives out. Somebody may still take it before the server. */
async function choosePort(preferred: number | null): Promise<number> {
  const free = preferred === null ? null : await listenOnce(preferred);
  return free ?? (await listenOnce(0)) ?? 0;
}

function listenOnce(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(null));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      const given = typeof address === 'object' && address !== null ? address.port : null;
      probe.close(() => resolve(given));
    });
  });
}
