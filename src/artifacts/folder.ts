import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ArtifactStore } from '../application/ports/artifact-store.ts';
import { AppError } from '../kernel/errors.ts';
import { type Sha256, sha256 } from '../kernel/hash.ts';

/** Drafts older than this have no writer any more. Another process may be writing younger ones right now. */
const ABANDONED_AFTER_MS = 60 * 60 * 1_000;

/**
 * Artifacts as files of a folder: `ab/cd/abcd…`, two levels so that no folder gets too many entries. A file is written
 * under a draft name, flushed and renamed, so a reader sees a whole artifact or none, also after a power cut.
 * The first write removes the drafts that a crash left behind.
 */
export function createFolderStore(directory: string): ArtifactStore {
  const root = path.resolve(directory);
  const drafts = path.join(root, 'drafts');
  let prepared: Promise<void> | undefined;

  const fileOf = (hash: Sha256): string => {
    if (!/^[0-9a-f]{64}$/.test(hash)) {
      throw new AppError('artifact_missing', `${JSON.stringify(hash.slice(0, 100))} is not a SHA-256 hash`);
    }
    return path.join(root, hash.slice(0, 2), hash.slice(2, 4), hash);
  };

  return {
    put: async (bytes) => {
      const hash = sha256(bytes);
      const file = fileOf(hash);
      // A file cut short by a full disk of old would otherwise keep its place for ever.
      if ((await sizeOf(file)) === bytes.byteLength) return hash;
      prepared ??= prepare(drafts);
      await prepared;
      await write(file, drafts, bytes);
      return hash;
    },

    get: async (hash) => {
      const bytes = await readFile(fileOf(hash)).catch((cause: unknown) => {
        throw missing(hash, cause);
      });
      if (sha256(bytes) === hash) return bytes;
      throw new AppError(
        'artifact_corrupt',
        `The ${bytes.byteLength} bytes stored as artifact ${hash} have another hash. Restore the file from a backup, or delete it and run the step again.`,
        { details: { hash } },
      );
    },

    slice: async (hash, start, end) => {
      const handle = await open(fileOf(hash)).catch((cause: unknown) => {
        throw missing(hash, cause);
      });
      try {
        const { size } = await handle.stat();
        const length = Math.max(0, Math.min(end, size - 1) - start + 1);
        const buffer = Buffer.alloc(length);
        if (length > 0) await handle.read(buffer, 0, length, start);
        return buffer;
      } finally {
        await handle.close();
      }
    },

    size: (hash) => sizeOf(fileOf(hash)),
  };
}

async function write(file: string, drafts: string, bytes: Uint8Array): Promise<void> {
  const draft = path.join(drafts, randomUUID());
  const handle = await open(draft, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await mkdir(path.dirname(file), { recursive: true });
  await rename(draft, file);
  await syncFolder(path.dirname(file));
}

/** The name is only safe once its folder is flushed too. Not every system can open a folder (Windows cannot). */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function prepare(drafts: string): Promise<void> {
  await mkdir(drafts, { recursive: true });
  const oldest = Date.now() - ABANDONED_AFTER_MS;
  for (const name of await readdir(drafts)) {
    const file = path.join(drafts, name);
    const info = await stat(file).catch(() => null);
    if (info && info.mtimeMs < oldest) await rm(file, { force: true });
  }
}

function missing(hash: Sha256, cause: unknown): unknown {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') return cause;
  return new AppError('artifact_missing', `There is no artifact ${hash} in the store.`, {
    cause,
    details: { hash },
  });
}
