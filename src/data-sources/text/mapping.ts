import type { TableSpec } from '../../orchestration/spec/table.ts';
import { unreadable } from '../unreadable.ts';
import { columnsByMapping } from './columns-by-mapping.ts';
import type { TableLayout } from './layout.ts';
import type { Line, TableContext } from './table-context.ts';

/**
 * The layout a spec describes. Columns given by name are looked up in the last of the skipped lines.
 * @throws AppError `data_unreadable` for a name the header does not have, or a position beyond the row
 */
export function layoutByMapping(
  table: TableSpec,
  lines: readonly Line[],
  context: TableContext,
): TableLayout {
  const { columns } = table;
  if (!columns) throw new Error('a mapping needs columns');
  const isByName = JSON.stringify(columns).includes('":"');
  const skipLines = table.skipLines ?? (isByName ? 1 : 0);
  const header = lines.find(({ number }) => number === skipLines);
  const first = lines.find(({ number }) => number > skipLines);
  if (first === undefined) throw unreadable('there is no row below the header', { origin: context.origin });
  const names = header ? context.split(header) : [];
  const width = context.split(first).length;
  const place = { origin: context.origin, line: header?.number ?? first.number };
  return {
    format: 'CSV mapped in the spec',
    delimiter: context.delimiter,
    skipLines,
    names: Array.from({ length: width }, (_, k) => names[k] ?? `column ${k + 1}`),
    columns: columnsByMapping(columns, { names, width, place }),
    dateOrder: table.dateOrder ?? null,
    zone: null,
    integerScale: 1,
  };
}
