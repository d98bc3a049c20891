import type { TableSpec } from '../../orchestration/spec/table.ts';
import type { Content } from '../bytes/content.ts';
import { ColumnBuilder } from '../column-builder.ts';
import { oldestFirst } from '../oldest-first.ts';
import type { ReadContext, Reading, SourceClock } from '../reading.ts';
import { type DateOrder, isDateOnly, namesItsZone } from '../timestamps.ts';
import { unreadable } from '../unreadable.ts';
import { DateOrderJudge } from './date-order.ts';
import { detectTable } from './detect-table.ts';
import type { TableLayout } from './layout.ts';
import { minuteBars } from './minute-bars.ts';
import { createRowReader } from './row-reader.ts';
import { forEachRow } from './rows.ts';
import type { Parts, Sink } from './sink.ts';
import { MINUTE_MS } from './tick-bars.ts';
import { quoteSink, tradeSink } from './tick-sinks.ts';

/**
 * Reads bars or ticks from a text file, whatever its dialect, as a stream. An empty price or volume is NaN, for the
 * quality checks to report; anything else that is no number stops the reading. Ticks become bars of one minute.
 * @throws AppError `data_unreadable` with line, column, what was given and what is allowed
 */
export async function readTable(
  content: Content,
  table: TableSpec | undefined,
  { signal }: ReadContext,
): Promise<Reading> {
  const layout = detectTable(content, table);
  const order = layout.dateOrder ?? (await findDateOrder(content, layout, signal));
  const sink = SINKS[layout.columns.prices.kind](layout, order, content.origin);
  const dates = dateWatch(layout);
  await forEachRow(content, layout, {
    signal,
    take: (cells, place) => {
      sink.take(cells, place);
      dates.see(cells);
    },
  });
  const { remarks, ...parts } = inMinutes(layout, sink.finish());
  if (parts.bars.timeMs.length === 0) {
    throw unreadable('there is no row below the header, or none with a price', { origin: content.origin });
  }
  return {
    format: layout.format,
    ...parts,
    clock: dates.clock(layout.zone, layout.format),
    integerScale: layout.integerScale,
    ignoredColumns: ignoredColumns(layout),
    symbol: layout.symbol ?? null,
    periodMinutes: null,
    remarks,
  };
}

/** LEAN's bars of a second become bars of a minute, as ticks do. */
function inMinutes(
  { dayMs }: TableLayout,
  { remarks = [], ...parts }: ReturnType<Sink['finish']>,
): Parts & Pick<Reading, 'remarks'> {
  const isFiner = dayMs !== undefined && parts.bars.timeMs.some((time) => time % MINUTE_MS !== 0);
  if (!isFiner) return { ...parts, remarks };
  // Merged from the oldest on: the first of them opens the minute.
  const { isReversed, reading } = oldestFirst(parts);
  return {
    ...minuteBars(reading),
    wasNewestFirst: isReversed,
    remarks: [...remarks, 'Bars of a second were put together to bars of a minute.'],
  };
}

function barSink(layout: TableLayout, order: DateOrder): Sink {
  const { prices, volume, spread, adjustedClose = null } = layout.columns;
  if (prices.kind !== 'bars') throw new Error('a table of bars has four prices');
  const { bid, ask } = prices;
  const sides = ask ? [bid, ask] : [bid];
  const figures = sides.flatMap(({ open, high, low, close }) => [open, high, low, close]);
  const optional = [volume, spread, adjustedClose].filter((index) => index !== null);
  const indices = [...figures, ...optional];
  const builder = new ColumnBuilder(1 + indices.length);
  const reader = createRowReader(layout, order);
  return {
    take: (cells, place) => {
      reader.checkWidth(cells, place);
      builder.row[0] = reader.time(cells, place);
      for (let k = 0; k < indices.length; k++) builder.row[k + 1] = reader.number(cells, indices[k], place);
      builder.commit();
    },
    finish: () => {
      const columns = builder.finish();
      const column = (index: number): Float64Array => columns[1 + indices.indexOf(index)];
      const side = (s: { open: number; high: number; low: number; close: number }) => ({
        open: column(s.open),
        high: column(s.high),
        low: column(s.low),
        close: column(s.close),
      });
      const timeMs = columns[0];
      return {
        bars: {
          timeMs,
          ...side(bid),
          volume: volume === null ? new Float64Array(timeMs.length) : column(volume),
        },
        ask: ask ? side(ask) : null,
        ...(adjustedClose !== null && { adjustedClose: column(adjustedClose) }),
        ...(spread !== null && { spread: { values: column(spread), unit: 'points' as const } }),
      };
    },
  };
}

const SINKS = { bars: barSink, ticks: quoteSink, trades: tradeSink } as const;

/** The order of the dates over the whole file; a year in front needs no second look. */
async function findDateOrder(content: Content, layout: TableLayout, signal: AbortSignal): Promise<DateOrder> {
  const judge = new DateOrderJudge();
  let isNeeded = false;
  const { time } = layout.columns;
  const stop = new Error('nothing to judge');
  try {
    await forEachRow(content, layout, {
      signal,
      take: (cells) => {
        isNeeded = judge.add(cells[time] ?? '') || isNeeded;
        if (!isNeeded) throw stop;
      },
    });
  } catch (error) {
    if (error !== stop) throw error;
  }
  return isNeeded
    ? judge.verdict({ origin: content.origin, line: layout.skipLines + 1, column: layout.names[time] })
    : 'ymd';
}

/** Notes whether the stamps name their zone, and whether any has a time of day. */
function dateWatch({ columns: { time, timeOfDay }, dayMs }: TableLayout) {
  let first: string | null = null;
  let hasTimeOfDay = timeOfDay !== null || dayMs !== undefined;
  return {
    see: (cells: readonly string[]): void => {
      first ??= cells[time];
      if (!hasTimeOfDay && !isDateOnly(cells[time])) hasTimeOfDay = true;
    },
    clock: (zone: string | null, format: string): SourceClock => {
      if (first !== null && namesItsZone(first)) {
        return {
          kind: 'instant',
          evidence: `the stamps are instants (${JSON.stringify(first.slice(0, 40))})`,
        };
      }
      if (!hasTimeOfDay) return { kind: 'days' };
      const evidence = zone === null ? '' : `${format} files are written in ${zone}`;
      return { kind: 'clock', zone, evidence };
    },
  };
}

function ignoredColumns({ names, columns }: TableLayout): string[] {
  const { prices } = columns;
  const sides = prices.kind === 'bars' ? [prices.bid, ...(prices.ask ? [prices.ask] : [])] : [];
  const used = new Set([
    columns.time,
    columns.timeOfDay,
    columns.volume,
    columns.spread,
    ...sides.flatMap((side) => Object.values(side)),
    ...(prices.kind === 'ticks' ? [prices.bid, prices.ask] : []),
    ...(prices.kind === 'trades' ? [prices.price] : []),
    ...(prices.kind === 'bars' ? [] : [prices.suspicious]),
  ]);
  return names.filter((_, k) => !used.has(k));
}
