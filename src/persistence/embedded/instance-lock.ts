import { randomUUID } from 'node:crypto';
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../kernel/errors.ts';
import { isAlive, startMark } from './processes.ts';

interface Holder {
  readonly pid: number;
  /** See `startMark`: tells the holder from a later process with the same pid. */
  readonly startMark: string | null;
  readonly nonce: string;
}

export interface InstanceLock {
  release(): Promise<void>;
}

/**
 * Makes this process the only one that runs a server on the folder. A lock whose holder is dead, or whose pid now
 * belongs to another program, is taken over.
 * @throws AppError `embedded_postgres_locked` with the holder's pid.
 */
export async function acquireInstanceLock(directory: string): Promise<InstanceLock> {
  const file = path.join(directory, 'instance.lock');
  const own: Holder = { pid: process.pid, startMark: await startMark(process.pid), nonce: randomUUID() };
  const draft = `${file}.${own.nonce}`;
  await writeFile(draft, `${JSON.stringify(own)}\n`, { mode: 0o600 });
  try {
    while (!(await claim(draft, file))) {
      const text = await readIfPresent(file);
      if (text === null) continue;
      const holder = parseHolder(text);
      if (holder && (await isHeldBy(holder))) throw locked(directory, holder);
      await setAside(file, text);
    }
  } finally {
    await unlink(draft);
  }
  return {
    release: async () => {
      const text = await readIfPresent(file);
      if (text !== null && parseHolder(text)?.nonce === own.nonce) await unlink(file);
    },
  };
}

/** A hard link appears whole or not at all, and never replaces a file: O_EXCL with content. */
async function claim(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a stale lock, but only the one that was looked at: two processes may find it stale at the same time. */
async function setAside(file: string, staleText: string): Promise<void> {
  const aside = `${file}.stale.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const movedText = await readFile(aside, 'utf8');
  // The other one was faster, and this is its fresh lock: give it back.
  if (movedText !== staleText) await claim(aside, file);
  await unlink(aside);
}

async function isHeldBy(holder: Holder): Promise<boolean> {
  if (!isAlive(holder.pid)) return false;
  if (holder.startMark === null) return true;
  return (await startMark(holder.pid)) === holder.startMark;
}

function locked(directory: string, holder: Holder): AppError {
  const who = holder.pid === process.pid ? 'this process' : `process ${holder.pid}`;
  return new AppError(
    'embedded_postgres_locked',
    `The embedded PostgreSQL in ${directory} already belongs to ${who}. Stop it, choose another data folder, or set DATABASE_URL so that both use one server.`,
    { details: { directory, pid: holder.pid } },
  );
}

function parseHolder(text: string): Holder | null {
  try {
    const value = JSON.parse(text) as Partial<Holder> | null;
    if (typeof value?.pid !== 'number' || typeof value.nonce !== 'string') return null;
    return { pid: value.pid, startMark: value.startMark ?? null, nonce: value.nonce };
  } catch {
    // Not ours, or cut off by a full disk: nobody can hold a lock that names no process.
    return null;
  }
}

async function readIfPresent(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
