import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { ERROR_REGISTRY, type ErrorCode } from '../kernel/error-registry.ts';
import { AppError, type SerializedError } from '../kernel/errors.ts';

const ERROR_CODES = Object.keys(ERROR_REGISTRY) as [ErrorCode, ...ErrorCode[]];

/** An error as a result column keeps it. */
export const serializedErrorSchema: z.ZodType<SerializedError> = z.strictObject({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
  issues: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
});

/**
 * Writes a value into a jsonb column; null and undefined become SQL NULL.
 * Always as text: the driver would turn an array into a PostgreSQL array.
 */
export function toJsonb(value: unknown): RawBuilder<unknown> {
  if (value === null || value === undefined) return sql`null`;
  return sql`${jsonText(value)}::jsonb`;
}

/**
 * Parses what a column holds. @throws AppError `state_invalid` naming `what` and the first fields that do not fit:
 * a broken row must stop the work that needs it, not travel on as something else.
 */
export function fromColumn<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const summary = issues
    .slice(0, 5)
    .map((issue) => `${issue.path || '(all of it)'}: ${issue.message}`)
    .join('; ');
  throw new AppError('state_invalid', `The stored ${what} does not parse: ${summary}`, { issues });
}

/** Same for a column that may be NULL. */
export function fromNullable<T>(schema: z.ZodType<T>, value: unknown, what: string): T | null {
  return value === null ? null : fromColumn(schema, value, what);
}

/** jsonb can hold neither NUL nor half a surrogate pair (both turn up in error messages that quote a binary file). */
const UNSTORABLE = /\\u0000|\\ud[89a-f][0-9a-f]{2}/i;

function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  return UNSTORABLE.test(text) ? JSON.stringify(value, replaceUnstorable) : text;
}

function replaceUnstorable(_key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value.replace(
    /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    '\ufffd',
  );
}
