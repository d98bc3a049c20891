import { ColumnBuilder } from '../column-builder.ts';
import type { Reading } from '../reading.ts';
import { parseTime } from '../timestamps.ts';
import { quoted, unreadable } from '../unreadable.ts';

/** Fields of a kline of Binance, of which the first six are also ccxt's. */
const KLINE_FIELDS = 12;
const FIELDS = ['open', 'high', 'low', 'close', 'volume'] as const;

/**
 * Reads rows: arrays of time, open, high, low, close, volume (Binance, ccxt), or objects with those names (dukascopy-node).
 * Numbers may be written as strings, as Binance does.
 * @throws AppError `data_unreadable` with the row as the line
 */
export function readJsonRows(rows: readonly unknown[], origin: string): Reading {
  if (rows.length === 0) throw unreadable('the array holds no bar', { origin });
  const builder = new ColumnBuilder(6);
  for (const [k, row] of rows.entries()) {
    const place = { origin, line: k + 1 };
    const cells = cellsOf(row);
    if (cells === null)
      throw unreadable(`row ${k + 1} is no bar (${quoted(JSON.stringify(row) ?? '')})`, place);
    builder.row[0] = instant(cells[0], place);
    for (let c = 1; c <= 5; c++) builder.row[c] = figure(cells[c], { ...place, column: FIELDS[c - 1] });
    builder.commit();
  }
  const [timeMs, open, high, low, close, volume] = builder.finish();
  const isKline = Array.isArray(rows[0]) && rows[0].length === KLINE_FIELDS;
  return {
    format: isKline ? 'Binance klines (JSON)' : 'JSON rows',
    bars: { timeMs, open, high, low, close, volume },
    ask: null,
    clock: { kind: 'instant', evidence: 'the stamps are instants' },
    integerScale: 1,
    ignoredColumns: [],
    symbol: null,
    periodMinutes: null,
    remarks: [],
  };
}

function cellsOf(row: unknown): readonly unknown[] | null {
  if (Array.isArray(row)) return row.length >= 5 ? row : null;
  if (typeof row !== 'object' || row === null) return null;
  const named = row as Readonly<Record<string, unknown>>;
  const time = named.timestamp ?? named.time ?? named.date;
  return time === undefined ? null : [time, ...FIELDS.map((name) => named[name])];
}

function instant(value: unknown, place: { origin: string; line: number }): number {
  const timeMs = typeof value === 'number' || typeof value === 'string' ? parseTime(String(value)) : null;
  if (timeMs !== null) return timeMs;
  throw unreadable(`${quoted(String(value))} is no time`, { ...place, column: 'time' });
}

function figure(value: unknown, place: { origin: string; line: number; column: string }): number {
  if (value === null || (value === undefined && place.column === 'volume')) {
    return place.column === 'volume' ? 0 : Number.NaN;
  }
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw unreadable(`${quoted(String(value))} is no number`, place);
}
