import type { ColumnMetaData, FileMetaData } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { MOST_PAGE_BYTES } from '../bytes/limits.ts';
import { problemOfRuns } from './parquet-runs.ts';

/**
 * Goes through the page headers of a flat column before anything is unpacked: the library makes arrays of whatever sizes
 * they name. Pages must lie in the file, unpack to a page's size, and hold the rows of their group, no more; the runs in
 * them the values of their page.
 * @throws Error naming the column
 */
export function checkPages(
  file: Uint8Array<ArrayBuffer>,
  { row_groups }: FileMetaData,
  column: string,
  isOptional: boolean,
): void {
  for (const { columns, num_rows } of row_groups) {
    const meta = columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === column)?.meta_data;
    const problem = meta
      ? problemOf(file, meta, { rows: Number(num_rows), isOptional })
      : 'a row group lacks it';
    if (problem !== null) throw new Error(`column ${column}: ${problem}`);
  }
}

function problemOf(
  file: Uint8Array<ArrayBuffer>,
  meta: ColumnMetaData,
  { rows, isOptional }: { readonly rows: number; readonly isOptional: boolean },
): string | null {
  const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
  const length = Number(meta.total_compressed_size);
  if (!(start >= 0 && length >= 0 && start + length <= file.length)) return 'its pages lie outside the file';
  const reader = { view: new DataView(file.buffer, start, length), offset: 0 };
  let seen = 0;
  while (seen < rows && reader.offset < length) {
    const page = parquetHeader(reader);
    const packed = page.compressed_page_size;
    if (!(packed >= 0 && reader.offset + packed <= length)) return 'a page is cut short';
    if (!(page.uncompressed_page_size <= MOST_PAGE_BYTES)) {
      return `a page unpacks to ${page.uncompressed_page_size} bytes`;
    }
    const header = page.data_page_header ?? page.data_page_header_v2;
    const values = header?.num_values ?? page.dictionary_page_header?.num_values ?? -1;
    // No dictionary has more entries than bytes.
    const most = header ? rows - seen : page.uncompressed_page_size;
    if (!(values >= 0 && values <= most)) return `a page says ${values} values where ${most} are the most`;
    const content = file.subarray(start + reader.offset, start + reader.offset + packed);
    const problem = problemOfRuns(content, page, { codec: meta.codec, isOptional });
    if (problem !== null) return problem;
    if (header) seen += values;
    reader.offset += packed;
  }
  return seen < rows ? `${seen} values for ${rows} rows` : null;
}
