import { AppError } from '../kernel/errors.ts';

/** Place of a row in a list sorted by a time and an id. */
export interface Position {
  readonly at: Date;
  readonly id: string;
}

/** Writes a position as an opaque cursor; `section` tells the parts of a list apart that is read in parts. */
export function encodeCursor(position: Position, section = 'a'): string {
  return Buffer.from(`${section}.${position.at.getTime()}.${position.id}`).toString('base64url');
}

/** @throws AppError `request_invalid` for a cursor that no list handed out. */
export function decodeCursor(cursor: string): Position & { readonly section: string } {
  const match = /^([a-z])\.(-?\d{1,16})\.([A-Za-z0-9_-]{1,100})$/.exec(
    Buffer.from(cursor, 'base64url').toString(),
  );
  if (!match) {
    throw new AppError(
      'request_invalid',
      `The cursor ${JSON.stringify(cursor.slice(0, 100))} is not one this list handed out; leave it away to start anew.`,
    );
  }
  return { section: match[1], at: new Date(Number(match[2])), id: match[3] };
}
