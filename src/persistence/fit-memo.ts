import { type Kysely, sql } from 'kysely';
import type { FinishedFit } from '../agents/ports.ts';
import type { StoredFits } from '../application/ports/trials.ts';
import { AppError } from '../kernel/errors.ts';
import type { Schema } from './schema.ts';

/** Reading a row says that it is in use, once a day at most: reading must not become writing. */
const USE_INTERVAL_MS = 86_400_000;

/** Finished trainings; numbers as little-endian float64 bytes. `nowMs` stamps the rows. */
export function createFitMemo(db: Kysely<Schema>, nowMs: () => number): StoredFits {
  return {
    find: async (key) => {
      const row = await db.selectFrom('fit_memo').selectAll().where('key', '=', key).executeTakeFirst();
      if (!row) return null;
      const now = new Date(nowMs());
      if (now.getTime() - row.used_at.getTime() > USE_INTERVAL_MS) {
        await db.updateTable('fit_memo').set({ used_at: now }).where('key', '=', key).execute();
      }
      return {
        predictions: toNumbers(row.predictions, key),
        gain: toNumbers(row.gain, key),
        modelText: row.model_text,
        rounds: row.rounds,
        trainMs: row.train_ms,
      };
    },

    store: async (key, { predictions, gain, modelText, rounds, trainMs }: FinishedFit) => {
      const now = new Date(nowMs());
      await db
        .insertInto('fit_memo')
        .values({
          key,
          predictions: toBytes(predictions),
          gain: toBytes(gain),
          model_text: modelText,
          rounds,
          train_ms: trainMs,
          created_at: now,
          used_at: now,
        })
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet({
            trainings: sql`fit_memo.trainings + 1`,
            model_text: sql`coalesce(fit_memo.model_text, excluded.model_text)`,
          }),
        )
        .execute();
    },

    prune: async (unusedSince, limit) => {
      const old = db.selectFrom('fit_memo').select('key').where('used_at', '<', unusedSince).limit(limit);
      const { numDeletedRows } = await db
        .deleteFrom('fit_memo')
        .where('key', 'in', old)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
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
    throw new AppError('artifact_corrupt', `The training ${key} has ${bytes.length} bytes, no whole numbers`);
  }
  return Float64Array.from({ length: bytes.length / VALUE_BYTES }, (_, i) =>
    bytes.readDoubleLE(i * VALUE_BYTES),
  );
}
