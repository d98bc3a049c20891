import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArtifactStore } from '../../../src/application/ports/artifact-store.ts';
import { createFolderStore } from '../../../src/artifacts/folder.ts';
import { sha256 } from '../../../src/kernel/hash.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'artifacts-'));
});
afterAll(() => rm(root, { recursive: true }));

const folder = (): string => path.join(root, Math.random().toString(36).slice(2));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array): string => new TextDecoder().decode(data);

/** What every artifact store must do, whatever keeps the bytes. */
function conformance(name: string, create: () => ArtifactStore): void {
  describe(`artifact store: ${name}`, () => {
    it('gives back what was put, under its SHA-256', async () => {
      const store = create();
      const hash = await store.put(bytes('hello'));
      expect(hash).toBe(sha256('hello'));
      expect(text(await store.get(hash))).toBe('hello');
      expect(await store.size(hash)).toBe(5);
    });

    it('takes the same bytes twice, also at the same time', async () => {
      const store = create();
      const hashes = await Promise.all(Array.from({ length: 8 }, () => store.put(bytes('again'))));
      expect(new Set(hashes).size).toBe(1);
      expect(text(await store.get(hashes[0]))).toBe('again');
    });

    it('keeps an empty artifact', async () => {
      const store = create();
      const hash = await store.put(new Uint8Array());
      expect(await store.size(hash)).toBe(0);
      expect(await store.get(hash)).toHaveLength(0);
    });

    it('cuts a range, both ends inclusive, and stops at the end', async () => {
      const store = create();
      const hash = await store.put(bytes('0123456789'));
      expect(text(await store.slice(hash, 2, 4))).toBe('234');
      expect(text(await store.slice(hash, 0, 0))).toBe('0');
      expect(text(await store.slice(hash, 8, 99))).toBe('89');
    });

    it('knows what it does not have', async () => {
      const store = create();
      const hash = sha256('never stored');
      expect(await store.size(hash)).toBeNull();
      await expect(store.get(hash)).rejects.toMatchObject({ code: 'artifact_missing' });
      await expect(store.slice(hash, 0, 1)).rejects.toMatchObject({ code: 'artifact_missing' });
    });

    it('is not changed by a caller that writes into its buffers afterwards', async () => {
      const store = create();
      const given = bytes('fixed');
      const hash = await store.put(given);
      given.fill(0);
      const read = await store.get(hash);
      read.fill(0);
      expect(text(await store.get(hash))).toBe('fixed');
    });
  });
}

conformance('memory', createMemoryStore);
conformance('folder', () => createFolderStore(folder()));

describe('the folder store', () => {
  it('notices bytes that were changed on disk', async () => {
    const directory = folder();
    const store = createFolderStore(directory);
    const hash = await store.put(bytes('precious'));
    await writeFile(path.join(directory, hash.slice(0, 2), hash.slice(2, 4), hash), 'tampered');
    await expect(store.get(hash)).rejects.toMatchObject({ code: 'artifact_corrupt' });
  });

  it('repairs an artifact that was cut short when it is put again', async () => {
    const directory = folder();
    const store = createFolderStore(directory);
    const hash = await store.put(bytes('complete'));
    await writeFile(path.join(directory, hash.slice(0, 2), hash.slice(2, 4), hash), 'comp');
    await store.put(bytes('complete'));
    expect(text(await store.get(hash))).toBe('complete');
  });

  it('leaves no draft behind, and removes those of a crash but not of a living writer', async () => {
    const directory = folder();
    const drafts = path.join(directory, 'drafts');
    await mkdir(drafts, { recursive: true });
    await writeFile(path.join(drafts, 'abandoned'), 'half');
    const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1_000);
    await utimes(path.join(drafts, 'abandoned'), longAgo, longAgo);
    await writeFile(path.join(drafts, 'being-written'), 'half');
    await createFolderStore(directory).put(bytes('whole'));
    expect(await readdir(drafts)).toEqual(['being-written']);
  });

  it('spreads artifacts over two levels of folders and is found again by another process', async () => {
    const directory = folder();
    const hash = await createFolderStore(directory).put(bytes('shared'));
    const file = path.join(directory, hash.slice(0, 2), hash.slice(2, 4), hash);
    expect((await stat(file)).isFile()).toBe(true);
    expect(await readFile(file, 'utf8')).toBe('shared');
    expect(text(await createFolderStore(directory).get(hash))).toBe('shared');
  });

  it('takes a text that is no hash for an artifact it does not have, never for a path', async () => {
    const store = createFolderStore(folder());
    await expect(store.get('../../../etc/passwd')).rejects.toMatchObject({ code: 'artifact_missing' });
  });
});
