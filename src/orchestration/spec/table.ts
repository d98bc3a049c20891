import { z } from 'zod';

/** A column by its name in the header, or by its position from 1 on. */
const columnSchema = z.union([z.string().min(1).max(100), z.int().min(1).max(1_000)]);

const pricesSchema = z.strictObject({
  open: columnSchema,
  high: columnSchema,
  low: columnSchema,
  close: columnSchema,
});

/** How to read a table whose layout the reader cannot know; of a columnar file (Arrow, Parquet) `columns` alone counts. */
export const tableSchema = z.strictObject({
  delimiter: z.enum([',', ';', '\t', '|', ' ']).optional(),
  /** Lines above the first row, a header among them; unset: 1 when columns are given by name, else 0. */
  skipLines: z.int().min(0).max(50).optional(),
  dateOrder: z.enum(['ymd', 'dmy', 'mdy']).optional(),
  columns: pricesSchema
    .extend({
      time: columnSchema,
      /** Time of day, when it is in a column of its own. */
      timeOfDay: columnSchema.optional(),
      volume: columnSchema.optional(),
      /** Spread in points. */
      spread: columnSchema.optional(),
      /** The ask side; `open`, `high`, `low` and `close` are the bid side then. */
      ask: pricesSchema.optional(),
    })
    .optional(),
});
export type TableSpec = z.infer<typeof tableSchema>;
export type MappedColumns = NonNullable<TableSpec['columns']>;
