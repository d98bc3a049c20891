import { CsvError, parse } from 'csv-parse/sync';
import { unreadable } from '../unreadable.ts';

/** What parts the cells of a line; a space stands for any run of spaces. */
export const DELIMITERS = ['\t', ';', '|', ',', ' '] as const;
export type Delimiter = (typeof DELIMITERS)[number];

type Place = { readonly origin: string; readonly line: number };

/**
 * The cells of a line, trimmed. Quoted cells are left to the CSV parser; the rest is a plain split.
 * @throws AppError `data_unreadable` for a quote that is not closed, or stands where none may.
 */
export function splitCells(line: string, delimiter: Delimiter, place: Place): string[] {
  if (line.includes('"')) return quotedCells(line, delimiter, place);
  if (delimiter === ' ') return line.trim().split(/ +/);
  const cells = line.split(delimiter);
  for (let k = 0; k < cells.length; k++) {
    const cell = cells[k];
    // Trimming is rarely needed, and dear when it is done for every cell.
    if (cell.charCodeAt(0) <= 32 || cell.charCodeAt(cell.length - 1) <= 32) cells[k] = cell.trim();
  }
  return cells;
}

function quotedCells(line: string, delimiter: Delimiter, place: Place): string[] {
  try {
    const rows = parse(line, { delimiter, trim: delimiter !== '\t', relax_column_count: true }) as string[][];
    return rows[0] ?? [''];
  } catch (error) {
    if (error instanceof CsvError) {
      throw unreadable(error.message.replace(/ (at|on) line \d+/g, ''), place, error);
    }
    throw error;
  }
}
