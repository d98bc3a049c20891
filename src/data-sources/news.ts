import { readFile, stat } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { NEWS_IMPACTS, type NewsEvent } from '../agents/ports.ts';
import { quoted, unreadable } from './unreadable.ts';

/** A calendar of decades of all currencies has some ten megabytes. */
const MAX_BYTES = 64 * 1024 * 1024;
const TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;

const rowSchema = z.object({
  time: z.string(),
  currency: z.string(),
  impact: z.string(),
  title: z.string().default(''),
});

/**
 * Reads a calendar of news: a table with the columns `time`, `currency`, `impact` and, if it has one, `title`, in any order,
 * with commas, semicolons or tabs. Times are ISO 8601, UTC unless they name an offset; impacts are low, medium and high.
 *
 * @returns The events, oldest first.
 * @throws AppError `data_unreadable` with line and column, what was given and what is allowed.
 */
export async function readNews(file: string, origin: string): Promise<readonly NewsEvent[]> {
  const { size } = await stat(file);
  if (size > MAX_BYTES)
    throw unreadable(`the calendar has ${size} bytes; at most ${MAX_BYTES} are read`, { origin });
  const rows = parseRows(await readFile(file), origin);
  return rows.map((row) => toEvent(row, origin)).sort((a, b) => a.timeMs - b.timeMs);
}

interface Row {
  readonly record: unknown;
  readonly line: number;
}

function parseRows(bytes: Buffer, origin: string): Row[] {
  try {
    const parsed: unknown[] = parse(bytes, {
      bom: true,
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      delimiter: [',', ';', '\t'],
      info: true,
      skip_empty_lines: true,
      trim: true,
    });
    return parsed.map((entry) => {
      const { record, info } = entry as { record: unknown; info: { lines: number } };
      return { record, line: info.lines };
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? { line: error.lines } : {};
    throw unreadable(error.message, { origin, ...line }, error);
  }
}

function toEvent({ record, line }: Row, origin: string): NewsEvent {
  const row = rowSchema.safeParse(record);
  if (!row.success) {
    const column = String(row.error.issues[0]?.path[0] ?? 'time');
    throw unreadable('the column is missing; a calendar has time, currency and impact', {
      origin,
      line,
      column,
    });
  }
  const { time, currency, impact, title } = row.data;
  return {
    timeMs: timeOf(time, { origin, line }),
    currency: currencyOf(currency, { origin, line }),
    impact: impactOf(impact, { origin, line }),
    title,
  };
}

interface Place {
  readonly origin: string;
  readonly line: number;
}

function timeOf(text: string, place: Place): number {
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(text);
  const timeMs = TIME.test(text) ? Date.parse(`${text.replace(' ', 'T')}${hasZone ? '' : 'Z'}`) : Number.NaN;
  if (!Number.isNaN(timeMs)) return timeMs;
  throw unreadable(`${quoted(text)} is no time; 2024-03-01 13:30 and 2024-03-01T13:30:00Z are`, {
    ...place,
    column: 'time',
  });
}

function currencyOf(text: string, place: Place): string {
  const currency = text.toUpperCase();
  if (/^[A-Z]{3}$/.test(currency)) return currency;
  throw unreadable(`${quoted(text)} is no currency; three letters are, and ALL for every one`, {
    ...place,
    column: 'currency',
  });
}

function impactOf(text: string, place: Place): NewsEvent['impact'] {
  const impact = NEWS_IMPACTS.find((name) => name === text.toLowerCase());
  if (impact) return impact;
  throw unreadable(`${quoted(text)} is no impact; ${NEWS_IMPACTS.join(', ')} are`, {
    ...place,
    column: 'impact',
  });
}
