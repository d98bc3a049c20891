import { existsSync, readFileSync } from 'node:fs';

/** Public test vectors beside the checkout; absent outside the project's own machines. */
const DATA = new URL('../../../shared/data/', import.meta.url);

/** For `describe.skipIf`, with `ABSENT` in the title as the visible reason. */
export const hasSharedData = (path: string): boolean => existsSync(new URL(path, DATA));
export const ABSENT = '(skipped without ../shared/data)';

export const sharedText = (path: string): string => readFileSync(new URL(path, DATA), 'utf8');

/** Columns of a comma-separated file with a header line; an empty cell is NaN, text that is no number too. */
export function sharedColumns(path: string): Record<string, Float64Array> {
  const [header, ...lines] = sharedText(path).trim().split(/\r?\n/);
  const rows = lines.map((line) => line.split(','));
  return Object.fromEntries(
    header
      .split(',')
      .map((name, c) => [
        name,
        Float64Array.from(rows, (row) => (row[c] === '' ? Number.NaN : Number(row[c]))),
      ]),
  );
}
