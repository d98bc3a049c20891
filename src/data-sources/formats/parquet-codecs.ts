import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { zstdBound } from './zstd-bound.ts';

/**
 * What pages are unpacked with. None makes more than the page's header says: gzip and Brotli are Node's, which stop
 * there; Snappy and LZ4 fill an array of that size; Zstandard, which follows its own frames, is looked at before.
 */
export const parquetCodecs: Compressors = {
  ...compressors,
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  ZSTD: (input, length) => {
    const bound = zstdBound(input);
    if (bound > 4 * length + FREE_BYTES) {
      throw new Error(`a page of ${length} bytes unpacks to as many as ${bound}`);
    }
    return compressors.ZSTD?.(input, length) ?? new Uint8Array();
  },
  // A block of nothing is a token without an offset behind it, which the library looks for.
  LZ4_RAW: (input, length) =>
    length === 0 ? new Uint8Array() : (compressors.LZ4_RAW?.(input, length) ?? new Uint8Array()),
};

/** Blocks that were flushed early are counted whole. */
const FREE_BYTES = 16 * 1_024 ** 2;
