import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { type CsvFormat, csvExport } from './csv.ts';
import type { WritableDataset } from './dataset.ts';
import { eaStudioJson } from './ea-studio.ts';
import { forexsbBinary } from './forexsb-binary.ts';

/** Formats bars can be written in, all of them read by Forexsb's programs and by this one. */
export const EXPORT_FORMATS = [
  'forexsb-lb-gz',
  'ea-studio-json',
  'fsb-pro-csv',
  'metatrader-csv',
  'excel-csv',
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * The bytes of an export, as a stream. Equal bars give equal bytes. The stream fails with AppError `parameter_invalid` when
 * the format cannot hold the bars.
 */
export function exportBars(format: ExportFormat, dataset: WritableDataset): Readable {
  const chunks = Readable.from(chunksOf(format, dataset), { objectMode: false });
  if (format !== 'forexsb-lb-gz') return chunks;
  const gzip = createGzip();
  chunks.on('error', (error) => gzip.destroy(error));
  return chunks.pipe(gzip);
}

/** The name Forexsb's programs give such a file: `EURUSD15.csv`, `EURUSD_M15.json`. */
export function exportFileName(
  format: ExportFormat,
  { instrument, periodMinutes }: Omit<WritableDataset, 'bars'>,
): string {
  const symbol = instrument.symbol.replace(/[^A-Za-z0-9#._-]/g, '');
  switch (format) {
    case 'forexsb-lb-gz':
      return `${symbol}${periodMinutes}.lb.gz`;
    case 'fsb-pro-csv':
      return `${symbol}${periodMinutes}.csv`;
    case 'ea-studio-json':
      return `${symbol}_${periodText(periodMinutes)}.json`;
    default:
      return `${symbol}_${periodText(periodMinutes)}.csv`;
  }
}

function chunksOf(format: ExportFormat, dataset: WritableDataset): Iterable<Buffer> {
  if (format === 'forexsb-lb-gz') return forexsbBinary(dataset);
  if (format === 'ea-studio-json') return eaStudioJson(dataset);
  return csvExport(format satisfies CsvFormat, dataset);
}

function periodText(minutes: number): string {
  if (minutes % 10_080 === 0) return `W${minutes / 10_080}`;
  if (minutes % 1_440 === 0) return `D${minutes / 1_440}`;
  return minutes % 60 === 0 ? `H${minutes / 60}` : `M${minutes}`;
}
