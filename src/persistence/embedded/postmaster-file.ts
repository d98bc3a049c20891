import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../kernel/errors.ts';
import { commandLine, isAlive, signal, waitForExit } from './processes.ts';

/** What a running server writes about itself into its data directory (see PostgreSQL's `miscadmin.h`). */
export interface PostmasterFile {
  readonly pid: number;
  /** `starting`, `ready`, `stopping` or `standby`. */
  readonly status: string;
}

export async function readPostmasterFile(dataDirectory: string): Promise<PostmasterFile | null> {
  const text = await readFile(fileIn(dataDirectory), 'utf8').catch(() => null);
  const lines = text?.split('\n') ?? [];
  const pid = Number.parseInt(lines[0] ?? '', 10);
  return Number.isInteger(pid) && pid > 0 ? { pid, status: (lines[7] ?? '').trim() } : null;
}

/**
 * Makes the data directory free to be opened. The caller holds the instance lock, so whatever is found was left by a
 * crash: a server that lost its parent is shut down; a file whose pid now belongs to another program is removed, because
 * PostgreSQL would take that program for itself. A file with a dead pid is left to PostgreSQL, which knows what to do.
 */
export async function clearLeftovers(dataDirectory: string, log: (line: string) => void): Promise<void> {
  const left = await readPostmasterFile(dataDirectory);
  if (!left || !isAlive(left.pid)) return;
  if (await isServerOn(dataDirectory, left.pid)) {
    log(`shutting down the PostgreSQL server ${left.pid} that a crashed process left behind`);
    await shutDown(left.pid);
    return;
  }
  log(`removing a stale postmaster.pid: process ${left.pid} is another program`);
  await rm(fileIn(dataDirectory), { force: true });
}

const FAST_MS = 10_000;
const IMMEDIATE_MS = 5_000;

/**
 * Stops a server the fast way (SIGINT: clients are disconnected, a checkpoint is written), then by stronger signals.
 * After SIGQUIT or SIGKILL it recovers from its log at the next start; nothing committed is lost.
 */
export async function shutDown(pid: number): Promise<void> {
  for (const [name, timeoutMs] of [
    ['SIGINT', FAST_MS],
    ['SIGQUIT', IMMEDIATE_MS],
    ['SIGKILL', IMMEDIATE_MS],
  ] as const) {
    signal(pid, name);
    if (await waitForExit(pid, timeoutMs)) return;
  }
  throw new AppError('embedded_postgres_failed', `The PostgreSQL server with pid ${pid} does not stop.`);
}

async function isServerOn(dataDirectory: string, pid: number): Promise<boolean> {
  const command = await commandLine(pid);
  return command.includes('postgres') && command.includes(dataDirectory);
}

const fileIn = (dataDirectory: string): string => path.join(dataDirectory, 'postmaster.pid');
