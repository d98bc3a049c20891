import { randomUUID } from 'node:crypto';
import { chown, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Binaries, binariesIn, findBinaries } from './binaries.ts';
import { canReach, type ServerUser, serverUser } from './server-user.ts';

/** Where the parts of one embedded server lie. */
export interface Placement {
  /** Null: the server runs as the user of this process. */
  readonly user: ServerUser | null;
  readonly binaries: Binaries;
  /** Owned by the server's user; the data directory is created in it. */
  readonly clusterParent: string;
}

/** For a root process in a folder no other account may enter, such as a root-owned home with mode 0700. */
const SHARED_ROOT = '/var/lib/bullwright';
/** Names the folder a relocated cluster belongs to. */
const OWNER_FILE = 'owner';

/**
 * Chooses where data and binaries lie. Normally that is `directory` and `node_modules`. A root process whose server
 * (another account) cannot reach them keeps the data under /var/lib/bullwright instead, with a pointer in `directory`,
 * and runs a copy of the binaries: loosening the mode of somebody's home is not ours to do.
 */
export async function placeServer(directory: string): Promise<Placement> {
  const user = await serverUser();
  const binaries = await findBinaries();
  if (user === null) return { user, binaries, clusterParent: await ownFolder(directory, null) };
  return {
    user,
    binaries: (await canReach(user, binaries.root)) ? binaries : await copyBinaries(binaries),
    clusterParent: await reachableFolder(directory, user),
  };
}

async function reachableFolder(directory: string, user: ServerUser): Promise<string> {
  const pointer = path.join(directory, 'location');
  const known = await readFile(pointer, 'utf8').catch(() => null);
  if (known !== null) return ownFolder(known.trim(), user);
  if (await canReach(user, directory)) return ownFolder(directory, user);
  const folder = path.join(SHARED_ROOT, randomUUID());
  await writeFile(pointer, `${folder}\n`, { mode: 0o600 });
  const cluster = await ownFolder(folder, user);
  await writeFile(path.join(folder, OWNER_FILE), `${directory}\n`, { mode: 0o600 });
  await removeTemporaryLeftovers();
  return cluster;
}

/**
 * Removes clusters whose folder lay in the system's temporary folder and is gone: nobody can come back for them. Others
 * stay, even when their folder is missing: it may be on a disk that is not mounted now.
 */
async function removeTemporaryLeftovers(): Promise<void> {
  for (const name of await readdir(SHARED_ROOT)) {
    const folder = path.join(SHARED_ROOT, name);
    const owner = (await readFile(path.join(folder, OWNER_FILE), 'utf8').catch(() => '')).trim();
    const isTemporary = owner.startsWith(`${tmpdir()}${path.sep}`);
    if (isTemporary && !(await exists(owner))) await rm(folder, { recursive: true, force: true });
  }
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

/** A folder below `parent` that only the server's account may read. */
async function ownFolder(parent: string, user: ServerUser | null): Promise<string> {
  const folder = path.join(parent, 'cluster');
  if (parent.startsWith(`${SHARED_ROOT}${path.sep}`)) await mkdir(parent, { recursive: true, mode: 0o755 });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (user) await chown(folder, user.uid, user.gid);
  return folder;
}

async function copyBinaries(binaries: Binaries): Promise<Binaries> {
  const target = path.join(SHARED_ROOT, `postgresql-${binaries.version}`);
  const copy = binariesIn(target, binaries.version);
  if (await exists(copy.postgres)) return copy;
  // Copied aside and renamed: another process sees the whole installation or none.
  const draft = `${target}.${randomUUID()}`;
  await mkdir(SHARED_ROOT, { recursive: true, mode: 0o755 });
  await cp(binaries.root, draft, { recursive: true, verbatimSymlinks: true });
  await rename(draft, target).catch(async (error: NodeJS.ErrnoException) => {
    await rm(draft, { recursive: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  return copy;
}
