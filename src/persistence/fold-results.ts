import type { Kysely } from 'kysely';
import type { FoldResults } from '../agents/ports.ts';
import { AppError } from '../kernel/errors.ts';
import type { Schema } from './schema.ts';

/** Predictions of trained folds as little-endian float64 bytes. */
export function createFoldResults(db: Kysely<Schema>): FoldResults {
  return {
    find: async (key) => {
      const row = await db
        .selectFrom('fold_results')
        .select('predictions')
        .where('key', '=', key)
        .executeTakeFirst();
      return row ? toNumbers(row.predictions, key) : null;
    },

    store: async (key, predictions) => {
      await db
        .insertInto('fold_results')
        .values({ key, predictions: toBytes(predictions), created_at: new Date() })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .execute();
    },
  };
}

const VALUE_BYTES = 8;

function toBytes(values: Float64Array): Buffer {
  const bytes = Buffer.alloc(values.length * VALUE_BYTES);
  values.forEach((value, i) => {
    bytes.writeDoubleLE(value, i * VALUE_BYTES);
  });
  return bytes;
}

function toNumbers(bytes: Buffer, key: string): Float64Array {
  if (bytes.length % VALUE_BYTES !== 0) {
    throw new AppError('artifact_corrupt', `Fold result ${key} has ${bytes.length} bytes, no whole numbers`);
  }
  return Float64Array.from({ length: bytes.length / VALUE_BYTES }, (_, i) =>
    bytes.readDoubleLE(i * VALUE_BYTES),
  );
}
