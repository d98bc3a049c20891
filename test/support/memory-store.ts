import type { ArtifactStore } from '../../src/application/ports/artifact-store.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { type Sha256, sha256 } from '../../src/kernel/hash.ts';

/** Artifacts that live as long as the process. */
export function createMemoryStore(): ArtifactStore {
  const stored = new Map<Sha256, Uint8Array>();
  const read = (hash: Sha256): Uint8Array => {
    const bytes = stored.get(hash);
    if (bytes) return bytes;
    throw new AppError('artifact_missing', `There is no artifact ${hash} in the store.`, {
      details: { hash },
    });
  };
  return {
    put: async (bytes) => {
      const hash = sha256(bytes);
      if (!stored.has(hash)) stored.set(hash, bytes.slice());
      return hash;
    },
    get: async (hash) => read(hash).slice(),
    slice: async (hash, start, end) => read(hash).slice(start, end + 1),
    size: async (hash) => stored.get(hash)?.byteLength ?? null,
  };
}
