import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sha256 } from '../../kernel/hash.ts';

/** What a feed answered, kept under the hash of its content. */
export interface CachedAnswer {
  readonly file: string;
  readonly hash: string;
  readonly fetchedAtMs: number;
}

interface Entry {
  readonly url: string;
  readonly hash: string;
  readonly fetchedAtMs: number;
}

/**
 * Answers of feeds in a folder: `content/<sha256>` holds bytes, `index/<sha256 of the URL>.json` says which answer a URL gave
 * last. Files are written beside and renamed, so that a crash leaves none half written.
 */
export function createFeedCache(directory: string) {
  const contentOf = (hash: string): string => path.join(directory, 'content', hash);
  const indexOf = (url: string): string => path.join(directory, 'index', `${sha256(url)}.json`);
  return {
    /** The last answer of a URL; null when there is none, or its content is gone or damaged. */
    find: async (url: string): Promise<CachedAnswer | null> => {
      const text = await readFile(indexOf(url), 'utf8').catch(absent);
      if (text === null) return null;
      const { hash, fetchedAtMs } = JSON.parse(text) as Entry;
      const bytes = await readFile(contentOf(hash)).catch(absent);
      return bytes !== null && sha256(bytes) === hash ? { file: contentOf(hash), hash, fetchedAtMs } : null;
    },
    /** What a URL answered is not to be found any more; its content may be another's too, and stays. */
    forget: (url: string): Promise<void> => rm(indexOf(url), { force: true }),
    keep: async (url: string, bytes: Buffer, fetchedAtMs: number): Promise<CachedAnswer> => {
      const hash = sha256(bytes);
      await writeWhole(contentOf(hash), bytes);
      const entry: Entry = { url, hash, fetchedAtMs };
      await writeWhole(indexOf(url), JSON.stringify(entry));
      return { file: contentOf(hash), hash, fetchedAtMs };
    },
  };
}

async function writeWhole(file: string, content: Buffer | string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const beside = `${file}.${randomUUID()}`;
  await writeFile(beside, content);
  await rename(beside, file);
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
