import type { Request } from 'express';

/** Where a secret came from. A browser adds the latter two by itself, so they need a same-origin check. */
export interface Credentials {
  readonly secret: string;
  readonly via: 'bearer' | 'basic' | 'cookie';
}

export const SESSION_COOKIE = 'bw_session';

/**
 * The API key a request carries, null when it carries none. `Authorization` wins over the cookie.
 * A page (a route people open in a browser) also takes the key as a Basic password, or from the session cookie.
 */
export function credentialsOf(req: Request, { page }: { readonly page: boolean }): Credentials | null {
  const header = req.get('authorization');
  if (header !== undefined) return fromAuthorization(header, page);
  const secret = page ? cookieOf(req, SESSION_COOKIE) : undefined;
  return secret === undefined ? null : { secret, via: 'cookie' };
}

/** The `WWW-Authenticate` of a 401 (RFC 6750, RFC 7617). Basic makes a browser ask for the key. */
export function challenge({
  page,
  rejected,
}: {
  readonly page: boolean;
  readonly rejected: boolean;
}): string {
  const bearer = `Bearer realm="bullwright"${rejected ? ', error="invalid_token"' : ''}`;
  return page ? `${bearer}, Basic realm="bullwright: the API key is the password", charset="UTF-8"` : bearer;
}

function fromAuthorization(header: string, page: boolean): Credentials | null {
  const [scheme, value = ''] = header.trim().split(/\s+/, 2);
  if (scheme?.toLowerCase() === 'bearer') return { secret: value, via: 'bearer' };
  if (scheme?.toLowerCase() !== 'basic' || !page) return null;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  return { secret: pair.slice(pair.indexOf(':') + 1), via: 'basic' };
}

function cookieOf(req: Request, name: string): string | undefined {
  for (const pair of (req.get('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
