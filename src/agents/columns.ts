import type { Bars, PriceColumns } from '../domain/market/bars.ts';
import { AppError } from '../kernel/errors.ts';
import type { Columns, RawBars } from './raw-bars.ts';

const BAR_COLUMNS = ['timeMs', 'open', 'high', 'low', 'close', 'volume'] as const satisfies (keyof Bars)[];

/** Bars as the columns of an artifact, in a fixed order, sharing memory with the bars; spread, companion and rate last, when there are any. */
export function barsToColumns({ spread, companionHigh, companionLow, quoteRate, ...bars }: Bars): Columns {
  return {
    ...Object.fromEntries(BAR_COLUMNS.map((name) => [name, bars[name]])),
    ...(spread && { spread }),
    ...(companionHigh && companionLow && { companionHigh, companionLow }),
    ...(quoteRate && { quoteRate }),
  };
}

/**
 * The bars an artifact holds; other columns are ignored.
 * @throws AppError `agent_output_invalid` when a column is absent or the columns differ in length.
 */
export function columnsToBars(columns: Columns): Bars {
  const rows = columns.timeMs?.length;
  const column = (name: string): Float64Array => {
    const values = columns[name];
    if (values && values.length === rows) return values;
    throw new AppError(
      'agent_output_invalid',
      values
        ? `Bars artifact: the column "${name}" has ${values.length} rows, "timeMs" has ${rows ?? 'none'}`
        : `Bars artifact: there is no column "${name}"; it holds ${Object.keys(columns).join(', ') || 'none'}`,
      { details: { column: name } },
    );
  };
  return {
    timeMs: column('timeMs'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
    ...(columns.spread && { spread: column('spread') }),
    ...(columns.companionHigh && {
      companionHigh: column('companionHigh'),
      companionLow: column('companionLow'),
    }),
    ...(columns.quoteRate && { quoteRate: column('quoteRate') }),
  };
}

const ASK_COLUMNS = { open: 'askOpen', high: 'askHigh', low: 'askLow', close: 'askClose' } as const;

/** Bars as they were read, the ask side beside them where the source has both. */
export function rawToColumns({ bars, ask }: Pick<RawBars, 'bars' | 'ask'>): Columns {
  const columns = barsToColumns(bars);
  if (!ask) return columns;
  const { open, high, low, close } = ask;
  return { ...columns, askOpen: open, askHigh: high, askLow: low, askClose: close };
}

/** What `rawToColumns` wrote. @throws AppError `agent_output_invalid`. */
export function columnsToRaw(columns: Columns): Pick<RawBars, 'bars' | 'ask'> {
  const bars = columnsToBars(columns);
  const ask = Object.fromEntries(
    Object.entries(ASK_COLUMNS).flatMap(([name, key]) => (columns[key] ? [[name, columns[key]]] : [])),
  ) as Partial<PriceColumns>;
  return isWhole(ask) ? { bars, ask } : { bars };
}

const isWhole = (side: Partial<PriceColumns>): side is PriceColumns =>
  side.open !== undefined && side.high !== undefined && side.low !== undefined && side.close !== undefined;
