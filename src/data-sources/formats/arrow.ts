import { DataType, type Table, tableFromIPC, type Vector } from 'apache-arrow';
import { collect } from '../bytes/collect.ts';
import type { Content } from '../bytes/content.ts';
import type { ReadContext, Reading } from '../reading.ts';
import { columnsByName } from '../text/header.ts';
import { unreadable } from '../unreadable.ts';

const LONGEST_ARROW = 1_024 ** 3;

export const looksLikeArrow = (head: Buffer): boolean => head.toString('latin1', 0, 6) === 'ARROW1';

/**
 * Reads bars from an Arrow IPC file (Feather 2), by the names of its columns: as in the header of a text file, or as the
 * platform's own datasets name them (`timeMs`). Times are Arrow timestamps or dates, or numbers in an epoch.
 * @throws AppError `data_unreadable`
 */
export async function readArrow(content: Content, { signal }: ReadContext): Promise<Reading> {
  const { origin } = content;
  const table = open(await collect(content, LONGEST_ARROW, signal), origin);
  const names = table.schema.fields.map((field) => field.name);
  const columns = columnsByName(names.map((name) => (name === 'timeMs' ? 'time' : name)));
  if ('missing' in columns || columns.prices.kind !== 'bars') {
    throw unreadable(
      `there is no ${'missing' in columns ? columns.missing : 'open'} column among ${names.slice(0, 20).join(', ')}`,
      {
        origin,
      },
    );
  }
  if (table.numRows === 0) throw unreadable('the table holds no row', { origin });
  const numbers = (index: number): Float64Array =>
    numbersOf(table.getChildAt(index), { origin, column: names[index] });
  const { bid, ask } = columns.prices;
  const side = (s: typeof bid) => ({
    open: numbers(s.open),
    high: numbers(s.high),
    low: numbers(s.low),
    close: numbers(s.close),
  });
  const used = new Set([
    columns.time,
    columns.volume,
    columns.spread,
    ...Object.values(bid),
    ...Object.values(ask ?? {}),
  ]);
  return {
    format: 'Arrow',
    bars: {
      timeMs: timesOf(table, columns.time, { origin, column: names[columns.time] }),
      ...side(bid),
      volume: columns.volume === null ? new Float64Array(table.numRows) : numbers(columns.volume),
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

type Place = { readonly origin: string; readonly column: string };

function open(bytes: Buffer, origin: string): Table {
  try {
    return tableFromIPC(bytes);
  } catch (cause) {
    throw unreadable('the Arrow file is damaged or cut short', { origin }, cause);
  }
}

function numbersOf(vector: Vector | null, place: Place): Float64Array {
  if (
    vector === null ||
    !(DataType.isFloat(vector.type) || DataType.isInt(vector.type) || DataType.isDecimal(vector.type))
  ) {
    throw unreadable(`the column is ${vector?.type}, no number`, place);
  }
  if (DataType.isDecimal(vector.type)) throw unreadable('decimal columns are not read; write float64', place);
  return Float64Array.from(vector, (value) => (value === null ? Number.NaN : Number(value)));
}

/** Arrow gives timestamps and dates as ms since 1970; numbers are an epoch told by their size. */
function timesOf(table: Table, index: number, place: Place): Float64Array {
  const vector = table.getChildAt(index);
  if (vector && (DataType.isTimestamp(vector.type) || DataType.isDate(vector.type))) {
    return Float64Array.from(vector, (value) => {
      if (value !== null) return Number(value);
      throw unreadable('a time is missing', place);
    });
  }
  const numbers = numbersOf(vector, place);
  const [first] = numbers;
  const unit = [1_000, 1, 1e-3, 1e-6].find((factor) => first * factor > 1e11 && first * factor < 1e14);
  if (unit !== undefined || table.schema.fields[index].name === 'timeMs') {
    return numbers.map((value) =>
      Math.round(value * (table.schema.fields[index].name === 'timeMs' ? 1 : (unit ?? 1))),
    );
  }
  throw unreadable(`${first} is no time in an epoch`, place);
}
