import type { FileHints } from '../../src/data-sources/file.ts';
import { finishReading } from '../../src/data-sources/finish-reading.ts';
import { openArrow } from '../../src/data-sources/formats/arrow-file.ts';
import { columnarFormat } from '../../src/data-sources/formats/columnar.ts';
import {
  indicesOf,
  readingOfColumns,
  tableColumns,
} from '../../src/data-sources/formats/columnar-reading.ts';
import { openParquet } from '../../src/data-sources/formats/parquet-file.ts';
import { pickColumns } from '../../src/data-sources/formats/pick-columns.ts';

/** Reads an Arrow or Parquet file without the thread, which takes a second to start from the sources. */
export async function readColumnarBytes(content: Uint8Array, { table }: FileHints = {}) {
  const format = columnarFormat(Buffer.from(content.subarray(0, 100))) ?? 'Parquet';
  const file = { Arrow: openArrow, Parquet: openParquet }[format](new Uint8Array(content));
  const context = { origin: 'prices', mapping: table?.columns };
  const wanted = indicesOf(tableColumns(file.names, context));
  const data = await pickColumns(file, wanted, content.length);
  const columns = new Map(wanted.map((index, k) => [index, data[k]]));
  const reading = readingOfColumns({ names: file.names, columns }, format, context);
  return finishReading(reading, { origin: 'prices', fileName: 'prices' });
}
