import type { TableSpec } from '../../orchestration/spec/table.ts';
import type { Content } from '../bytes/content.ts';
import { HEAD_BYTES } from '../bytes/limits.ts';
import { quoted, unreadable } from '../unreadable.ts';
import { splitCells } from './cells.ts';
import { detectDelimiter } from './delimiter.ts';
import { columnsByName, looksLikeHeader } from './header.ts';
import type { TableLayout } from './layout.ts';
import { leanDay } from './lean-name.ts';
import { leanTicks } from './lean-ticks.ts';
import { splitLines } from './lines.ts';
import { layoutByMapping } from './mapping.ts';
import { formatByHeader } from './named-formats.ts';
import { formatByShape } from './shaped-formats.ts';
import type { Line, TableContext } from './table-context.ts';

/** Rows that are looked at, and lines that may stand above the header. */
const ROWS_JUDGED = 50;
const MOST_BANNER_LINES = 5;

/**
 * Finds out how to read a text file from its beginning: delimiter by consistency, header words (under up to five lines of
 * banner), or else the shape of the rows. A mapping from the spec goes before all of it.
 * @throws AppError `data_unreadable` saying what is missing
 */
export function detectTable({ head, origin, names }: Content, table: TableSpec | undefined): TableLayout {
  const all = headLines(head);
  const lines = all.map((text, k) => ({ text, number: k + 1 })).filter(({ text }) => text.trim() !== '');
  if (lines.length === 0) throw unreadable('the file is empty', { origin });
  if (/^\s*<(!doctype|html|\?xml)/i.test(lines[0].text)) {
    throw unreadable('the file is a web page, no data: the download failed', {
      origin,
      line: lines[0].number,
    });
  }
  const judged = lines.slice(0, ROWS_JUDGED);
  const delimiter =
    table?.delimiter ??
    detectDelimiter(
      judged.map(({ text }) => text),
      origin,
    );
  if (delimiter === null) throw noTable(lines[0], origin);
  const split = (line: Line): string[] => splitCells(line.text, delimiter, { origin, line: line.number });
  if (table?.columns) return layoutByMapping(table, judged, { delimiter, split, origin, names });

  const header = judged.slice(0, MOST_BANNER_LINES + 1).findIndex((line) => looksLikeHeader(split(line)));
  const layout =
    header >= 0
      ? layoutByHeader(judged, header, { delimiter, split, origin, names })
      : layoutByShape(judged, { delimiter, split, origin, names });
  return { ...layout, ...(table?.dateOrder && { dateOrder: table.dateOrder }) };
}

/** Lines of the head. The last one may be cut off, and a cut row must not be judged. */
function headLines(head: Buffer): string[] {
  const lines = splitLines(head.toString('utf8').replace(/^\ufeff/, ''));
  return head.length >= HEAD_BYTES && lines.length > 2 ? lines.slice(0, -1) : lines;
}

function layoutByHeader(lines: readonly Line[], index: number, context: TableContext): TableLayout {
  const header = lines[index];
  if (
    lines
      .slice(0, index)
      .some((line) => formatByShape([context.split(line)], context.delimiter, context.names) !== null)
  ) {
    throw unreadable('the header stands below rows of data; it must be above all of them', {
      origin: context.origin,
      line: header.number,
    });
  }
  const names = context.split(header);
  const columns = columnsByName(names);
  if ('missing' in columns) {
    const listed = names.slice(0, 20).map(quoted).join(', ');
    throw unreadable(
      `there is no ${columns.missing} column among ${listed}; a header must name a time, open, high, low and close (or bid and ask), volume and spread being optional; or map the columns in market.source.table`,
      { origin: context.origin, line: header.number },
    );
  }
  const banner = lines
    .slice(0, index)
    .map(({ text }) => text)
    .join('\n');
  return {
    ...formatByHeader({ names, delimiter: context.delimiter, banner }),
    delimiter: context.delimiter,
    skipLines: header.number,
    columns,
    names,
    integerScale: 1,
  };
}

function layoutByShape(lines: readonly Line[], context: TableContext): TableLayout {
  const rows = lines.map(context.split);
  const ticks = context.delimiter === ',' ? leanTicks(rows, context.names) : null;
  const shape = ticks ?? formatByShape(rows, context.delimiter, context.names);
  if (shape === null) throw noTable(lines[0], context.origin);
  const { isSinceMidnight, ...layout } = shape;
  const common = { ...layout, delimiter: context.delimiter, skipLines: lines[0].number - 1 };
  if (!isSinceMidnight) return common;
  const day = leanDay(context.names);
  if (day) return { ...common, ...day };
  throw unreadable(
    'the times are milliseconds since midnight and no name says of which day; keep the name LEAN gave the file: 20200102_spy_minute_trade.csv',
    { origin: context.origin, line: lines[0].number, column: 'time' },
  );
}

const noTable = ({ text, number }: Line, origin: string): Error =>
  unreadable(
    `${quoted(text)} is neither a header that names a time column and prices, nor a row that begins with a time and holds at least four prices; map the columns in market.source.table if it is a table of bars`,
    { origin, line: number },
  );
