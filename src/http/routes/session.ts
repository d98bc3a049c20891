import { AppError } from '../../kernel/errors.ts';
import { credentialsOf, SESSION_COOKIE } from '../auth/credentials.ts';
import { empty } from '../routing/reply.ts';
import { defineRoute, type Route } from '../routing/route.ts';

/**
 * Strict: no other site can use it. HttpOnly: no script can read it. Only pages take it (see `page` of a route).
 * Without `Max-Age` it ends with the browser.
 */
const cookie = (value: string, secure: boolean): string =>
  `${SESSION_COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;

const open = defineRoute({
  method: 'post',
  path: '/v1/session',
  operationId: 'openSession',
  tag: 'Session',
  summary: 'Let this browser open pages (report, artifacts, docs, queue board) with the key it has sent',
  description: 'Sets a cookie that pages alone accept; every other route still needs the header.',
  access: 'read',
  responses: { 204: { description: 'The cookie is set.', headers: { 'Set-Cookie': 'The session.' } } },
  handle: async ({ raw }) => {
    const credentials = credentialsOf(raw, { page: false });
    if (!credentials)
      throw new AppError('unauthenticated', 'Send the API key as "Authorization: Bearer bw_…".');
    return empty(204, { 'Set-Cookie': cookie(credentials.secret, raw.secure) });
  },
});

const close = defineRoute({
  method: 'delete',
  path: '/v1/session',
  operationId: 'closeSession',
  tag: 'Session',
  summary: 'Take the cookie back',
  access: 'public',
  responses: {
    204: { description: 'The cookie is gone.', headers: { 'Set-Cookie': 'An expired session.' } },
  },
  handle: async ({ raw }) => empty(204, { 'Set-Cookie': `${cookie('', raw.secure)}; Max-Age=0` }),
});

export const sessionRoutes: readonly Route[] = [open, close];
