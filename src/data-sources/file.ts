import type { RawBars, SaidMarket } from '../agents/ports.ts';
import type { FileSource } from '../orchestration/spec/source.ts';
import { openContent } from './bytes/content.ts';
import { finishReading } from './finish-reading.ts';
import { placeInTree } from './place-in-tree.ts';
import { readContent } from './read-content.ts';

/** What a spec may say about a file besides its place. */
export type FileHints = Omit<FileSource, 'kind' | 'path'>;

export interface ReadFileOptions {
  readonly hints?: FileHints;
  readonly market?: SaidMarket | undefined;
  readonly signal: AbortSignal;
  /** Path of the file or folder as it came, for formats that say in folders what they hold; unset: what messages call it. */
  readonly place?: string;
}

/**
 * Reads bars from a file of any known format, packed in gzip or zip or not at all: the format is known by the content,
 * never by the name.
 * @param file path of the file @param origin how messages call it
 * @throws AppError `data_unreadable` with line, column, what was given and what is allowed
 */
export async function readFile(
  file: string,
  origin: string,
  { hints = {}, market, signal, place = origin }: ReadFileOptions,
): Promise<RawBars> {
  const content = await openContent(file, { origin, place: placeInTree(place) ?? origin }, signal);
  const context = { signal, fileName: origin, market, priceScale: hints.priceScale };
  const reading = await readContent(content, hints.table, context);
  const { zone, priceScale, adjustDividends } = hints;
  return finishReading(reading, { origin, fileName: origin, market, zone, priceScale, adjustDividends });
}
