import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArtifactKind } from '../../../src/orchestration/artifact-ref.ts';
import { startTestHttp, type TestHttp } from '../../support/http-server.ts';

const SPEC = { market: { source: { kind: 'sample', name: 'sp500' } } };
const TEXT = 'tree\nversion=v4\nnum_class=1\n';

describe('GET /v1/artifacts/{hash}', () => {
  let http: TestHttp;
  let workflowId: string;
  let hash: string;
  beforeAll(async () => {
    http = await startTestHttp();
    const { body } = await http.request<{ id: string }>('POST', '/v1/workflows', { json: SPEC });
    workflowId = body.id;
    hash = await store(TEXT, 'model', 'text/plain');
  });
  afterAll(() => http.stop());

  async function store(text: string, kind: ArtifactKind, mediaType: string): Promise<string> {
    const bytes = new TextEncoder().encode(text);
    const made = await http.artifactStore.put(bytes);
    await http.database.store.artifacts.link([
      {
        workflowId,
        iteration: 1,
        role: 'ml_engineer',
        ref: { hash: made, kind, mediaType, bytes: bytes.byteLength },
        createdAt: new Date(),
      },
    ]);
    return made;
  }

  const get = (headers: Record<string, string> = {}, method = 'GET') =>
    http.raw(method, `/v1/artifacts/${hash}`, { headers });

  it('gives the bytes with their hash as ETag, to be kept for ever', async () => {
    const response = await get();
    expect([response.status, await response.text()]).toEqual([200, TEXT]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      etag: `"${hash}"`,
      'accept-ranges': 'bytes',
      'content-type': 'text/plain; charset=utf-8',
      'content-length': String(TEXT.length),
      'cache-control': 'private, max-age=31536000, immutable',
      'content-disposition': `attachment; filename="model-${hash.slice(0, 12)}.txt"`,
      'x-content-type-options': 'nosniff',
    });
  });

  it('answers HEAD with the size and no bytes', async () => {
    const response = await get({}, 'HEAD');
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([
      200,
      String(TEXT.length),
      '',
    ]);
  });

  it.each([
    ['bytes=0-3', 0, 4],
    ['bytes=5-', 5, TEXT.length],
    ['bytes=-4', TEXT.length - 4, TEXT.length],
    ['bytes=20-9999', 20, TEXT.length],
  ])('answers %s with 206 and that part', async (range, from, to) => {
    const response = await get({ range });
    expect([response.status, await response.text()]).toEqual([206, TEXT.slice(from, to)]);
    expect(response.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/${TEXT.length}`);
  });

  it('answers a range behind the end with 416 and the size', async () => {
    const response = await get({ range: 'bytes=999-' });
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe(`bytes */${TEXT.length}`);
    expect(await response.json()).toMatchObject({ code: 'range_invalid' });
  });

  it.each(['items=0-3', 'bytes=0-1,3-4', 'bytes=x', 'bytes=3-1'])('sends the whole for %s', async (range) => {
    expect((await get({ range })).status).toBe(200);
  });

  it('sends a range only while the caller has the same version', async () => {
    expect((await get({ range: 'bytes=0-3', 'if-range': `"${hash}"` })).status).toBe(206);
    expect((await get({ range: 'bytes=0-3', 'if-range': '"another"' })).status).toBe(200);
  });

  it.each(['same', 'weak', 'list', 'any'])('answers 304 to a caller who has it (%s)', async (form) => {
    const header = { same: `"${hash}"`, weak: `W/"${hash}"`, list: `"x", "${hash}"`, any: '*' }[form]!;
    const response = await get({ 'if-none-match': header });
    expect([response.status, response.headers.get('etag')]).toEqual([304, `"${hash}"`]);
  });

  it('refuses the sealed segment to everybody, and lists it without a link', async () => {
    const sealed = await store('sealed', 'sealed_bars', 'application/vnd.apache.arrow.file');
    const { status, body } = await http.request('GET', `/v1/artifacts/${sealed}`);
    expect([status, body.code]).toEqual([403, 'sealed_segment']);
    const { body: list } = await http.request<{ items: { hash: string; sealed: boolean; links: object }[] }>(
      'GET',
      `/v1/workflows/${workflowId}/artifacts`,
    );
    expect(list.items.find((item) => item.hash === sealed)).toMatchObject({
      sealed: true,
      links: { content: null },
    });
  });

  it('answers 404 for a hash nobody knows, and for bytes that are gone', async () => {
    expect((await http.request('GET', `/v1/artifacts/${'0'.repeat(64)}`)).body.code).toBe('not_found');
    const ref = { hash: '1'.repeat(64), kind: 'report' as const, mediaType: 'text/html', bytes: 3 };
    await http.database.store.artifacts.link([
      { workflowId, iteration: 1, role: 'ml_engineer', ref, createdAt: new Date() },
    ]);
    expect((await http.request('GET', `/v1/artifacts/${ref.hash}`)).body.code).toBe('artifact_missing');
  });

  it('lets a page that came out of a workflow do nothing in the browser', async () => {
    const page = await store('<script>alert(1)</script>', 'report', 'text/html');
    const response = await http.raw('GET', `/v1/artifacts/${page}`);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'.*; sandbox$/);
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
  });
});
