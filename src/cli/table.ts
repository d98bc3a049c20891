import { widthOf } from './paint.ts';

/** A column: its heading, and whether its cells are numbers (set flush right). */
export interface Column {
  readonly heading: string;
  readonly isNumeric?: boolean;
}

/** Rows under headings, columns two spaces apart, no trailing blanks: easy to read and to cut. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map((column) => column.heading), ...rows];
  const widths = columns.map((_, c) => Math.max(...lines.map((line) => widthOf(line[c] ?? ''))));
  return lines
    .map((line) =>
      columns
        .map((column, c) => pad(line[c] ?? '', widths[c] ?? 0, column.isNumeric ?? false))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function pad(text: string, width: number, isRight: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return isRight ? `${blanks}${text}` : `${text}${blanks}`;
}
