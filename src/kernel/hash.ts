import { createHash } from 'node:crypto';
import { canonicalJson } from './json.ts';

/** SHA-256 as 64 lower-case hex digits. */
export type Sha256 = string;

export function sha256(bytes: Uint8Array | string): Sha256 {
  return createHash('sha256').update(bytes).digest('hex');
}

/** SHA-256 of parts one after the other, without putting them together in memory. */
export function sha256OfParts(parts: Iterable<Uint8Array>): Sha256 {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** Hash of a value's canonical JSON: equal values, equal hash, whatever the order of their keys. */
export function hashJson(value: unknown): Sha256 {
  return sha256(canonicalJson(value));
}
