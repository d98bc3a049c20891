import { AppError } from '../kernel/errors.ts';

/** The error of a file that cannot be read, with the place in it. */
export function unreadable(
  message: string,
  place: { readonly origin: string; readonly line?: number; readonly column?: string },
  cause?: unknown,
): AppError {
  const at = [
    place.origin,
    place.line === undefined ? '' : `line ${place.line}`,
    place.column === undefined ? '' : `column ${place.column}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
  return new AppError('data_unreadable', `${at}: ${message}`, { details: { ...place }, cause });
}

/** A value from a file as messages quote it: short, in quotes, control characters escaped. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
