import type { DateOrder } from '../timestamps.ts';
import { TIME_FORMATS } from '../timestamps.ts';
import { quoted, unreadable } from '../unreadable.ts';
import type { TableLayout } from './layout.ts';
import { createNumberReader, type NotANumber } from './numbers.ts';
import { createTimeReader } from './time-reader.ts';

export interface Place {
  readonly origin: string;
  readonly line: number;
}

/** Reads single cells of a row. Every refusal names line and column, what was given and what is allowed. */
export interface RowReader {
  /** Refuses a row with too few cells, or with more than nothing beyond the last column. */
  checkWidth(cells: readonly string[], place: Place): void;
  time(cells: readonly string[], place: Place): number;
  number(cells: readonly string[], index: number, place: Place): number;
}

/** @throws AppError (all methods) `data_unreadable` */
export function createRowReader(layout: TableLayout, order: DateOrder): RowReader {
  const { names, columns, delimiter } = layout;
  const { dayMs } = layout;
  const readTime = dayMs === undefined ? createTimeReader(order) : sinceMidnight(dayMs);
  const readNumber = createNumberReader(delimiter);
  return {
    checkWidth: (cells, place) => {
      if (cells.length === names.length) return;
      const surplus = cells.slice(names.length).some((cell) => cell !== '');
      if (cells.length > names.length && !surplus) return;
      throw unreadable(
        `the row has ${cells.length} columns, ${layout.skipLines > 0 ? 'the header' : 'the first row'} has ${names.length} (${quoted(cells.slice(0, 30).join(delimiter))})`,
        place,
      );
    },
    time: (cells, place) => {
      const { time, timeOfDay } = columns;
      const text = timeOfDay === null ? cells[time] : `${cells[time]} ${cells[timeOfDay]}`;
      const timeMs = readTime(text);
      if (timeMs !== null) return timeMs;
      throw unreadable(
        `${quoted(text)} is no time${order === 'ymd' ? '' : ` in the order ${order}`}; allowed: ${dayMs === undefined ? TIME_FORMATS : 'milliseconds since midnight, below 86400000'}`,
        {
          ...place,
          column: names[time],
        },
      );
    },
    number: (cells, index, place) => {
      const value = readNumber(cells[index]);
      if (typeof value === 'number') return value;
      const reason = REFUSALS[value];
      throw unreadable(`${quoted(cells[index])} ${reason}`, { ...place, column: names[index] });
    },
  };
}

const REFUSALS: Readonly<Record<NotANumber, string>> = {
  'no number': 'is no number; allowed: 1234.5, 1.2e3, or nothing',
  'other decimal sign': 'has another decimal sign than the rows above; a table has one',
  'decimals or thousands':
    'may have a decimal comma or parts of thousands; part the columns with semicolons, or write 1234 and 1.234',
};

/** Reads milliseconds since a midnight. */
const sinceMidnight =
  (dayMs: number) =>
  (text: string): number | null =>
    /^\d{1,8}(\.\d+)?$/.test(text) && Number(text) < DAY_MS ? dayMs + Number(text) : null;

const DAY_MS = 86_400_000;
