import type { ErrorCode } from '../../kernel/error-registry.ts';
import type { LightGbmLibrary } from './api.ts';

const FIRST_GUESS_BYTES = 1 << 16;

/**
 * Reads a text out of LightGBM, whose functions fill a buffer and tell the size they needed (with the closing NUL):
 * asks once with a guess and, when that was too small, once more with the right size.
 */
export function readNativeText(
  library: LightGbmLibrary,
  code: ErrorCode,
  fill: (bufferLength: number, outLength: [number], buffer: Uint8Array) => number,
): string {
  const needed: [number] = [0];
  let buffer = Buffer.alloc(FIRST_GUESS_BYTES);
  library.check(fill(buffer.length, needed, buffer), code);
  if (needed[0] > buffer.length) {
    buffer = Buffer.alloc(needed[0]);
    library.check(fill(buffer.length, needed, buffer), code);
  }
  return buffer.toString('utf8', 0, needed[0] - 1);
}
