import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/kernel/errors.ts';
import { startTestHttp, type TestHttp } from '../../support/http-server.ts';

const SPEC = { market: { source: { kind: 'sample', name: 'sp500' } } };

describe('refusals', () => {
  let http: TestHttp;
  let failure: unknown = new Error('a secret: postgres://u:p@host');
  beforeAll(async () => {
    http = await startTestHttp({
      limits: { bodyBytes: 2_000 },
      wrap: (application) => ({
        ...application,
        cancelWorkflow: async () => {
          throw failure;
        },
      }),
    });
  });
  afterAll(() => http.stop());

  it('are problem documents with code, request id and where', async () => {
    const { headers, body } = await http.request('GET', '/v1/workflows/nope', {
      headers: { 'x-request-id': 'from-the-caller.1' },
    });
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(headers.get('x-request-id')).toBe('from-the-caller.1');
    expect(body).toEqual({
      type: '/docs/errors#not_found',
      title: 'No such thing',
      status: 404,
      detail: 'There is no workflow "nope". GET /v1/workflows lists those there are.',
      instance: '/v1/workflows/nope',
      code: 'not_found',
      requestId: 'from-the-caller.1',
      retryable: false,
    });
  });

  it('have a type that opens the page which explains the code', async () => {
    const page = await http.request<string>('GET', '/docs/errors', { as: null });
    expect(page.body).toContain('<h2 id="not_found">');
  });

  it('make up a request id where the caller sent none, or a strange one', async () => {
    const response = await http.raw('GET', '/livez', { headers: { 'x-request-id': 'a b' } });
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('of an unknown route are 404, also without a key', async () => {
    for (const as of ['admin', null] as const) {
      const response = await http.raw('GET', '/v2/workflows', { as });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'not_found', instance: '/v2/workflows' });
    }
  });

  it('of a wrong method are 405 and name the right ones', async () => {
    const response = await http.raw('PUT', '/v1/workflows');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST, GET, HEAD');
    expect(await response.json()).toMatchObject({ code: 'method_not_allowed' });
  });

  it('of a body beyond the limit are 413', async () => {
    const { status, body } = await http.request('POST', '/v1/workflows', {
      json: { ...SPEC, name: 'x'.repeat(2_000) },
    });
    expect([status, body.code]).toEqual([413, 'payload_too_large']);
  });

  it('of a path that is no percent-encoding are 400', async () => {
    const response = await http.raw('GET', '/v1/workflows/%E0%A4%A');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'request_invalid' });
  });

  it('of a defect say nothing of what happened, but the log does', async () => {
    const { status, body } = await http.request('POST', '/v1/workflows/wf_x/cancel');
    expect([status, body.code]).toEqual([500, 'internal']);
    expect(JSON.stringify(body)).not.toMatch(/secret|postgres|stack|\.ts/);
    const line = http.logLines.find((entry) => entry.level === 'error');
    expect(line?.message).toContain('a secret');
    expect(line?.fields).toMatchObject({ requestId: body.requestId, err: failure });
  });

  it('that pass are marked retryable and say when', async () => {
    failure = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' });
    const { status, headers, body } = await http.request('POST', '/v1/workflows/wf_x/cancel');
    expect([status, body.code, body.retryable]).toEqual([503, 'database_unavailable', true]);
    expect(headers.get('retry-after')).toBe('5');
    expect(body.detail).not.toContain('10.0.0.7');
  });

  it('of a use case are passed on with its own code, text and pause', async () => {
    failure = new AppError('queue_unavailable', 'Redis is away.', { retryAfterMs: 1_200 });
    const { status, headers, body } = await http.request('POST', '/v1/workflows/wf_x/cancel');
    expect([status, body.detail]).toEqual([503, 'Redis is away.']);
    expect(headers.get('retry-after')).toBe('2');
  });
});
