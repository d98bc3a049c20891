import type { Bars } from '../../domain/market/bars.ts';
import type { Instrument } from '../../domain/market/instrument-families.ts';

/** Formats bars can be written in, all of them read by Forexsb's programs and by this one. */
export const EXPORT_FORMATS = [
  'forexsb-lb-gz',
  'ea-studio-json',
  'fsb-pro-csv',
  'metatrader-csv',
  'excel-csv',
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Bars to be written, with what their formats want to know about them. */
export interface WritableDataset {
  /** Clean bars, stamps in UTC. */
  readonly bars: Bars;
  readonly instrument: Instrument;
  /** Bar length in minutes. */
  readonly periodMinutes: number;
}

/** A file on its way out. */
export interface ExportedFile {
  /** The name Forexsb's programs give such a file: `EURUSD15.csv`, `EURUSD_M15.json`. */
  readonly name: string;
  readonly mediaType: string;
  /** What the format cannot hold of these bars, in sentences: nothing is dropped or rounded silently. */
  readonly leftOut: readonly string[];
  readonly content: AsyncIterable<Uint8Array>;
}

export interface DatasetExports {
  /**
   * Writes bars in a format. Equal bars give equal bytes. Everything is checked before the first byte, so that nobody gets
   * half a file.
   * @throws AppError `parameter_invalid` when the format cannot hold the bars.
   */
  write(format: ExportFormat, dataset: WritableDataset): ExportedFile;
}
