import { AppError } from '../../kernel/errors.ts';
import { DELIMITERS, type Delimiter, splitCells } from './cells.ts';

/** Behind the time no cell holds two numbers: the line is parted in the wrong places. */
const TWO_NUMBERS = /^[+-]?[\d.,]+ [+-]?[\d.,]+$/;

/** Fewest columns of a table of ticks: a time, a bid and an ask. */
const FEWEST_COLUMNS = 3;

/**
 * The delimiter that parts most of the lines into the same number of columns; null when none parts them into three or
 * more. A semicolon or tab wins over a comma, which may be a decimal sign; a space over nothing, for it also stands
 * inside times.
 * @param lines lines of the beginning of a file, the last one complete
 */
export function detectDelimiter(lines: readonly string[], origin: string): Delimiter | null {
  const judged = DELIMITERS.map((delimiter) => ({ delimiter, ...consistency(lines, delimiter, origin) }));
  const usable = judged.filter(({ columns }) => columns >= FEWEST_COLUMNS);
  const best = usable.sort((a, b) => Number(b.share >= 0.9) - Number(a.share >= 0.9))[0];
  return best?.delimiter ?? null;
}

/** The commonest number of columns that is more than one, and the share of the lines that have it. */
function consistency(lines: readonly string[], delimiter: Delimiter, origin: string) {
  const counts = new Map<number, number>();
  for (const [k, line] of lines.entries()) {
    const cells = cellsOf(line, delimiter, { origin, line: k + 1 });
    const columns = cells.slice(2).some((cell) => TWO_NUMBERS.test(cell)) ? 1 : cells.length;
    counts.set(columns, (counts.get(columns) ?? 0) + 1);
  }
  const several = [...counts].filter(([columns]) => columns > 1).sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  const [columns, count] = several[0] ?? [0, 0];
  return { columns, share: count / lines.length };
}

/** A line whose quotes do not fit the delimiter counts as one column here; reading it says what is wrong. */
function cellsOf(line: string, delimiter: Delimiter, place: { origin: string; line: number }): string[] {
  try {
    return splitCells(line, delimiter, place);
  } catch (error) {
    if (error instanceof AppError && error.code === 'data_unreadable') return [line];
    throw error;
  }
}
