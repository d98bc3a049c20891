import type { TableSpec } from '../../orchestration/spec/table.ts';
import { quoted, unreadable } from '../unreadable.ts';
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
  const find = (column: string | number): number => {
    if (typeof column === 'number') {
      if (column <= width) return column - 1;
      throw unreadable(`market.source.table names column ${column}, the row has ${width}`, place);
    }
    const index = names.indexOf(column);
    if (index >= 0) return index;
    throw unreadable(
      `market.source.table names the column ${quoted(column)}; the header has ${names.slice(0, 20).map(quoted).join(', ') || 'no names'}`,
      place,
    );
  };
  const optional = (column: string | number | undefined) => (column === undefined ? null : find(column));
  const prices = ({
    open,
    high,
    low,
    close,
  }: Record<'open' | 'high' | 'low' | 'close', string | number>) => ({
    open: find(open),
    high: find(high),
    low: find(low),
    close: find(close),
  });
  return {
    format: 'CSV mapped in the spec',
    delimiter: context.delimiter,
    skipLines,
    names: Array.from({ length: width }, (_, k) => names[k] ?? `column ${k + 1}`),
    columns: {
      time: find(columns.time),
      timeOfDay: optional(columns.timeOfDay),
      prices: { kind: 'bars', bid: prices(columns), ask: columns.ask ? prices(columns.ask) : null },
      volume: optional(columns.volume),
      spread: optional(columns.spread),
    },
    dateOrder: table.dateOrder ?? null,
    zone: null,
    integerScale: 1,
  };
}
