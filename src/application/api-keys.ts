import { randomBytes } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { sha256 } from '../kernel/hash.ts';
import { newId } from '../kernel/ids.ts';
import type { ApiKeyRow, KeyRole } from './ports/access.ts';
import type { Store } from './ports/store.ts';

export interface ApiKeyDependencies {
  readonly store: Pick<Store, 'apiKeys' | 'exclusively'>;
  readonly clock: Clock;
}

export interface CreateKeyCommand {
  readonly name: string;
  readonly role: KeyRole;
  /** A secret made elsewhere (a secret manager, the file of the embedded default); absent: a new one. */
  readonly secret?: string;
}

const SECRET_BYTES = 32;
/** `bw_` and 256 random bits in base64url. */
const SECRET_FORM = /^bw_[A-Za-z0-9_-]{43}$/;

export const newSecret = (): string => `bw_${randomBytes(SECRET_BYTES).toString('base64url')}`;

export const isSecret = (text: string): boolean => SECRET_FORM.test(text);

/** A secret has 256 random bits, so a plain hash is enough: there is nothing to guess from it. */
export const hashSecret = (secret: string): string => sha256(secret);

/**
 * Makes an API key. The secret is returned once and stored only as a hash.
 * A secret that already has a key gives that key back.
 * @throws AppError `request_invalid` for a secret of another form, `conflict` when the secret belongs to a revoked
 *   key or to one of another role.
 */
export async function createKey(
  { store, clock }: ApiKeyDependencies,
  { name, role, secret = newSecret() }: CreateKeyCommand,
): Promise<{ readonly key: ApiKeyRow; readonly secret: string }> {
  if (!isSecret(secret)) {
    throw new AppError(
      'request_invalid',
      'An API key must be "bw_" and 43 characters of base64url (256 bits). Leave it out to have one made.',
    );
  }
  const secretHash = hashSecret(secret);
  await store.apiKeys.insert({
    id: newId('key', clock),
    name,
    role,
    secretHash,
    createdAt: new Date(clock.nowMs()),
    revokedAt: null,
  });
  const key = await store.apiKeys.findBySecretHash(secretHash);
  if (!key || key.revokedAt !== null || key.role !== role) {
    throw new AppError(
      'conflict',
      key && key.revokedAt === null
        ? `The secret belongs to the key "${key.name}" of role ${key.role}, not ${role}.`
        : 'The secret belongs to a revoked key. Use a new one.',
    );
  }
  return { key, secret };
}

/**
 * Sees to it that somebody can get in. With a `secret` (kept by an earlier start) that secret works afterwards;
 * without one a key is made, unless the database already has an admin key: then `secret` is null, for nobody knows it.
 */
export async function ensureAdminKey(
  dependencies: ApiKeyDependencies,
  secret: string | null,
): Promise<{ readonly secret: string | null; readonly created: boolean }> {
  if (secret !== null) {
    await createKey(dependencies, { name: 'admin', role: 'admin', secret });
    return { secret, created: false };
  }
  // Several processes may start at once; one of them makes the key.
  const made = await dependencies.store.exclusively('ensure-admin-key', async () => {
    const keys = await dependencies.store.apiKeys.list();
    if (keys.some((key) => key.role === 'admin' && key.revokedAt === null)) return null;
    return (await createKey(dependencies, { name: 'admin', role: 'admin' })).secret;
  });
  return { secret: made ?? null, created: typeof made === 'string' };
}
