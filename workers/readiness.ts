import type { ReadinessCheck } from '../src/http/options.ts';
import { toAppError } from '../src/kernel/errors.ts';
import { pendingMigrations } from '../src/persistence/migrate.ts';
import type { Composition } from './compose.ts';

/** What the platform needs to serve: the database, its migrations, the queue store. */
export async function readinessOf({ database, backend }: Composition): Promise<readonly ReadinessCheck[]> {
  return Promise.all([
    check('database', () => database.ping(), 'answers'),
    check(
      'migrations',
      async () => {
        const pending = await pendingMigrations(database);
        if (pending.length > 0) throw new Error(`pending: ${pending.join(', ')}`);
      },
      'up to date',
    ),
    check('queue', () => backend.ping(), `${backend.kind} answers`),
  ]);
}

async function check(name: string, ask: () => Promise<void>, fine: string): Promise<ReadinessCheck> {
  try {
    await ask();
    return { name, ok: true, detail: fine };
  } catch (error) {
    return { name, ok: false, detail: toAppError(error).message };
  }
}
