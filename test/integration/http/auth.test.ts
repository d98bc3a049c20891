import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey, newSecret } from '../../../src/application/api-keys.ts';
import { KEY_ROLES, type KeyRole } from '../../../src/application/ports/access.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { startTestHttp, type TestHttp } from '../../support/http-server.ts';

/** Every route, with who may use it. The ids lead nowhere: 404 means that the guard let the request through. */
const READERS = KEY_ROLES;
const OPERATORS: readonly KeyRole[] = ['operator', 'admin'];
const DECIDERS: readonly KeyRole[] = ['approver', 'admin'];
const MATRIX: [method: string, path: string, allowed: readonly KeyRole[], json?: object][] = [
  ['GET', '/v1/workflows', READERS],
  ['GET', '/v1/workflows/x', READERS],
  ['GET', '/v1/workflows/x/state', READERS],
  ['GET', '/v1/workflows/x/checkpoints', READERS],
  ['GET', '/v1/workflows/x/artifacts', READERS],
  ['GET', '/v1/workflows/x/report', READERS],
  ['GET', '/v1/workflows/x/events', READERS],
  ['GET', '/v1/approvals', READERS],
  ['GET', '/v1/approvals/x', READERS],
  ['GET', '/v1/schedules', READERS],
  ['GET', '/v1/schedules/x', READERS],
  ['GET', '/v1/artifacts/x', READERS],
  ['GET', '/metrics', READERS],
  ['GET', '/openapi.json', READERS],
  ['GET', '/docs', READERS],
  ['GET', '/admin/queues/', READERS],
  ['POST', '/v1/session', READERS],
  ['POST', '/v1/workflows', OPERATORS, {}],
  ['POST', '/v1/workflows/x/cancel', OPERATORS],
  ['POST', '/v1/workflows/x/resume', OPERATORS],
  ['POST', '/v1/workflows/x/fork', OPERATORS, { checkpointId: 'x' }],
  ['POST', '/v1/schedules', OPERATORS, {}],
  ['PATCH', '/v1/schedules/x', OPERATORS, { paused: true }],
  ['DELETE', '/v1/schedules/x', OPERATORS],
  ['POST', '/v1/schedules/x/trigger', OPERATORS],
  ['PUT', '/admin/queues/api/queues/q/retry', OPERATORS],
  ['POST', '/v1/approvals/x/decision', DECIDERS, { decision: 'approve', evidenceHash: '0'.repeat(64) }],
];

const board = express.Router();
board.use((_req, res) => {
  res.send('board');
});

