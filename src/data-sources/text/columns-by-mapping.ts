import type { MappedColumns } from '../../orchestration/spec/table.ts';
import { quoted, unreadable } from '../unreadable.ts';
import type { NamedColumns, PriceIndices } from './layout.ts';

/**
 * The columns a spec names, by name or by position from 1 on.
 * @param table the names there are, and the number of columns, which may be more
 * @throws AppError `data_unreadable` for a name there is not, or a position beyond the last
 */
export function columnsByMapping(
  columns: MappedColumns,
  {
    names,
    width,
    place,
  }: {
    readonly names: readonly string[];
    readonly width: number;
    readonly place: { readonly origin: string; readonly line?: number };
  },
): NamedColumns {
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
  const prices = (side: Record<keyof PriceIndices, string | number>): PriceIndices => ({
    open: find(side.open),
    high: find(side.high),
    low: find(side.low),
    close: find(side.close),
  });
  return {
    time: find(columns.time),
    timeOfDay: optional(columns.timeOfDay),
    prices: { kind: 'bars', bid: prices(columns), ask: columns.ask ? prices(columns.ask) : null },
    volume: optional(columns.volume),
    spread: optional(columns.spread),
  };
}
