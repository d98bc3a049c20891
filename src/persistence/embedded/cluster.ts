import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chown, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../kernel/errors.ts';
import type { Placement } from './placement.ts';

const run = promisify(execFile);

export const SUPERUSER = 'bullwright';

/** A cluster on disk: PostgreSQL's data directory and the password of its one account. */
export interface Cluster {
  readonly dataDirectory: string;
  readonly password: string;
}

/** What the server and initdb see of the environment: the caller's PGDATA or LC_ALL must not leak in. */
export const SERVER_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * The cluster in the placement, created by initdb when there is none: UTF-8, locale C, passwords over SCRAM.
 * initdb works in a folder of its own that is renamed when it is complete, so an interrupted first start leaves nothing.
 * @throws AppError `embedded_postgres_failed`.
 */
export async function openCluster(directory: string, placement: Placement): Promise<Cluster> {
  const passwordFile = path.join(directory, 'password');
  const dataDirectory = path.join(placement.clusterParent, 'data');
  const exists = await stat(dataDirectory).then(
    () => true,
    () => false,
  );
  if (!exists) return createCluster(passwordFile, dataDirectory, placement);
  await refuseOtherMajor(dataDirectory, placement.binaries.version);
  const password = await readFile(passwordFile, 'utf8').catch((cause: unknown) => {
    throw new AppError(
      'embedded_postgres_failed',
      `The password of the embedded PostgreSQL is missing (${passwordFile}). Restore that file, or remove ${dataDirectory} to start with an empty database.`,
      { cause },
    );
  });
  return { dataDirectory, password: password.trim() };
}

async function createCluster(
  passwordFile: string,
  dataDirectory: string,
  { user, binaries, clusterParent }: Placement,
): Promise<Cluster> {
  const password = randomBytes(24).toString('base64url');
  const draft = path.join(clusterParent, 'data.new');
  // initdb runs as the server's account, which cannot read our own password file.
  const handover = path.join(clusterParent, `password.${randomUUID()}`);
  await rm(draft, { recursive: true, force: true });
  await writeFile(handover, password, { mode: 0o600 });
  if (user) await chown(handover, user.uid, user.gid);
  try {
    await run(
      binaries.initdb,
      [
        `--pgdata=${draft}`,
        `--username=${SUPERUSER}`,
        `--pwfile=${handover}`,
        '--encoding=UTF8',
        '--locale=C',
        '--auth=scram-sha-256',
      ],
      { ...user, env: SERVER_ENVIRONMENT, cwd: clusterParent },
    );
  } catch (cause) {
    const output = String((cause as { stderr?: unknown }).stderr ?? cause).trim();
    throw new AppError('embedded_postgres_failed', `initdb failed in ${draft}: ${output}`, { cause });
  } finally {
    await rm(handover);
  }
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await rename(draft, dataDirectory);
  return { dataDirectory, password };
}

/** A data directory can only be opened by the major version that made it. */
async function refuseOtherMajor(dataDirectory: string, version: string): Promise<void> {
  const made = (await readFile(path.join(dataDirectory, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  const major = version.split('.')[0];
  if (made === major) return;
  throw new AppError(
    'embedded_postgres_failed',
    `${dataDirectory} was made by PostgreSQL ${made || '(no version: the folder is damaged)'}, the installed binaries are version ${major}. Move your data with pg_dump of the old version, or choose another data folder.`,
  );
}