describe('authentication', () => {
  let http: TestHttp;
  beforeAll(async () => {
    http = await startTestHttp({ boardRouter: board });
  });
  afterAll(() => http.stop());

  it.each(MATRIX)('lets the right roles use %s %s', async (method, path, allowed, json) => {
    for (const role of KEY_ROLES) {
      const response = await http.raw(method, path, { as: role, ...(json && { json }) });
      await response.body?.cancel();
      expect([role, response.status === 403], `${method} ${path}`).toEqual([role, !allowed.includes(role)]);
      expect(response.status).not.toBe(401);
    }
  });

  it.each(MATRIX)('asks for a key at %s %s', async (method, path, _allowed, json) => {
    const response = await http.raw(method, path, { as: null, ...(json && { json }) });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm="bullwright"/);
    expect(await response.json()).toMatchObject({ code: 'unauthenticated' });
  });

  it.each(['/livez', '/readyz', '/', '/assets/base.css', '/docs/errors'])(
    'asks for none at %s',
    async (path) => {
      expect((await http.raw('GET', path, { as: null })).status).toBe(200);
    },
  );

  it('refuses unknown keys, revoked keys and other schemes', async () => {
    const { store } = http.database;
    const revoked = await createKey({ store, clock: systemClock }, { name: 'old', role: 'admin' });
    await store.apiKeys.revoke(revoked.key.id, new Date());
    const basic = `Basic ${Buffer.from(`x:${http.secrets.admin}`).toString('base64')}`;
    for (const authorization of [
      `Bearer ${newSecret()}`,
      `Bearer ${revoked.secret}`,
      'Bearer abc',
      'Bearer',
      basic,
    ]) {
      const response = await http.raw('GET', '/v1/workflows', { as: null, headers: { authorization } });
      expect([authorization.slice(0, 9), response.status]).toEqual([authorization.slice(0, 9), 401]);
    }
    const answer = await http.raw('GET', '/v1/workflows', {
      as: null,
      headers: { authorization: `Bearer ${revoked.secret}` },
    });
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(await answer.json()).toMatchObject({ detail: 'This API key was revoked.' });
  });

  it('is decided before the body is looked at', async () => {
    const response = await http.raw('POST', '/v1/workflows', {
      as: 'viewer',
      body: '{"broken',
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(403);
  });

  it('stores hashes, never secrets', async () => {
    const keys = await http.database.store.apiKeys.list();
    expect(JSON.stringify(keys)).not.toContain(http.secrets.admin.slice(3));
  });

  it('keeps keys out of the log', () => {
    expect(JSON.stringify(http.logLines)).not.toMatch(/bw_[A-Za-z0-9_-]{43}/);
  });
});

describe('pages opened in a browser', () => {
  let http: TestHttp;
  beforeAll(async () => {
    http = await startTestHttp({ boardRouter: board });
  });
  afterAll(() => http.stop());

  const basic = () => `Basic ${Buffer.from(`me:${http.secrets.operator}`).toString('base64')}`;
  const retry = (headers: Record<string, string>) =>
    http.raw('PUT', '/admin/queues/api/queues/q/retry', { as: null, headers });

  it('take the key as a Basic password, and make the browser ask for it', async () => {
    const asked = await http.raw('GET', '/docs', { as: null });
    expect(asked.headers.get('www-authenticate')).toContain('Basic realm=');
    expect((await http.raw('GET', '/docs', { as: null, headers: { authorization: basic() } })).status).toBe(
      200,
    );
  });

  it('take the cookie of a session, which no other route takes', async () => {
    const session = await http.request('POST', '/v1/session', { as: 'operator' });
    const cookie = session.headers.get('set-cookie')!;
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    const headers = { cookie: cookie.split(';')[0]! };
    expect((await http.raw('GET', '/admin/queues/', { as: null, headers })).status).toBe(200);
    expect((await http.raw('GET', '/v1/workflows', { as: null, headers })).status).toBe(401);
    const closed = await http.request('DELETE', '/v1/session', { as: null });
    expect(closed.headers.get('set-cookie')).toContain('Max-Age=0');
  });

  it('change something only when the request comes from a page of this server', async () => {
    const authorization = basic();
    const { host } = new URL(http.url);
    expect((await retry({ authorization })).status).toBe(403);
    expect((await retry({ authorization, origin: 'https://evil.example' })).status).toBe(403);
    expect((await retry({ authorization, origin: 'null' })).status).toBe(403);
    expect(
      (await retry({ authorization, 'sec-fetch-site': 'cross-site', origin: `http://${host}` })).status,
    ).toBe(403);
    expect((await retry({ authorization, origin: `http://${host}` })).status).toBe(200);
    expect((await retry({ authorization, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await retry({ authorization: `Bearer ${http.secrets.operator}` })).status).toBe(200);
  });
});

describe('limits', () => {
  it('answer 429 to a key beyond its share, not to others, and not to probes', async () => {
    const http = await startTestHttp({ limits: { requestsPerMinute: 3 } });
    try {
      const statuses: number[] = [];
      for (let i = 0; i < 4; i++)
        statuses.push((await http.raw('GET', '/v1/workflows', { as: 'viewer' })).status);
      expect(statuses).toEqual([200, 200, 200, 429]);
      const refused = await http.request('GET', '/v1/workflows', { as: 'viewer' });
      expect([refused.body.code, refused.headers.get('retry-after')]).toEqual(['rate_limited', '60']);
      expect((await http.raw('GET', '/v1/workflows', { as: 'operator' })).status).toBe(200);
      expect((await http.raw('GET', '/livez', { as: null })).status).toBe(200);
    } finally {
      await http.stop();
    }
  });

  it('stop an address that tries key after key', async () => {
    const http = await startTestHttp();
    try {
      const statuses = new Set<number>();
      for (let i = 0; i < 61; i++) {
        const headers = { authorization: `Bearer ${newSecret()}` };
        statuses.add((await http.raw('GET', '/v1/workflows', { as: null, headers })).status);
      }
      expect([...statuses]).toEqual([401, 429]);
    } finally {
      await http.stop();
    }
  });
});
