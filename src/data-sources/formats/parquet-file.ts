import {
  type ParquetParsers,
  parquetMetadata,
  parquetRead,
  parquetSchema,
  type SchemaElement,
} from 'hyparquet';
import type { ColumnData } from './column-data.ts';
import type { OpenFile } from './open-file.ts';
import { parquetCodecs } from './parquet-codecs.ts';
import { checkPages } from './parquet-pages.ts';

/** Times as ms since 1970, without a date object for each. */
const TIMES: Partial<ParquetParsers> = {
  timestampFromMilliseconds: Number,
  timestampFromMicroseconds: (micros) => Math.floor(Number(micros) / 1_000),
  timestampFromNanoseconds: (nanos) => Number(nanos / 1_000_000n),
  dateFromDays: (days) => days * 86_400_000,
};

/**
 * Reads the schema of a Parquet file; columns are read when they are asked for.
 * @throws Error for a damaged file, pages that say more than they can hold, and codecs nobody knows
 */
export function openParquet(bytes: Uint8Array<ArrayBuffer>): OpenFile {
  const { buffer } = bytes;
  const metadata = parquetMetadata(buffer, { parsers: TIMES, geoparquet: false });
  const leaves = parquetSchema(metadata).children;
  const rows = Number(metadata.num_rows);
  const inGroups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (rows !== inGroups) throw new Error(`the footer says ${rows} rows, its row groups ${inGroups}`);
  return {
    rows,
    names: leaves.map(({ element }) => element.name),
    column: async (index) => {
      const { element, children } = leaves[index];
      const { name } = element;
      const type = element.logical_type?.type ?? element.converted_type ?? element.type ?? 'group';
      const kind = children.length > 0 ? 'other' : kindOf(element);
      if (kind === 'other') return { name, kind, type, values: new Float64Array() };
      checkPages(bytes, metadata, name, element.repetition_type === 'OPTIONAL');
      const values = new Float64Array(rows);
      await parquetRead({
        file: { byteLength: buffer.byteLength, slice: (start, end) => buffer.slice(start, end) },
        metadata,
        columns: [name],
        compressors: parquetCodecs,
        parsers: TIMES,
        onChunk: ({ columnData, rowStart }) => {
          for (let i = 0; i < columnData.length; i++) values[rowStart + i] = numberOf(columnData[i]);
        },
      });
      return { name, kind, type, values };
    },
  };
}

const numberOf = (value: unknown): number =>
  value === null || value === undefined ? Number.NaN : Number(value);

const NUMBERS: ReadonlySet<unknown> = new Set(['INT32', 'INT64', 'FLOAT', 'DOUBLE']);

/** A timestamp that is not adjusted to UTC is what a clock showed (parquet-format, LogicalTypes.md). */
function kindOf({ type, converted_type, logical_type, repetition_type }: SchemaElement): ColumnData['kind'] {
  if (repetition_type === 'REPEATED') return 'other';
  if (logical_type?.type === 'TIMESTAMP') return logical_type.isAdjustedToUTC ? 'instant' : 'clock';
  if (converted_type === 'TIMESTAMP_MILLIS' || converted_type === 'TIMESTAMP_MICROS') return 'instant';
  // Spark and Impala wrote UTC into this type, which says nothing about it.
  if (type === 'INT96') return 'instant';
  if (converted_type === 'DATE' || logical_type?.type === 'DATE') return 'clock';
  if (converted_type === 'DECIMAL' || logical_type?.type === 'FLOAT16') return 'number';
  const isPlain = converted_type === undefined || /^U?INT_/.test(converted_type);
  return NUMBERS.has(type) && isPlain ? 'number' : 'other';
}
