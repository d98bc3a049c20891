import { AppError } from '../kernel/errors.ts';

/** Bytes `start` to `end`, both inclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The one range a `Range` header asks for (RFC 9110, 14.2), or null when the whole is to be sent: no header,
 * another unit, a malformed header, or several ranges, which a server may ignore.
 * @throws AppError `range_invalid` when the range begins behind the end.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | null {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? '');
  if (!match) return null;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return null;
  if (from === '') return lastBytes(Number(to), size);
  const start = Number(from);
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < start) return null;
  return start < size ? { start, end } : unsatisfiable(size);
}

function lastBytes(count: number, size: number): ByteRange {
  if (count === 0 || size === 0) return unsatisfiable(size);
  return { start: Math.max(0, size - count), end: size - 1 };
}

function unsatisfiable(size: number): never {
  throw new AppError('range_invalid', `The artifact has ${size} bytes; a range must begin below that.`);
}
