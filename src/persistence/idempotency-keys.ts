import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { IdempotencyKeys, IdempotencyRecord } from '../application/ports/access.ts';
import { fromNullable, toJsonb } from './documents.ts';
import type { Schema } from './schema.ts';

const responseSchema: z.ZodType<NonNullable<IdempotencyRecord['response']>> = z.strictObject({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown(),
});

export function createIdempotencyKeys(db: Kysely<Schema>): IdempotencyKeys {
  return {
    claim: async ({ owner, key, requestHash }, at, staleBefore) => {
      // A claim that does not apply finds a standing record; it may be given back before it is read: then try again.
      for (;;) {
        const claimed = await db
          .insertInto('idempotency_keys')
          .values({ owner, key, request_hash: requestHash, claimed_at: at })
          .onConflict((conflict) =>
            conflict
              .columns(['owner', 'key'])
              .doUpdateSet({ request_hash: requestHash, claimed_at: at })
              .where(
                sql<boolean>`idempotency_keys.response is null and idempotency_keys.claimed_at < ${staleBefore}`,
              ),
          )
          .returning('key')
          .executeTakeFirst();
        if (claimed) return { record: { owner, key, requestHash, response: null }, claimed: true };
        const standing = await db
          .selectFrom('idempotency_keys')
          .select(['request_hash', 'response'])
          .where('owner', '=', owner)
          .where('key', '=', key)
          .executeTakeFirst();
        if (standing) {
          const response = fromNullable(
            responseSchema,
            standing.response,
            `answer to idempotency key ${key}`,
          );
          return { record: { owner, key, requestHash: standing.request_hash, response }, claimed: false };
        }
      }
    },

    complete: async (owner, key, response) => {
      await db
        .updateTable('idempotency_keys')
        .set({ response: toJsonb(response) })
        .where('owner', '=', owner)
        .where('key', '=', key)
        .execute();
    },

    release: async (owner, key) => {
      await db
        .deleteFrom('idempotency_keys')
        .where('owner', '=', owner)
        .where('key', '=', key)
        .where('response', 'is', null)
        .execute();
    },
  };
}
