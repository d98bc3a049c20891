import type { Content } from '../bytes/content.ts';
import { LONGEST_LINE } from '../bytes/limits.ts';
import { splitCells } from './cells.ts';
import type { TableLayout } from './layout.ts';
import { endless, linesOf } from './lines.ts';
import type { Place } from './row-reader.ts';

/**
 * Hands the cells of every row to `take`; blank lines are passed over.
 * @throws AppError `data_unreadable` for damaged packing, endless lines, stray quotes, and whatever `take` refuses
 */
export async function forEachRow(
  content: Content,
  layout: Pick<TableLayout, 'delimiter' | 'skipLines'>,
  { take, signal }: { readonly take: (cells: string[], place: Place) => void; readonly signal: AbortSignal },
): Promise<void> {
  const { origin } = content;
  let line = 0;
  for await (const lines of linesOf(content.chunks(signal), origin)) {
    for (const text of lines) {
      line++;
      if (line <= layout.skipLines || text.trim() === '') continue;
      const place = { origin, line };
      if (text.length > LONGEST_LINE) throw endless(text, place);
      take(splitCells(text, layout.delimiter, place), place);
    }
  }
}
