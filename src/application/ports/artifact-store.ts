import type { Sha256 } from '../../kernel/hash.ts';

/** Content-addressed bytes. Writing is atomic: a reader sees a whole artifact or none. */
export interface ArtifactStore {
  /** Stores bytes under their hash; storing them again does nothing. */
  put(bytes: Uint8Array): Promise<Sha256>;
  /** @throws AppError `artifact_missing`, or `artifact_corrupt` when the bytes no longer match their hash. */
  get(hash: Sha256): Promise<Uint8Array>;
  /** Bytes `start` to `end`, both inclusive, for range requests. */
  slice(hash: Sha256, start: number, end: number): Promise<Uint8Array>;
  /** Size in bytes, null when there is no such artifact. */
  size(hash: Sha256): Promise<number | null>;
}
