import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import type { Bars } from '../domain/market/bars.ts';
import type { AppError } from '../kernel/errors.ts';
import { BarBuilder, type BarRow } from './bar-builder.ts';
import { type CsvLayout, type Delimiter, detectDelimiter, readHeader } from './csv-header.ts';
import { parseTime, TIME_FORMATS } from './timestamps.ts';
import { quoted, unreadable } from './unreadable.ts';

/** Bytes of the file that are looked at to find its delimiter. */
const HEAD_BYTES = 64 * 1_024;
/** Longest line, in characters: a file without line ends must not fill the memory. */
const LONGEST_LINE = 64 * 1_024;

/**
 * Reads bars from a CSV file as a stream, in the order of the file. The first line names the columns. An empty price or
 * volume is read as NaN, for the quality checks to report; anything else that is no number stops the reading.
 * @param origin how messages call the file
 * @throws AppError `data_unreadable` with line, column, what was given and what is allowed.
 */
export async function readCsv(file: string, origin: string, signal: AbortSignal): Promise<Bars> {
  const delimiter = await delimiterOf(file, origin);
  const builder = new BarBuilder();
  let layout: CsvLayout | undefined;
  const parser = parse({
    delimiter,
    bom: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: LONGEST_LINE,
    // Rows are taken here and not from the parser's output: an object stream would cost more than the parsing.
    on_record: (record: string[], { lines }) => {
      const place = { origin, line: lines };
      if (layout === undefined) layout = readHeader(record, place);
      else builder.add(readRow(record, layout, delimiter, place));
      return null;
    },
  });
  try {
    await pipeline(createReadStream(file), parser, drain, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof CsvError ? syntaxError(error, origin) : error;
  }
  const bars = builder.finish();
  if (bars.timeMs.length > 0) return bars;
  throw unreadable('there is no row below the header', { origin });
}

/** Lets the parser run to its end; its output is empty. */
async function drain(output: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of output);
}

async function delimiterOf(file: string, origin: string): Promise<Delimiter> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    if (head.includes(0)) {
      throw unreadable('the file is not UTF-8 text (it holds zero bytes: compressed, binary or UTF-16)', {
        origin,
      });
    }
    const lines = head
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .split(/\r\n|\n|\r/);
    const index = lines.findIndex((line) => line.trim() !== '');
    if (index < 0) throw unreadable('the file is empty', { origin });
    return detectDelimiter(lines[index], { origin, line: index + 1 });
  } finally {
    await handle.close();
  }
}

type Place = { readonly origin: string; readonly line: number };

function readRow(cells: readonly string[], layout: CsvLayout, delimiter: Delimiter, place: Place): BarRow {
  if (cells.length < layout.names.length) {
    throw unreadable(
      `the row has ${cells.length} columns, the header has ${layout.names.length} (${quoted(cells.join(delimiter))})`,
      place,
    );
  }
  const number = (index: number): number =>
    readNumber(cells[index], delimiter, { ...place, column: layout.names[index] });
  return {
    timeMs: readTime(cells, layout, place),
    open: number(layout.open),
    high: number(layout.high),
    low: number(layout.low),
    close: number(layout.close),
    volume: layout.volume === null ? 0 : number(layout.volume),
  };
}

function readTime(cells: readonly string[], { time, timeOfDay, names }: CsvLayout, place: Place): number {
  const text = timeOfDay === null ? cells[time] : `${cells[time]} ${cells[timeOfDay]}`;
  const timeMs = parseTime(text);
  if (timeMs !== null) return timeMs;
  throw unreadable(`${quoted(text)} is no time; allowed: ${TIME_FORMATS}`, { ...place, column: names[time] });
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const MISSING = new Set(['', 'nan', 'null', 'na', 'n/a', '-']);

function readNumber(text: string, delimiter: Delimiter, place: Place & { readonly column: string }): number {
  // A comma can only be a decimal sign where it does not part the columns.
  const plain = delimiter === ',' ? text : text.replace(',', '.');
  if (NUMBER.test(plain)) return Number(plain);
  if (MISSING.has(text.toLowerCase())) return Number.NaN;
  throw unreadable(`${quoted(text)} is no number; allowed: 1234.5, 1.2e3, or nothing`, place);
}

function syntaxError(error: CsvError, origin: string): AppError {
  const line = typeof error.lines === 'number' ? error.lines : undefined;
  const reason =
    error.code === 'CSV_MAX_RECORD_SIZE'
      ? `the line is longer than ${LONGEST_LINE} characters: not a table of bars`
      : error.message;
  return unreadable(reason, { origin, ...(line !== undefined && { line }) }, error);
}
