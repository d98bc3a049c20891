import koffi from 'koffi';
import type { LightGbmLibrary, NativeHandle } from './api.ts';

/** Far longer than any metric's name; the library tells when it is not. */
const NAME_BYTES = 256;

/** Names of the metrics a booster computes, in the order of its scores. */
export function evaluationNames(library: LightGbmLibrary, booster: NativeHandle): readonly string[] {
  const count: [number] = [0];
  library.check(library.boosterGetEvalCounts(booster, count), 'training_failed');
  if (count[0] === 0) return [];
  // LightGBM writes each name where it is told: one buffer, and the address of each place in it.
  const buffer = Buffer.alloc(count[0] * NAME_BYTES);
  const start = koffi.address(buffer);
  const addresses = BigUint64Array.from({ length: count[0] }, (_, i) => start + BigInt(i * NAME_BYTES));
  const needed: [number] = [0];
  const status = library.boosterGetEvalNames(booster, count[0], [0], NAME_BYTES, needed, addresses);
  library.check(status, 'training_failed');
  return Array.from({ length: count[0] }, (_, i) => {
    const name = buffer.subarray(i * NAME_BYTES, (i + 1) * NAME_BYTES);
    return name.toString('utf8', 0, name.indexOf(0));
  });
}
