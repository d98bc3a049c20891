import { ColumnBuilder } from '../column-builder.ts';
import type { Reading } from '../reading.ts';
import { KLINE_FIELDS, named } from '../text/shaped-formats.ts';
import { parseTime } from '../timestamps.ts';
import { quoted, unreadable } from '../unreadable.ts';

const FIELDS = ['open', 'high', 'low', 'close', 'volume'] as const;

/** What is read of a row, time and `FIELDS`, and the names of the rest. */
interface Row {
  readonly cells: readonly unknown[];
  readonly unread: readonly string[];
}

/** Reads rows that come some at a time. @throws AppError (both) `data_unreadable` with the row as the line */
interface JsonRows {
  take(rows: readonly unknown[]): void;
  finish(): Reading;
}

/**
 * Reads rows: arrays of time, open, high, low, close, volume (Binance, ccxt), or objects with those names (dukascopy-node).
 * Numbers may be written as strings, as Binance does. A price that is null is NaN, and so is a volume that is null or
 * missing, for the quality checks to report; where no row has one, volumes are 0 as in a table without that column.
 * @throws AppError `data_unreadable` with the row as the line
 */
export function readJsonRows(rows: readonly unknown[], origin: string): Reading {
  const reader = createJsonRows(origin);
  reader.take(rows);
  return reader.finish();
}

export function createJsonRows(origin: string): JsonRows {
  const builder = new ColumnBuilder(6);
  const unread = new Set<string>();
  let [isKline, hasVolume] = [false, false];
  return {
    take: (rows) => {
      for (const value of rows) {
        const line = builder.length + 1;
        const place = { origin, line };
        if (line === 1) isKline = Array.isArray(value) && value.length === KLINE_FIELDS.length;
        const row = rowOf(value, isKline);
        if (row === null) {
          throw unreadable(`row ${line} is no bar (${quoted(JSON.stringify(value) ?? '')})`, place);
        }
        const { cells } = row;
        for (const name of row.unread) unread.add(name);
        hasVolume ||= cells[5] !== undefined;
        builder.row[0] = instant(cells[0], place);
        for (let c = 1; c <= 5; c++) builder.row[c] = figure(cells[c], { ...place, column: FIELDS[c - 1] });
        builder.commit();
      }
    },
    finish: () => {
      if (builder.length === 0) throw unreadable('the array holds no bar', { origin });
      const [timeMs, open, high, low, close, volume] = builder.finish();
      return {
        format: isKline ? 'Binance klines (JSON)' : 'JSON rows',
        bars: {
          timeMs,
          open,
          high,
          low,
          close,
          volume: hasVolume ? volume : new Float64Array(timeMs.length),
        },
        ask: null,
        clock: { kind: 'instant', evidence: 'the stamps are instants' },
        integerScale: 1,
        ignoredColumns: [...unread],
        symbol: null,
        periodMinutes: null,
        remarks: [],
      };
    },
  };
}

/** Null for what is no row of bars. */
function rowOf(value: unknown, isKline: boolean): Row | null {
  if (Array.isArray(value)) {
    if (value.length < 5) return null;
    const names = named(isKline ? KLINE_FIELDS : ['time', ...FIELDS], value.length);
    return { cells: value.slice(0, 6), unread: names.slice(6) };
  }
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Readonly<Record<string, unknown>>;
  const time = ['timestamp', 'time', 'date'].find((name) => (fields[name] ?? null) !== null);
  if (time === undefined) return null;
  const read = new Set<string>([time, ...FIELDS]);
  return {
    cells: [time, ...FIELDS].map((name) => fields[name]),
    unread: Object.keys(fields).filter((name) => !read.has(name)),
  };
}

function instant(value: unknown, place: { origin: string; line: number }): number {
  const timeMs = typeof value === 'number' || typeof value === 'string' ? parseTime(String(value)) : null;
  if (timeMs !== null) return timeMs;
  throw unreadable(`${quoted(String(value))} is no time`, { ...place, column: 'time' });
}

function figure(value: unknown, place: { origin: string; line: number; column: string }): number {
  if (value === null || (value === undefined && place.column === 'volume')) return Number.NaN;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw unreadable(`${quoted(String(value))} is no number`, place);
}
