import type { TableSpec } from '../orchestration/spec/table.ts';
import type { Content } from './bytes/content.ts';
import type { ReadContext, Reading } from './reading.ts';
import { readTable } from './text/read-table.ts';

/** Picks the reader by the first bytes of the unpacked content. @throws AppError `data_unreadable`. */
export async function readContent(
  content: Content,
  table: TableSpec | undefined,
  context: ReadContext,
): Promise<Reading> {
  return readTable(content, table, context);
}
