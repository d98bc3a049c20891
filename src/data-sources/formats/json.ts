import type { Content } from '../bytes/content.ts';
import type { ReadContext, Reading } from '../reading.ts';
import { createEaStudioColumn, EA_STUDIO_COLUMNS, type EaStudioColumn, readEaStudio } from './ea-studio.ts';
import { type JsonPart, jsonParts } from './json-parts.ts';
import { createJsonRows } from './json-rows.ts';

export const looksLikeJson = (head: Buffer): boolean => /^\ufeff?\s*[[{]/.test(head.toString('utf8', 0, 200));

/**
 * Reads bars from JSON as a stream: an EA Studio data file (an object of column arrays, the legacy Forexsb feed among them),
 * or rows as exchanges answer them (arrays, or objects with named fields).
 * @throws AppError `data_unreadable` with the line of what is wrong
 */
export async function readJson(content: Content, { signal }: ReadContext): Promise<Reading> {
  const { origin } = content;
  const rows = createJsonRows(origin);
  const file = collectFile(origin);
  let isRows = false;
  for await (const parts of jsonParts(content, signal)) {
    for (const part of parts) {
      if (part.kind === 'members' || part.key !== null) file.take(part);
      else isRows = true;
      if (part.kind === 'elements' && part.key === null) rows.take(part.values);
    }
  }
  return isRows ? rows.finish() : readEaStudio(file.finish(), origin);
}

/** The object of a file, its columns of numbers as such; of other arrays no more than the name. */
function collectFile(origin: string) {
  const members = new Map<string, unknown>();
  const columns = new Map<string, EaStudioColumn>();
  return {
    take: (part: JsonPart): void => {
      if (part.kind === 'members') {
        for (const [key, value] of Object.entries(part.members)) members.set(key, value);
        return;
      }
      const key = part.key ?? '';
      if (part.kind === 'elements') columns.get(key)?.add(part.values);
      else {
        members.set(key, []);
        if (EA_STUDIO_COLUMNS.has(key)) columns.set(key, createEaStudioColumn(key, origin));
      }
    },
    finish: (): Readonly<Record<string, unknown>> => {
      for (const [key, column] of columns) {
        if (Array.isArray(members.get(key))) members.set(key, column.finish());
      }
      return Object.fromEntries(members);
    },
  };
}
