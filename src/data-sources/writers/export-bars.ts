import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type {
  DatasetExports,
  ExportFormat,
  WritableDataset,
} from '../../application/ports/dataset-exports.ts';
import { type CsvFormat, csvExport } from './csv.ts';
import { roundedVolumes, unwritable } from './dataset.ts';
import { eaStudioJson, leftOutOfEaStudio } from './ea-studio.ts';
import { forexsbBinary } from './forexsb-binary.ts';

/** The writers of Forexsb's formats. */
export const createDatasetExports = (): DatasetExports => ({
  write: (format, dataset) => {
    requirePeriod(dataset.periodMinutes);
    // A first pass that keeps nothing: what cannot be written fails here, before anybody has read a byte.
    for (const _ of chunksOf(format, dataset));
    return {
      name: fileNameOf(format, dataset),
      mediaType: MEDIA_TYPES[format],
      leftOut: leftOutOf(format, dataset),
      content: packed(format, Readable.from(chunksOf(format, dataset), { objectMode: false })),
    };
  },
});

const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  'forexsb-lb-gz': 'application/gzip',
  'ea-studio-json': 'application/json',
  'fsb-pro-csv': 'text/csv; charset=utf-8',
  'metatrader-csv': 'text/csv; charset=utf-8',
  'excel-csv': 'text/csv; charset=utf-8',
};

/** Bar lengths Forexsb's programs know, minutes: their wiki's list for data files, which EA Studio's M1 to D1 are part of. */
const FOREXSB_PERIODS: readonly number[] = [1, 5, 15, 30, 60, 240, 1_440, 10_080];

/** @throws AppError `parameter_invalid` for a length the programs would take for another one, or for none */
function requirePeriod(minutes: number): void {
  if (FOREXSB_PERIODS.includes(minutes)) return;
  throw unwritable(
    `Forexsb's programs know bars of ${FOREXSB_PERIODS.join(', ')} minutes, these have ${minutes}; resample them (market.resample) to one of those`,
  );
}

function packed(format: ExportFormat, chunks: Readable): Readable {
  return format === 'forexsb-lb-gz' ? chunks.pipe(createGzip()) : chunks;
}

function fileNameOf(
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

/** A `.lb.gz` file has the spread of every bar, or is refused; the CSV formats have none. */
function leftOutOf(format: ExportFormat, dataset: WritableDataset): readonly string[] {
  const volumes = roundedVolumes(dataset.bars);
  if (format === 'forexsb-lb-gz') return volumes;
  if (format === 'ea-studio-json') return [...leftOutOfEaStudio(dataset), ...volumes];
  return [
    ...(dataset.bars.spread ? ['The format has no spread: that of the bars is left out.'] : []),
    ...volumes,
  ];
}

function periodText(minutes: number): string {
  if (minutes % 10_080 === 0) return `W${minutes / 10_080}`;
  if (minutes % 1_440 === 0) return `D${minutes / 1_440}`;
  return minutes % 60 === 0 ? `H${minutes / 60}` : `M${minutes}`;
}
