import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestHttp, type TestHttp } from '../../support/http-server.ts';

const SPEC = { market: { source: { kind: 'sample', name: 'sp500' } } };

interface WorkflowBody {
  readonly id: string;
  readonly status: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly links: Record<string, string>;
}
interface ListBody {
  readonly items: readonly WorkflowBody[];
  readonly next: string | null;
}
interface ProblemBody {
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

describe('the workflow routes', () => {
  let http: TestHttp;
  beforeAll(async () => {
    http = await startTestHttp();
  });
  afterAll(() => http.stop());

  const submit = (spec: object = SPEC) => http.request<WorkflowBody>('POST', '/v1/workflows', { json: spec });

  it('accept a spec of three lines with 202, a location and links that lead somewhere', async () => {
    const { status, headers, body } = await submit();
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/v1/workflows/${body.id}`);
    expect(body).toMatchObject({ status: 'running', name: 'untitled', symbol: 'SPX', labels: {} });
    for (const name of ['self', 'state', 'checkpoints', 'artifacts', 'report', 'approvals']) {
      expect((await http.request('GET', body.links[name]!)).status).toBe(200);
    }
    expect(http.dispatched.map((dispatch) => dispatch.workflowId)).toContain(body.id);
  });

  it('accept a spec as YAML', async () => {
    const { status, body } = await http.request<WorkflowBody>('POST', '/v1/workflows', {
      body: 'name: from yaml\nmarket:\n  source: { kind: sample, name: sp500 }\n',
      headers: { 'content-type': 'application/yaml' },
    });
    expect([status, body.name]).toEqual([202, 'from yaml']);
  });

  it('record the key that submitted', async () => {
    const { body } = await http.request<{ createdBy: string }>('POST', '/v1/workflows', {
      json: SPEC,
      as: 'operator',
    });
    expect(body.createdBy).toBe(http.keyIds.operator);
  });

  it('refuse an impossible spec with 422 and every problem by its path', async () => {
    const { status, body } = await http.request<ProblemBody>('POST', '/v1/workflows', {
      json: {
        market: { source: { kind: 'sample', name: 'sp500' }, timeframe: '7m' },
        trainning: {},
        risk: { kellyFraction: 9 },
      },
    });
    expect([status, body.code]).toEqual([422, 'spec_invalid']);
    expect(body.errors?.map((error) => error.path).sort()).toEqual([
      'market.timeframe',
      'risk.kellyFraction',
      'trainning',
    ]);
    expect(body.errors?.find((error) => error.path === 'market.timeframe')?.message).toContain('"7m"');
  });

  it.each([
    ['a body that is no object', { json: 'sp500' }],
    ['no body', {}],
  ])('refuse %s with 422', async (_name, options) => {
    expect((await http.request('POST', '/v1/workflows', options)).status).toBe(422);
  });

  it.each([
    ['JSON', 'application/json', '{"market": '],
    ['YAML', 'application/yaml', 'market: [unclosed'],
    ['YAML that JSON cannot carry', 'application/yaml', 'a: .nan'],
    ['JSON that reaches for the prototype', 'application/json', '{"__proto__": {"x": 1}}'],
  ])('refuse malformed %s with 400', async (_name, type, body) => {
    const answer = await http.request<ProblemBody>('POST', '/v1/workflows', {
      body,
      headers: { 'content-type': type },
    });
    expect([answer.status, answer.body.code]).toEqual([400, 'request_invalid']);
  });

  it('refuse another media type with 415', async () => {
    const answer = await http.request<ProblemBody>('POST', '/v1/workflows', {
      body: '<spec/>',
      headers: { 'content-type': 'application/xml' },
    });
    expect([answer.status, answer.body.code]).toEqual([415, 'media_type_unsupported']);
  });

  it('list with filters and walk through all pages by the cursor', async () => {
    const names = ['page a', 'page b', 'page c'];
    for (const name of names) await submit({ ...SPEC, name, tags: { test: 'paging' } });
    const seen: string[] = [];
    let path: string | undefined = '/v1/workflows?label=test:paging&limit=2';
    while (path) {
      const { body, headers }: { body: ListBody; headers: Headers } = await http.request<ListBody>(
        'GET',
        path,
      );
      seen.push(...body.items.map((item) => item.name));
      const link = headers.get('link');
      expect(link === null).toBe(body.next === null);
      path = link?.match(/<([^>]+)>; rel="next"/)?.[1];
    }
    expect(seen).toEqual([...names].reverse());
    expect((await http.request<ListBody>('GET', '/v1/workflows?symbol=NOPE')).body.items).toEqual([]);
    expect((await http.request<ListBody>('GET', '/v1/workflows?status=failed')).body.items).toEqual([]);
    expect((await http.request<ListBody>('GET', '/v1/workflows?label=test&limit=1')).body.items).toHaveLength(
      1,
    );
  });

  it('refuse query parameters that mean nothing, all at once', async () => {
    const { status, body } = await http.request<ProblemBody>(
      'GET',
      '/v1/workflows?status=sleeping&limit=0&colour=red',
    );
    expect([status, body.code]).toEqual([400, 'request_invalid']);
    expect(body.errors?.map((error) => error.path).sort()).toEqual([
      'query.colour',
      'query.limit',
      'query.status',
    ]);
  });

  it('refuse a cursor that nobody handed out', async () => {
    expect((await http.request('GET', '/v1/workflows?cursor=abc')).status).toBe(400);
  });

  it.each(['', '/state', '/checkpoints', '/artifacts', '/report', '/events'])(
    'answer 404 for GET %s of an unknown workflow',
    async (suffix) => {
      const { status, body } = await http.request<ProblemBody>('GET', `/v1/workflows/wf_unknown${suffix}`);
      expect([status, body.code]).toEqual([404, 'not_found']);
    },
  );

  it.each(['cancel', 'resume'])('answer 404 for %s of an unknown workflow', async (action) => {
    expect((await http.request('POST', `/v1/workflows/wf_unknown/${action}`)).status).toBe(404);
  });

  it('show one workflow with its whole spec, and save the bytes the second time', async () => {
    const { body } = await submit();
    const shown = await http.request<{ spec: object; runs: unknown[] }>('GET', `/v1/workflows/${body.id}`);
    expect(shown.body.spec).toMatchObject({ training: { folds: 5 } });
    expect(shown.body.runs).toEqual([]);
    const etag = shown.headers.get('etag')!;
    const again = await http.raw('GET', `/v1/workflows/${body.id}`, {
      // fetch would add no-cache, which asks for the whole again.
      headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
    });
    expect(again.status).toBe(304);
  });

  it('cancel, again without effect, and refuse to resume what did not fail', async () => {
    const { body } = await submit();
    const cancelled = await http.request<{ cancelRequestedAt: string }>(
      'POST',
      `/v1/workflows/${body.id}/cancel`,
    );
    expect([cancelled.status, typeof cancelled.body.cancelRequestedAt]).toEqual([202, 'string']);
    const again = await http.request<{ cancelRequestedAt: string }>(
      'POST',
      `/v1/workflows/${body.id}/cancel`,
    );
    expect(again.body.cancelRequestedAt).toBe(cancelled.body.cancelRequestedAt);
    expect((await http.request<ProblemBody>('POST', `/v1/workflows/${body.id}/resume`)).body.code).toBe(
      'conflict',
    );
  });

  it('fork from a checkpoint into a workflow of its own', async () => {
    const { body: parent } = await submit();
    const { body: list } = await http.request<{ items: { id: string }[] }>('GET', parent.links.checkpoints!);
    const fork = await http.request<WorkflowBody>('POST', `/v1/workflows/${parent.id}/fork`, {
      json: { checkpointId: list.items[0]!.id, edits: { training: { trials: 3 } } },
    });
    expect([fork.status, fork.body.parentId]).toEqual([202, parent.id]);
    expect(fork.headers.get('location')).toBe(`/v1/workflows/${fork.body.id}`);
    const shown = await http.request<{ spec: object }>('GET', fork.body.links.self!);
    expect(shown.body.spec).toMatchObject({ training: { trials: 3 } });
  });

  it('refuse a fork without a checkpoint, from a strange one, and with impossible edits', async () => {
    const { body: parent } = await submit();
    const path = `/v1/workflows/${parent.id}/fork`;
    expect((await http.request<ProblemBody>('POST', path, { json: {} })).body.errors?.[0]?.path).toBe(
      'body.checkpointId',
    );
    expect((await http.request('POST', path, { json: { checkpointId: 'ck_none' } })).status).toBe(404);
    const { body: list } = await http.request<{ items: { id: string }[] }>('GET', parent.links.checkpoints!);
    const edits = { training: { trials: -1 } };
    const answer = await http.request('POST', path, { json: { checkpointId: list.items[0]!.id, edits } });
    expect(answer.status).toBe(422);
  });

  it('serve the report as a page in a sandbox of its own', async () => {
    const { body } = await submit();
    const { headers, body: page } = await http.request<string>('GET', body.links.report!);
    expect(page).toMatch(/^<!doctype html>/i);
    expect(headers.get('content-security-policy')).toContain('sandbox allow-scripts');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});
