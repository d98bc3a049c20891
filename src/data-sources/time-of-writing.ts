import { stat } from 'node:fs/promises';

/** Packers that make equal archives of equal content set times of 1970 (SOURCE_DATE_EPOCH), 1980 (zip) or 1985 (npm). */
const FIRST_REAL_MS = Date.UTC(1990, 0);

/**
 * When a file was written, ms since 1970 UTC, as its file system has it; undefined where that is the stamp of a packer. A
 * copy may have a later time, never an earlier one. It decides which bars had ended and is part of nothing that is kept:
 * equal bars have equal hashes whenever their files were written.
 */
export async function timeOfWriting(file: string): Promise<number | undefined> {
  const { mtimeMs } = await stat(file);
  return mtimeMs < FIRST_REAL_MS ? undefined : mtimeMs;
}
