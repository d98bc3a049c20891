import { collect } from '../bytes/collect.ts';
import type { Content } from '../bytes/content.ts';
import type { ReadContext, Reading } from '../reading.ts';
import { unreadable } from '../unreadable.ts';
import { readEaStudio } from './ea-studio.ts';
import { readJsonRows } from './json-rows.ts';

/** Longest JSON text that is parsed: ten times what a million bars take. */
const LONGEST_JSON = 512 * 1_024 ** 2;

export const looksLikeJson = (head: Buffer): boolean => /^\ufeff?\s*[[{]/.test(head.toString('utf8', 0, 200));

/**
 * Reads bars from JSON: an EA Studio data file (an object of column arrays, the legacy Forexsb feed among them), or rows
 * as exchanges answer them (arrays, or objects with named fields).
 * @throws AppError `data_unreadable` with the line of what is wrong
 */
export async function readJson(content: Content, { signal }: ReadContext): Promise<Reading> {
  const { origin } = content;
  const text = (await collect(content, LONGEST_JSON, signal)).toString('utf8').replace(/^\ufeff/, '');
  const value = parse(text, origin);
  return Array.isArray(value) ? readJsonRows(value, origin) : readEaStudio(value, origin);
}

function parse(text: string, origin: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const position = /position (\d+)/.exec(message)?.[1];
    const end = position === undefined ? text.length : Number(position);
    const line = text.slice(0, end).split('\n').length;
    const isCut = end >= text.length;
    throw unreadable(
      `the JSON ${isCut ? 'is cut short' : 'is damaged'} (${message.slice(0, 120)})`,
      { origin, line },
      cause,
    );
  }
}
