import { z } from 'zod';

/** Time as the API writes it: ISO-8601, UTC, milliseconds. */
export const timeSchema = z.iso.datetime().meta({ example: '2026-03-01T08:30:00.000Z' });

/** Any JSON value whose form is not the API's to promise. */
export const anyJson = z.unknown().meta({ description: 'Any JSON value.' });

export const toTime = (date: Date): string => date.toISOString();
export const toTimeOrNull = (date: Date | null): string | null => date?.toISOString() ?? null;

/** An id in a path. Unknown ids and ids of another form are both "no such thing": 404, not 400. */
export const idParams = (prefix: string, noun: string) =>
  z.strictObject({
    id: z
      .string()
      .max(100)
      .meta({ description: `Id of the ${noun}.`, example: `${prefix}_01j9zq3kfa5n8x7v2m4t6r8w0y` }),
  });

export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .meta({ description: 'Most items of one answer.' }),
  cursor: z.string().min(1).max(500).optional().meta({ description: '`next` of the answer before.' }),
};

/** A slice of a list. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'Cursor of the following slice, null at the end.' }),
  });

/** A whole list. */
export const listOf = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item) });
