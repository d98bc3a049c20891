import type { Request, Response } from 'express';
import { hashSecret, isSecret } from '../../application/api-keys.ts';
import type { Actor } from '../../application/application.ts';
import type { KeyRole } from '../../application/ports/access.ts';
import type { Store } from '../../application/ports/store.ts';
import { AppError } from '../../kernel/errors.ts';
import { challenge, credentialsOf } from './credentials.ts';
import { isAllowed, type Permission, rolesWith } from './permissions.ts';
import { assertSameOrigin } from './same-origin.ts';

/** Who is calling: the API key. */
export interface Caller extends Actor {
  readonly role: KeyRole;
}

/** What a public route sees. */
export const ANONYMOUS: Actor = Object.freeze({ id: 'anonymous', name: 'anonymous' });

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Finds the key of a request and checks that it may do this. The lookup is by hash, so how long it takes says
 * nothing about the secret.
 * @throws AppError `unauthenticated` (with `WWW-Authenticate` set) or `forbidden`.
 */
export async function authorize(
  {
    req,
    res,
    store,
  }: { readonly req: Request; readonly res: Response; readonly store: Pick<Store, 'apiKeys'> },
  { permission, page }: { readonly permission: Permission; readonly page: boolean },
): Promise<Caller> {
  const credentials = credentialsOf(req, { page });
  const key =
    credentials && isSecret(credentials.secret)
      ? await store.apiKeys.findBySecretHash(hashSecret(credentials.secret))
      : null;
  if (!key || key.revokedAt !== null) {
    res.set('WWW-Authenticate', challenge({ page, rejected: credentials !== null }));
    throw new AppError('unauthenticated', explain(credentials !== null, key !== null));
  }
  if (credentials?.via !== 'bearer' && !SAFE_METHODS.has(req.method)) assertSameOrigin(req);
  if (!isAllowed(key.role, permission)) {
    throw new AppError(
      'forbidden',
      `The key "${key.name}" has role ${key.role}; this takes ${rolesWith(permission).join(' or ')}.`,
    );
  }
  return { id: key.id, name: key.name, role: key.role };
}

function explain(given: boolean, known: boolean): string {
  if (!given) return 'Send an API key as "Authorization: Bearer bw_…".';
  return known ? 'This API key was revoked.' : 'This API key is not known here.';
}
