import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What a running platform leaves in its home folder, so that client commands find it without flags. */
const serverFileSchema = z.object({ url: z.url(), pid: z.int().min(1) });
export type ServerFile = z.infer<typeof serverFileSchema>;

const serverFile = (home: string): string => join(home, 'server.json');
const keyFile = (home: string): string => join(home, 'admin-key');

/** Writes down where this process listens. Returns the way to take it back, which leaves another process's note alone. */
export async function rememberServer(home: string, url: string): Promise<() => Promise<void>> {
  await mkdir(home, { recursive: true });
  await writeFile(serverFile(home), `${JSON.stringify({ url, pid: process.pid })}\n`, { mode: 0o600 });
  return async () => {
    if ((await findServer(home))?.pid === process.pid) await rm(serverFile(home), { force: true });
  };
}

/** The server that runs in this home; null when none does, also when its process died without a word. */
export async function findServer(home: string): Promise<ServerFile | null> {
  const text = await readIfThere(serverFile(home));
  const parsed = text === null ? null : serverFileSchema.safeParse(parseJson(text));
  return parsed?.success && isAlive(parsed.data.pid) ? parsed.data : null;
}

/** Keeps the admin key for later commands, readable by its owner alone. */
export async function keepAdminKey(home: string, secret: string): Promise<void> {
  await mkdir(home, { recursive: true });
  await writeFile(keyFile(home), `${secret}\n`, { mode: 0o600 });
}

export async function findAdminKey(home: string): Promise<string | null> {
  return (await readIfThere(keyFile(home)))?.trim() || null;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // Half-written by a process that died: as good as none.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
