import { collect } from '../bytes/collect.ts';
import type { Content } from '../bytes/content.ts';
import type { ReadContext, Reading } from '../reading.ts';
import { columnsByName } from '../text/header.ts';
import { unreadable } from '../unreadable.ts';
import type { ArrowColumn } from './arrow-columns.ts';
import { openArrow } from './open-arrow.ts';

const LONGEST_ARROW = 512 * 1_024 ** 2;

export const looksLikeArrow = (head: Buffer): boolean => head.toString('latin1', 0, 6) === 'ARROW1';

/**
 * Reads bars from an Arrow IPC file (Feather 2), by the names of its columns: as in the header of a text file, or as the
 * platform's own datasets name them (`timeMs`). Times are Arrow timestamps or dates, or numbers in an epoch.
 * @throws AppError `data_unreadable`
 */
export async function readArrow(content: Content, { signal }: ReadContext): Promise<Reading> {
  const { origin } = content;
  const table = await openArrow(await collect(content, LONGEST_ARROW, signal), origin, signal);
  const names = table.map(({ name }) => name);
  const columns = columnsByName(names.map((name) => (name === 'timeMs' ? 'time' : name)));
  if ('missing' in columns || columns.prices.kind !== 'bars') {
    const missing = 'missing' in columns ? columns.missing : 'open';
    throw unreadable(`there is no ${missing} column among ${names.slice(0, 20).join(', ')}`, { origin });
  }
  const numbers = (index: number): Float64Array => numbersOf(table[index], origin);
  const { bid, ask } = columns.prices;
  const side = (s: typeof bid) => ({
    open: numbers(s.open),
    high: numbers(s.high),
    low: numbers(s.low),
    close: numbers(s.close),
  });
  const used = new Set([
    ...[columns.time, columns.volume, columns.spread],
    ...[...Object.values(bid), ...Object.values(ask ?? {})],
  ]);
  const timeMs = timesOf(table[columns.time], origin);
  if (timeMs.length === 0) throw unreadable('the table holds no row', { origin });
  return {
    format: 'Arrow',
    bars: {
      timeMs,
      ...side(bid),
      volume: columns.volume === null ? new Float64Array(timeMs.length) : numbers(columns.volume),
    },
    ask: ask ? side(ask) : null,
    ...(columns.spread !== null && { spread: { values: numbers(columns.spread), unit: 'price' as const } }),
    clock: { kind: 'instant', evidence: 'Arrow times are instants' },
    integerScale: 1,
    ignoredColumns: names.filter((_, k) => !used.has(k)),
    symbol: null,
    periodMinutes: null,
    remarks: [],
  };
}

function numbersOf({ name, kind, type, values }: ArrowColumn, origin: string): Float64Array {
  if (kind === 'number') return values;
  throw unreadable(`the column is ${type}, no number`, { origin, column: name });
}

/** Factors to ms of the epochs numbers may be in; the size of the first tells which. */
const EPOCH_UNITS = [1_000, 1, 1e-3, 1e-6];

function timesOf(column: ArrowColumn, origin: string): Float64Array {
  const { name, kind, values } = column;
  if (values.some(Number.isNaN)) throw unreadable('a time is missing', { origin, column: name });
  if (kind === 'time' || (kind === 'number' && name === 'timeMs')) return values;
  const numbers = numbersOf(column, origin);
  const [first = 0] = numbers;
  const unit = EPOCH_UNITS.find((factor) => first * factor > 1e11 && first * factor < 1e14);
  if (unit !== undefined) return numbers.map((value) => Math.round(value * unit));
  throw unreadable(`${first} is no time in an epoch`, { origin, column: name });
}
