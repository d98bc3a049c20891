import type { TableSpec } from '../../orchestration/spec/table.ts';
import { collect } from '../bytes/collect.ts';
import type { Content } from '../bytes/content.ts';
import type { ReadContext, Reading } from '../reading.ts';
import type { ColumnarFormat } from './column-data.ts';
import { indicesOf, readingOfColumns, tableColumns } from './columnar-reading.ts';
import { openColumns } from './open-columns.ts';

const LONGEST_FILE = 512 * 1_024 ** 2;

/** The columnar format of some bytes; null when they are none. */
export function columnarFormat(head: Buffer): ColumnarFormat | null {
  if (head.toString('latin1', 0, 6) === 'ARROW1') return 'Arrow';
  return head.toString('latin1', 0, 4) === 'PAR1' ? 'Parquet' : null;
}

/**
 * Reads bars or ticks from an Arrow IPC file (Feather 2) or a Parquet file, by the names of its columns: as in the header
 * of a text file, as the platform's own datasets name them (`timeMs`), or as the spec maps them. Times are timestamps or
 * dates of the format, or numbers in an epoch. Ticks become bars of one minute.
 * @throws AppError `data_unreadable`
 */
export async function readColumnar(
  content: Content,
  format: ColumnarFormat,
  { table, context: { signal } }: { readonly table: TableSpec | undefined; readonly context: ReadContext },
): Promise<Reading> {
  const { origin } = content;
  const bytes = await collect(content, LONGEST_FILE, signal);
  const known = { origin, mapping: table?.columns };
  const file = await openColumns(format, bytes, {
    origin,
    choose: (names) => indicesOf(tableColumns(names, known)),
    signal,
  });
  return readingOfColumns(file, format, known);
}
