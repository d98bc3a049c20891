import type { Kysely, Selectable } from 'kysely';
import { z } from 'zod';
import { type ApiKeyRow, type ApiKeys, KEY_ROLES } from '../application/ports/access.ts';
import { fromColumn } from './documents.ts';
import type { ApiKeysTable, Schema } from './schema.ts';

export function createApiKeys(db: Kysely<Schema>): ApiKeys {
  return {
    insert: async (key) => {
      await db
        .insertInto('api_keys')
        .values({
          id: key.id,
          name: key.name,
          role: key.role,
          secret_hash: key.secretHash,
          created_at: key.createdAt,
          revoked_at: key.revokedAt,
        })
        .onConflict((conflict) => conflict.column('secret_hash').doNothing())
        .execute();
    },

    findBySecretHash: async (secretHash) => {
      const row = await db
        .selectFrom('api_keys')
        .selectAll()
        .where('secret_hash', '=', secretHash)
        .executeTakeFirst();
      return row ? toRow(row) : null;
    },

    list: async () => {
      const rows = await db.selectFrom('api_keys').selectAll().orderBy('created_at').orderBy('id').execute();
      return rows.map(toRow);
    },

    revoke: async (id, at) => {
      const result = await db
        .updateTable('api_keys')
        .set({ revoked_at: at })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },
  };
}

const toRow = (row: Selectable<ApiKeysTable>): ApiKeyRow => ({
  id: row.id,
  name: row.name,
  role: fromColumn(z.enum(KEY_ROLES), row.role, `role of API key ${row.id}`),
  secretHash: row.secret_hash,
  createdAt: row.created_at,
  revokedAt: row.revoked_at,
});
