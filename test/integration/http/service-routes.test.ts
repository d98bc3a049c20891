import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ReadinessCheck } from '../../../src/http/options.ts';
import { startTestHttp, type TestHttp } from '../../support/http-server.ts';

describe('the routes for probes, metrics and readers', () => {
  let http: TestHttp;
  let checks: () => Promise<readonly ReadinessCheck[]> = async () => [];
  beforeAll(async () => {
    http = await startTestHttp({ readiness: () => checks() });
  });
  afterAll(() => http.stop());

  it('say that the process lives', async () => {
    const { body } = await http.request('GET', '/livez', { as: null });
    expect(body).toEqual({ status: 'ok', version: '0.0.0-test' });
  });

  it('are ready when every check passes, and name what fails when not', async () => {
    const database = { name: 'database', ok: true, detail: 'answers' };
    checks = async () => [database];
    expect((await http.request('GET', '/readyz', { as: null })).status).toBe(200);
    const queue = { name: 'queue', ok: false, detail: 'Redis does not answer' };
    checks = async () => [database, queue];
    const { status, body } = await http.request('GET', '/readyz', { as: null });
    expect([status, body]).toEqual([
      503,
      { status: 'not_ready', version: '0.0.0-test', checks: [database, queue] },
    ]);
  });

  it('are not ready when the checks themselves fail, and keep the reason for the log', async () => {
    checks = async () => {
      throw new Error('secret host db-7');
    };
    const { status, body } = await http.request('GET', '/readyz', { as: null });
    expect([status, JSON.stringify(body).includes('db-7')]).toEqual([503, false]);
  });

  it('log a line for each request, but none for probes that go well', async () => {
    const before = http.logLines.length;
    checks = async () => [];
    for (const path of ['/livez', '/readyz', '/assets/base.css']) await (await http.raw('GET', path)).text();
    await (await http.raw('GET', '/v1/workflows?limit=3')).text();
    checks = async () => [{ name: 'queue', ok: false, detail: 'away' }];
    await (await http.raw('GET', '/readyz')).text();
    // The line is written when the connection is done, which the reader may be a moment before the server.
    const lines = await vi.waitFor(() => {
      const written = http.logLines.slice(before);
      expect(written.map((line) => line.message)).toEqual(['GET /v1/workflows 200', 'GET /readyz 503']);
      return written;
    });
    expect(lines[0]?.fields).toMatchObject({
      path: '/v1/workflows',
      keyId: http.keyIds.admin,
      complete: true,
    });
  });

  it('give the metrics to Prometheus, who has a key', async () => {
    const { body, headers } = await http.request<string>('GET', '/metrics', { as: 'viewer' });
    expect(body).toContain('up 1');
    expect(headers.get('content-type')).toContain('text/plain');
  });

  it('serve a reference page that needs no other server', async () => {
    const { body, headers } = await http.request<string>('GET', '/docs');
    expect(body).toContain('id="submitWorkflow"');
    expect(body).toContain('id="schema-AgentState"');
    const loaded = [...body.matchAll(/<(?:script|link|img)[^>]*(?:src|href)="([^"]+)"/g)].map(
      (match) => match[1]!,
    );
    expect(loaded.every((path) => path.startsWith('/assets/'))).toBe(true);
    for (const path of loaded)
      expect([path, (await http.raw('GET', path, { as: null })).status]).toEqual([path, 200]);
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(body).not.toMatch(/<script>|style="/);
  });

  it('say clearly that a process without queues has no board', async () => {
    const response = await http.raw('GET', '/admin/queues/');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'not_found' });
  });
});
