import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../kernel/errors.ts';

const run = promisify(execFile);

/** The account the server runs as when this process runs as root, which PostgreSQL refuses to run as. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

const NAME = 'postgres';

/**
 * Null when this process is not root: the server then simply runs as the same user. As root, the `postgres` account,
 * created when there is none (a container with only root has no other to lend).
 * @throws AppError `embedded_postgres_failed`.
 */
export async function serverUser(): Promise<ServerUser | null> {
  if (process.getuid?.() !== 0) return null;
  const known = await lookUp();
  if (known) return known;
  try {
    await run('groupadd', ['--system', '--force', NAME]);
    await run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', '-g', NAME, NAME]);
  } catch (cause) {
    throw noUser(cause);
  }
  const created = await lookUp();
  if (!created) throw noUser(undefined);
  return created;
}

/** True when `user` may pass through every folder above `target` and enter it. Judged by mode bits, not by ACLs. */
export async function canReach(user: ServerUser, target: string): Promise<boolean> {
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    const { mode, uid, gid } = await stat(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

async function lookUp(): Promise<ServerUser | null> {
  const accounts = await readFile('/etc/passwd', 'utf8');
  const fields = accounts
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === NAME);
  return fields ? { uid: Number(fields[2]), gid: Number(fields[3]) } : null;
}

const noUser = (cause: unknown): AppError =>
  new AppError(
    'embedded_postgres_failed',
    `PostgreSQL refuses to run as root, and the account ${NAME} could not be created. Run Bullwright as another user, create that account, or set DATABASE_URL.`,
    { cause },
  );
